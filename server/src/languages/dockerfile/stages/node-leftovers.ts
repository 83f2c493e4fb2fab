import { joinPath } from '../../../core/files';
import type { BuildContext } from '../context';
import { RUNTIME_NAMES } from './runtime-files';

/** Files beside package.json that programs read while they run. */
const SETTINGS =
  /^(?:\.env(?!\.(?:example|sample|template|dist)$)(?:\..*)?|(?:ormconfig|knexfile|ecosystem\.config|config|pm2|process)\.(?:[cm]?js|ts|json|ya?ml|env))$/;

/** Files beside package.json that only people, tools and the build read. */
const TOOL_FILES = [
  /^\./,
  /\.(?:md|mdx|tsx?|[cm]ts|log|sh|bat|cmd|ps1|http|rest|iml)$/i,
  /\.config\.(?:[cm]?js|json)$/,
  /^(?:package(?:-lock)?|npm-shrinkwrap|[jt]sconfig[\w.-]*|[jt]slint|nest-cli|nodemon|jest[\w.-]*|typedoc|renovate|vercel|turbo|nx|lerna|biome|cypress|cspell|commitlint)\.jsonc?$/,
  /^(?:yarn\.lock|bun\.lockb?|pnpm-(?:lock|workspace)\.yaml|(?:docker-)?compose[\w.-]*\.ya?ml|Dockerfile.*|.*\.Dockerfile|(?:gulpfile|Gruntfile|webpack\.[\w.]+)\.js)$/i,
  /^(?:(?:azure|bitbucket)-pipelines|cloudbuild|buildspec|appspec|skaffold|render|codecov)\.ya?ml$|^(?:fly|netlify|railway|wrangler)\.toml$|^sonar-project\.properties$/,
  /^(?:LICEN[CS]E|README|CHANGELOG|CONTRIBUTING|CODEOWNERS|AUTHORS|NOTICE|Makefile|Procfile|Jenkinsfile|Vagrantfile)(?:\.txt)?$/i,
];

/** Folders that only people, tools and the build look into. */
const TOOL_FOLDERS =
  /^(?:\..*|node_modules|__tests__|tests?|e2e|cypress|coverage|docs?|examples?|scripts|k8s|kubernetes|helm|charts|deploy|deployment|terraform|types|typings)$/;

/** What a build turns into files of its own; JavaScript is only that below `src`. */
const COMPILED = /(?:\.(?:tsx?|[cm]ts|md|map)|(?:^|\/)\.[\w-]+)$/;
const COMPILED_IN_SRC = /\.(?:[cm]?jsx?|json|vue|svelte|css|scss|sass|less|svg|png|jpe?g|gif|ico|woff2?)$/;

const MAX_FILES = 2000;

/** Whether the project holds files that its program may read although the build does not turn them into its own. */
export function hasLeftovers(context: BuildContext, root: string, start: string): boolean {
  const entries = context.files.list(root);
  if (!entries) return true;
  const count = { left: MAX_FILES };
  return entries.some((entry) => {
    const path = joinPath(root, entry.name) ?? entry.name;
    if (context.carries(path) === false) return false;
    if (entry.kind !== 'folder') return SETTINGS.test(entry.name) || !TOOL_FILES.some((tool) => tool.test(entry.name));
    if (entry.name === start || TOOL_FOLDERS.test(entry.name)) return false;
    const kept = RUNTIME_NAMES.includes(entry.name);
    return holdsMore(context, path, kept ? 'kept' : entry.name === 'src' ? 'src' : 'other', count);
  });
}

/** Looks through a folder: one that is taken over as a whole, the sources, or any other. */
function holdsMore(
  context: BuildContext,
  folder: string,
  role: 'kept' | 'src' | 'other',
  count: { left: number },
): boolean {
  const entries = context.files.list(folder);
  if (!entries) return true;
  return entries.some((entry) => {
    const path = `${folder}/${entry.name}`;
    if (context.carries(path) === false) return false;
    if (--count.left < 0) return true;
    if (entry.kind === 'folder') return holdsMore(context, path, role, count);
    if (entry.name.endsWith('.prisma') && generatesElsewhere(context.files.text(path) ?? '')) return true;
    if (role === 'kept' || COMPILED.test(entry.name)) return false;
    return role === 'other' || !COMPILED_IN_SRC.test(entry.name);
  });
}

/** A schema whose client is not written into `node_modules`. */
const generatesElsewhere = (schema: string): boolean =>
  [...schema.matchAll(/^\s*output\s*=\s*"([^"\r\n]*)"/gm)].some((match) => !match[1]?.includes('node_modules'));
