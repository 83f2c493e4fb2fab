import { baseName, parentPath } from '../../core/files';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { lineSpan, type SourceText } from '../../core/text';
import type { ComposeFacts } from '../../languages/compose/facts';
import { MAIN_NAMES, OVERRIDE_NAMES } from '../../languages/compose/names';

export default defineRule({
  id: 'compose/filename',
  summary: 'Call the file compose.yaml, and have one of it',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    name: 'Docker Compose prefers the name `{{wanted}}` to `{{name}}`; rename the file',
    others: 'Compose takes this file and warns that it leaves out `{{other}}`; remove one',
    unread: 'Compose never reads `{{name}}` beside `{{other}}`; remove one',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Docker Compose looks for `compose.yaml`, `compose.yml`, `docker-compose.yml` and `docker-compose.yaml`, in this order. The first is the one that the specification recommends, the last two are there for old projects.\n\nWhere a folder holds several of them, it takes the first, prints a warning, and nothing that is written in the others counts.',
    instead: 'Rename the file with `git mv`, and look for the old name in scripts and documentation.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n',
        files: { 'docker-compose.yml': 'services:\n  web:\n    image: nginx:1.27\n' },
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    exceptions: 'Where `COMPOSE_FILE` in `.env` names the files, their names are a choice, and the rule is silent.',
    references: ['https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file'],
  },
  check: (ctx) => ({
    Compose() {
      const { workspace, role, dotenv } = ctx.facts;
      const span = firstLine(ctx.source);
      if (!workspace || !span || role === 'included' || role === 'base' || dotenv?.get('COMPOSE_FILE')) return;
      const name = baseName(workspace.path);
      const wanted = preferred(name);
      if (wanted === undefined) return;
      const [taken, ...others] = namesBeside(name, ctx.facts);
      if (taken !== undefined && taken !== name) {
        ctx.report({ message: 'unread', span, data: { name, other: taken }, severity: 'warning' });
        return;
      }
      const [other] = others;
      if (other !== undefined) ctx.report({ message: 'others', span, data: { other }, severity: 'warning' });
      if (name !== wanted) ctx.report({ message: 'name', span, data: { name, wanted } });
    },
  }),
});

const [MAIN] = MAIN_NAMES;
const OVERRIDE = 'compose.override.yaml';

/** What a file that Compose finds by its name is best called; undefined for other files. */
function preferred(name: string): string | undefined {
  if (MAIN_NAMES.some((known) => known === name)) return MAIN;
  return OVERRIDE_NAMES.some((known) => known === name) ? OVERRIDE : undefined;
}

/** The names in the folder that Compose would take for the same file, in its order; empty when the folder is not known. */
function namesBeside(name: string, { workspace, project }: ComposeFacts): readonly string[] {
  if (!workspace) return [];
  const folder = parentPath(workspace.path);
  const there = new Set(
    workspace.files.list(folder)?.flatMap((entry) => (entry.kind === 'folder' ? [] : [entry.name])),
  );
  // A file that another one includes is read after all.
  const used = new Set(project.files.map(({ path }) => path));
  const at = (known: string): string => (folder === '.' ? known : `${folder}/${known}`);
  const names: readonly string[] = MAIN_NAMES.some((known) => known === name) ? MAIN_NAMES : OVERRIDE_NAMES;
  const [first, ...more] = names.filter((known) => there.has(known));
  return first === undefined ? [] : [first, ...more.filter((known) => known === name || !used.has(at(known)))];
}

/** The first line that is no comment. */
function firstLine(source: SourceText): Span | undefined {
  for (let line = 0; line < source.lineStarts.length; line++) {
    const { start, end } = lineSpan(source, line);
    const text = source.text.slice(start, end);
    // What is trimmed includes a byte order mark.
    const word = text.trim();
    const left = start + text.length - text.trimStart().length;
    if (word !== '' && !/^(?:#|---|%)/.test(word)) return { start: left, end: left + word.length };
  }
  return undefined;
}
