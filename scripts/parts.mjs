/**
 * Splits the server in two: what starts at once, and the YAML languages, which are read from dist/yaml-languages.js when the first of
 * their files comes. The server for Node, the one for web workers and the command line share that file.
 *
 * In the sources nothing of this is seen: modules import functions of the doors below as of any other. In the product's bundles a door's
 * functions are replaced by ones that open the part first. What the part needs of the rest (`core`, `languages/shell` …) it is handed
 * when it is opened, so that no module is there twice.
 */
import { join, relative, sep } from 'node:path';
import * as esbuild from 'esbuild';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'server', 'src') + sep;

/** Modules of the YAML languages whose functions the rest of the server calls. Other exports than functions cannot be had through a door. */
const DOORS = [
  'features/convert-dclint',
  'features/hover/compose',
  'features/hover/kubernetes',
  'features/navigation/compose',
  'features/navigation/kubernetes',
  'features/navigation/kubernetes-shared',
  'features/yaml-language',
  'languages/yaml/data',
  'project/built-from',
  'project/compose',
  'project/configuration',
  'project/kubernetes',
  'project/kubernetes-index',
  'project/lint-yaml',
  'rules/index.generated',
];

/** How each host reads the part; `shared` is what the part is handed. */
const READERS = {
  node: "require('./yaml-languages.js')(shared)",
  worker: "(importScripts((self.plimsollScripts ?? '') + 'yaml-languages.js'), self.plimsollYamlLanguages(shared))",
};

/** The name by which a module is known on both sides; undefined for modules of packages. */
function nameOf(path) {
  if (!path.startsWith(sources) || !path.endsWith('.ts')) return undefined;
  return relative(sources, path).slice(0, -'.ts'.length).split(sep).join('/');
}

const exportsOf = new Map();

/** The names that a module exports: types are gone when it is built. */
async function exportedNames(path) {
  const known = exportsOf.get(path);
  if (known) return known;
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: false,
    write: false,
    metafile: true,
    format: 'esm',
    outdir: 'dist',
    logLevel: 'silent',
  });
  const names = Object.values(metafile.outputs).flatMap((output) => output.exports);
  exportsOf.set(path, names);
  return names;
}

/** Replaces the doors in a bundle of what starts at once. */
function closeDoors(reader, shared) {
  return {
    name: 'close-doors',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const door = nameOf(path);
        if (!DOORS.includes(door)) return null;
        const names = await exportedNames(path);
        const stubs = names.map(
          (name) => `export const ${name} = (...given) => open()[${JSON.stringify(door)}].${name}(...given);`,
        );
        return { contents: [`import { open } from 'plimsoll:part';`, ...stubs].join('\n'), loader: 'js' };
      });
      build.onResolve({ filter: /^plimsoll:part$/ }, ({ path }) => ({ path, namespace: 'part' }));
      build.onLoad({ filter: /.*/, namespace: 'part' }, () => ({
        contents: [
          ...shared.map((name, i) => `import * as m${i} from ${JSON.stringify(`./${name}`)};`),
          `const shared = { ${shared.map((name, i) => `${JSON.stringify(name)}: m${i}`).join(', ')} };`,
          'let part;',
          `export const open = () => (part ??= ${reader});`,
        ].join('\n'),
        resolveDir: sources,
        loader: 'js',
      }));
    },
  };
}

/** Leaves modules that are there already out of the part, and notes them in `shared`. */
function handIn(there, shared) {
  return {
    name: 'hand-in',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const name = nameOf(path);
        if (!there.has(name)) return null;
        shared.add(name);
        const names = await exportedNames(path);
        const lines = names.map((exported) => `export const ${exported} = given.${exported};`);
        return {
          contents: [`const given = plimsollShared[${JSON.stringify(name)}];`, ...lines].join('\n'),
          loader: 'js',
        };
      });
    },
  };
}

/**
 * Builds the part and gives what the other bundles need to find it.
 *
 * @param {readonly string[]} entries the sources of those bundles
 * @param {import('esbuild').BuildOptions} options as for them
 * @returns {Promise<(host: 'node' | 'worker') => import('esbuild').Plugin>}
 */
export async function buildPart(entries, { plugins = [], ...options }) {
  const there = new Set(await modulesOf(entries, { ...options, plugins: [closeDoors(READERS.node, []), ...plugins] }));
  const shared = new Set();
  await esbuild.build({
    ...options,
    stdin: { contents: doorsOpen(), resolveDir: sources, loader: 'js' },
    plugins: [handIn(there, shared), ...plugins],
    platform: 'neutral',
    format: 'iife',
    globalName: 'part',
    banner: { js: '(()=>{const open=(plimsollShared)=>{"use strict";' },
    footer: {
      js: 'return part.default};if(typeof module==="object")module.exports=open;else self.plimsollYamlLanguages=open})();',
    },
    outfile: 'dist/yaml-languages.js',
  });
  const handed = [...shared].sort();
  return (host) => closeDoors(READERS[host], handed);
}

/** The modules of ours that start at once. */
async function modulesOf(entries, { alias: _, ...options }) {
  const { metafile } = await esbuild.build({
    ...options,
    entryPoints: entries,
    packages: 'external',
    external: ['./yaml-languages.js'],
    platform: 'node',
    write: false,
    metafile: true,
    outdir: 'dist',
  });
  return Object.keys(metafile.inputs).flatMap((path) => {
    const name = nameOf(join(root, path));
    return name === undefined || DOORS.includes(name) ? [] : [name];
  });
}

const doorsOpen = () =>
  [
    ...DOORS.map((door, i) => `import * as d${i} from ${JSON.stringify(`./${door}`)};`),
    `export default { ${DOORS.map((door, i) => `${JSON.stringify(door)}: d${i}`).join(', ')} };`,
  ].join('\n');
