import { joinPath } from '../../core/files';
import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { byText } from '../../languages/dockerfile/by-text';
import { type Carried, carriedBy } from '../../languages/dockerfile/carried';
import { type BuildContext, contextSources } from '../../languages/dockerfile/context';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { TransferInstruction } from '../../languages/dockerfile/nodes';
import { commandsOf } from '../../languages/dockerfile/scripts';
import { isComplete } from '../../languages/dockerfile/start-command';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/require-dockerignore',
  aka: ['dockerfile/no-dockerignore', 'dockerfile/copy-whole-context'],
  summary: 'Keep history, secrets and local packages out of the build context',
  category: 'security',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { sonar: ['S6470'], droast: ['DF007', 'DF033'] },
  messages: {
    carries: '`{{copy}}` would carry {{names}}; keep them out with `{{file}}`',
    secret: '`{{copy}}` would put {{names}} into the image; keep them out with `{{file}}`',
  },
  notes: ['dockerignore', 'build-context'],
  lessons: ['D03'],
  docs: {
    why: 'A copy of the whole build context takes what lies around in it: the history of the repository, files with passwords, packages that were installed for another system. They make the image larger, break the cache with each commit, and hand secrets to whoever pulls the image.',
    instead:
      'A `.dockerignore` beside the build context (or `NAME.dockerignore` beside a Dockerfile of that name) keeps them out. The quick fix names what is really there.',
    invalid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
        files: { 'node_modules/a/index.js': '', 'server.js': '' },
      },
    ],
    valid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
        files: { 'node_modules/a/index.js': '', 'server.js': '', '.dockerignore': 'node_modules\n' },
      },
    ],
    fixSafety:
      'What the ignore file names is no longer there for any COPY of this context. A build that reads the history, as `git describe` does, needs `.git`.',
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  check: (ctx) => ({
    End() {
      const { context } = ctx.facts;
      if (!context || !isComplete(ctx.doc)) return;
      const [first, ...others] = wholeCopies(ctx.doc);
      if (!first) return;
      const all = carriedBy(context, first.excluded) ?? [];
      const carried = all.filter(({ kind }) => kind !== 'history' || !asksGit(ctx.doc));
      if (carried.length === 0) return;
      const ships = [first, ...others].some(({ instruction }) => ctx.doc.stageOf(instruction)?.ships);
      const secrets = carried.filter(({ kind }) => kind === 'secret');
      const isLeak = ships && secrets.length > 0;
      const { instruction, source } = first;
      ctx.report({
        message: isLeak ? 'secret' : 'carries',
        span: source.span,
        ...(isLeak ? { severity: 'warning' as const } : {}),
        data: {
          copy: `${ctx.doc.keyword(instruction.name, instruction)} ${source.raw} ${instruction.destination?.raw ?? ''}`.trim(),
          names: named(isLeak ? secrets : carried),
          file: context.ignorePath,
        },
        fixes: [ignoreFix(context, carried)],
      });
    },
  }),
});

interface WholeCopy {
  readonly instruction: TransferInstruction;
  readonly source: Word;
  readonly excluded: readonly string[];
}

/** Copies of the whole context into stages that the image needs. */
function wholeCopies(doc: DockerfileDocument): WholeCopy[] {
  return doc.instructions.flatMap((instruction) => {
    if (instruction.kind !== 'Copy' && instruction.kind !== 'Add') return [];
    if (doc.stageOf(instruction)?.reached !== true) return [];
    const excluded = instruction.flags.flatMap((f) => (f.name === 'exclude' ? [f.value?.literal] : []));
    const known = excluded.filter((text) => text !== undefined);
    if (known.length < excluded.length || !contextSources(doc, instruction).some(isWhole)) return [];
    const source = instruction.sources.find((word) => isWhole(doc.valueOf(word, instruction) ?? '?'));
    return source ? [{ instruction, source, excluded: known }] : [];
  });
}

const isWhole = (source: string): boolean => joinPath('.', source) === '.';

/** A RUN that calls git may read the history. */
const asksGit = (doc: DockerfileDocument): boolean =>
  doc.instructions.some((run) => run.kind === 'Run' && readsHistory(doc, run));

const readsHistory = byText((doc, run) =>
  commandsOf(doc, run).some(
    ({ command }) => command.program === 'git' && !/^(?:clone|config|init)$/.test(command.args[0]?.value ?? ''),
  ),
);

const MAX_NAMED = 3;

/** The most telling first: secrets, the history, packages. */
const ORDER: readonly Carried['kind'][] = ['secret', 'history', 'packages'];

function named(carried: readonly Carried[]): string {
  const sorted = [...carried].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const names = [...new Set(sorted.map(({ path }) => `\`${path}\``))];
  const shown = names.length > MAX_NAMED ? names.slice(0, MAX_NAMED - 1) : names;
  const parts = names.length > shown.length ? [...shown, `${names.length - shown.length} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

function ignoreFix(context: BuildContext, carried: readonly Carried[]): Fix {
  const patterns = [...new Set(carried.map(({ pattern }) => pattern))];
  const { ignorePath: file, ignoreText } = context;
  const create = typeof ignoreText !== 'string';
  const edits = (): Edit[] => {
    const lines = `${patterns.join('\n')}\n`;
    if (create) return [{ file, create: true, span: { start: 0, end: 0 }, text: lines }];
    const eol = ignoreText.includes('\r\n') ? '\r\n' : '\n';
    const open = ignoreText === '' || ignoreText.endsWith('\n') ? '' : eol;
    const at = { start: ignoreText.length, end: ignoreText.length };
    return [{ file, span: at, text: open + lines.replace(/\n/g, eol) }];
  };
  return { title: `${create ? 'Create' : 'Extend'} ${file}`, safety: 'unsafe', edits };
}
