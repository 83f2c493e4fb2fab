import { type Entry, joinPath } from '../../core/files';
import { hasToken, isNoSecretValue, isSecretName, looksSecret } from '../secrets';
import type { BuildContext } from './context';
import { isIgnored, parseIgnore } from './dockerignore';

/** Something in a build context that belongs in no image. */
export interface Carried {
  readonly path: string;
  readonly kind: 'history' | 'secret' | 'packages';
  /** The line of an ignore file that keeps it out. */
  readonly pattern: string;
}

/** Folders beyond this many are not looked into. */
const MAX_FOLDERS = 2000;

/** Certificates and environments for tests are there to be seen. */
const FOR_TESTS =
  /^(?:tests?|testdata|test-data|fixtures?|__tests__|specs?|e2e|examples?|samples?|mocks?|docs?|vendor|third_party)$/i;

const PACKAGES = new Set(['node_modules', 'bower_components']);

/** What a copy of the whole context takes along that it should not; undefined when the context is not known. */
export function carriedBy(context: BuildContext, excluded: readonly string[]): readonly Carried[] | undefined {
  if (context.ignore === undefined) return undefined;
  const more = parseIgnore(excluded.join('\n'));
  const isKept = (path: string): boolean =>
    isIgnored(more, path) ||
    (context.ignore !== null && context.ignore !== undefined && isIgnored(context.ignore, path));
  const found: Carried[] = [];
  const open = ['.'];
  for (let at = 0; at < open.length && at < MAX_FOLDERS; at++) {
    const folder = open[at] ?? '.';
    for (const entry of context.files.list(folder) ?? []) {
      const path = joinPath(folder, entry.name);
      if (path === undefined || isKept(path)) continue;
      const carried = carriedOf(context, path, entry);
      if (carried) found.push(carried);
      else if (entry.kind === 'folder' && !FOR_TESTS.test(entry.name)) open.push(path);
    }
  }
  return found;
}

function carriedOf(context: BuildContext, path: string, { name, kind }: Entry): Carried | undefined {
  if (kind === 'folder') {
    if (name === '.git' && path === '.git') return { path, kind: 'history', pattern: '.git' };
    if (PACKAGES.has(name)) return { path, kind: 'packages', pattern: `**/${name}` };
    const isEnvironment = context.kind(`${path}/pyvenv.cfg`) === 'file';
    return isEnvironment ? { path, kind: 'packages', pattern: path } : undefined;
  }
  return kind === 'file' && isSecretFile(context, path, name) ? { path, kind: 'secret', pattern: path } : undefined;
}

/** Whether a file holds a secret, by its name, and by its text where that says more. */
export function isSecretFile(context: BuildContext, path: string, name: string): boolean {
  if (!looksSecret(name)) return false;
  const text = context.files.text(path);
  if (/^\.(?:npmrc|pypirc|netrc)$/.test(name)) return typeof text === 'string' && hasToken(text);
  // Certificates and public keys have the same endings.
  if (/\.(?:pem|key)$/.test(name)) return typeof text === 'string' && text.includes('PRIVATE KEY');
  if (!name.startsWith('.env') || typeof text !== 'string') return true;
  return text.split(/\r?\n/).some(holdsSecret);
}

/** `API_KEY=…` with a value; what a front end is built with stands in `.env` files too. */
function holdsSecret(line: string): boolean {
  const equals = line.indexOf('=');
  const name = line
    .slice(0, Math.max(0, equals))
    .replace(/^export\s/, '')
    .trim();
  if (!/^\w+$/.test(name) || !isSecretName(name)) return false;
  return !isNoSecretValue(
    line
      .slice(equals + 1)
      .trim()
      .replace(/^["']|["']$/g, ''),
  );
}
