import { joinPath, parentPath } from '../../../core/files';
import type { PackageCommand } from '../../shell';
import { isRecord, type ProjectFolder } from './plan';

/** Files and folders of the project that an install reads beside the manifests; or why it needs the sources. */
export type Needs = { readonly paths: readonly string[] } | { readonly reason: string };

type JsonObject = Readonly<Record<string, unknown>>;

/** Scripts that managers run for a project's own package when they install its dependencies. */
const LIFECYCLE = [
  'pnpm:devPreinstall',
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
] as const;

/** What the scripts of a package need that its install runs; `at` is the package's folder. */
export function scriptNeeds(manifest: JsonObject, folder: ProjectFolder, call: PackageCommand, at: string): Needs {
  if (call.has('--ignore-scripts')) return { paths: [] };
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const paths: string[] = [];
  for (const name of LIFECYCLE) {
    const script = scripts[name];
    if (typeof script !== 'string') continue;
    for (const part of script.split(/[&|;]+/).map((text) => text.trim())) {
      const need = needOf(part, manifest, folder, at);
      if (need === undefined) return { reason: `\`${name}\`${ofPackage(at)} runs ${describe(part, folder, at)}` };
      if (need !== '') paths.push(need);
    }
  }
  if (folder.has(inside(at, 'binding.gyp')) && typeof scripts['install'] !== 'string') {
    return { reason: '`binding.gyp` makes the install run `node-gyp rebuild`, which needs the sources' };
  }
  return { paths };
}

const inside = (folder: string, path: string): string => joinPath(folder, path) ?? path;

const ofPackage = (at: string): string => (at === '.' ? '' : ` of \`${at}\``);

/** The path that a known script needs, nothing for one that needs none; undefined for any other. */
function needOf(script: string, manifest: JsonObject, folder: ProjectFolder, at: string): string | undefined {
  const words = script.replace(/^(?:npx|pnpm exec|yarn|pnpm dlx|npm exec)\s+(?:--?\w[\w-]*\s+)*/, '').split(/\s+/);
  switch (words[0]) {
    case '':
    case 'husky':
    case 'husky-install':
    case 'only-allow':
    case 'true':
    case 'exit':
    case 'is-ci':
      return '';
    case 'patch-package': {
      const patches = inside(at, optionOf(words, '--patch-dir') ?? 'patches');
      return folder.has(patches) ? patches : '';
    }
    case 'prisma':
      return words[1] === 'generate' ? prismaSchema(words, manifest, folder, at) : undefined;
    default:
      return undefined;
  }
}

const optionOf = (words: readonly string[], name: string): string | undefined => {
  const index = words.indexOf(name);
  return index < 0 ? words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) : words[index + 1];
};

/** The folder of Prisma's schema, which may be made of several files; the file where it lies beside the manifest. */
function prismaSchema(
  words: readonly string[],
  manifest: JsonObject,
  folder: ProjectFolder,
  at: string,
): string | undefined {
  // Settings are a program, and may read anything.
  if (['prisma.config.ts', 'prisma.config.js', 'prisma.config.mjs'].some((name) => folder.has(inside(at, name))))
    return undefined;
  const settings = manifest['prisma'];
  const own = isRecord(settings) && typeof settings['schema'] === 'string' ? settings['schema'] : undefined;
  const given = optionOf(words, '--schema') ?? own;
  const schema = [given ?? 'prisma/schema.prisma', ...(given === undefined ? ['schema.prisma', 'prisma'] : [])]
    .map((path) => inside(at, path))
    .find((path) => folder.has(path));
  if (schema === undefined) return undefined;
  if (outputs(schema, folder).some((path) => folder.has(path))) return undefined;
  const parent = parentPath(schema);
  return folder.kind(schema) === 'folder' || parent === at ? schema : parent;
}

/** Folders of the sources that a schema's clients are written to: a copy of the host's would be laid over them. */
function outputs(schema: string, folder: ProjectFolder): string[] {
  const isFolder = folder.kind(schema) === 'folder';
  const files = isFolder ? folder.names(schema).map((name) => inside(schema, name)) : [schema];
  const at = isFolder ? schema : parentPath(schema);
  return files
    .filter((file) => file.endsWith('.prisma'))
    .flatMap((file) => [...(folder.text(file) ?? '').matchAll(/^\s*output\s*=\s*"([^"\r\n]*)"/gm)])
    .flatMap((match) => joinPath(at, match[1] ?? '') ?? [])
    .filter((path) => !path.includes('node_modules'));
}

function describe(script: string, folder: ProjectFolder, at: string): string {
  const file = script.split(/\s+/).find((word) => /[./]/.test(word) && folder.kind(inside(at, word)) === 'file');
  return file === undefined ? `\`${script}\`, which may need the sources` : `\`${file}\`, which comes with the sources`;
}

/** The folder or archive that a version names: `file:../shared`, or the path alone. */
const localPath = (version: string): string | undefined =>
  /^(?:file|link|portal):(.*)$/.exec(version)?.[1] ?? (/^(?:\.{1,2}(?:\/|$)|~?\/)/.test(version) ? version : undefined);

/** `file:` and `link:` dependencies are folders of the project: without them the install leaves a dangling link behind. */
export function localDependencies(manifest: JsonObject, folder: ProjectFolder, at: string): Needs {
  const paths: string[] = [];
  const pnpm = isRecord(manifest['pnpm']) ? manifest['pnpm'] : {};
  const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'resolutions', 'overrides'];
  for (const dependencies of [...groups.map((group) => manifest[group]), pnpm['overrides']]) {
    if (!isRecord(dependencies)) continue;
    for (const [name, version] of Object.entries(dependencies)) {
      const path = typeof version === 'string' ? localPath(version) : undefined;
      if (path === undefined) continue;
      const clean = path.startsWith('/') ? undefined : joinPath(at, path);
      if (clean === undefined || folder.contextPath(clean) === undefined)
        return { reason: `\`${name}\` comes from \`${path}\`, outside the build context` };
      if (!folder.has(clean))
        return { reason: `\`${name}\` comes from \`${path}\`, which is not in the build context` };
      paths.push(clean);
    }
  }
  return { paths };
}

/** Patches that a manifest names, in the notations of yarn, pnpm and Bun. */
export function patchesOf(manifest: JsonObject): string[] {
  const pnpm = isRecord(manifest['pnpm']) ? manifest['pnpm'] : {};
  const lists = [manifest['patchedDependencies'], pnpm['patchedDependencies']];
  const versions = ['dependencies', 'devDependencies', 'optionalDependencies', 'resolutions'].flatMap((group) =>
    textsOf(manifest[group]).flatMap((text) => /^patch:.*#(?:~\/)?(?!~?builtin)([^#]+)$/.exec(text)?.[1] ?? []),
  );
  return [...lists.flatMap(textsOf), ...versions].flatMap((path) => joinPath('.', path) ?? []);
}

/** The texts among an object's values. */
export const textsOf = (value: unknown): string[] =>
  isRecord(value) ? Object.values(value).filter((item) => typeof item === 'string') : [];
