import { baseName } from '../../core/files';
import { defineRule } from '../../core/rule';
import { contextSources } from '../../languages/dockerfile/context';
import type { Stage } from '../../languages/dockerfile/model';
import type { RunInstruction } from '../../languages/dockerfile/nodes';
import { type PackageCall, packageCalls } from '../../languages/dockerfile/packages';

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
const INSTALL = new Set(['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal']);

const installsProject = (call: PackageCall): boolean =>
  call.manager === 'npm' &&
  INSTALL.has(call.subcommand) &&
  call.fromManifest &&
  !call.hasUnknownWords &&
  !call.has(
    '-g',
    '--global',
    '--no-package-lock',
    '--package-lock',
    '--package-lock-only',
    '--prefix',
    '-C',
    '--location',
  );

export default defineRule({
  id: 'dockerfile/npm-ci',
  summary: 'Install what the lock file says with npm ci',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { droast: ['DF031'] },
  messages: {
    ci: '`npm {{subcommand}}` may go beyond `{{lock}}`; use `npm ci`',
  },
  notes: ['dependency-manifests', 'reproducible-builds'],
  lessons: ['D10', 'D32'],
  docs: {
    why: '`npm install` treats the lock file as a proposal: where it does not agree with `package.json`, npm resolves anew and installs something that nobody has tested. `npm ci` installs exactly what the lock file says, or fails.',
    invalid: [
      {
        code: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm install --omit=dev\n',
        fixed: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n' },
      { code: 'FROM node:22\nCOPY package.json ./\nRUN npm install\n' },
    ],
    fixSafety:
      '`npm ci` stops when the lock file does not agree with `package.json`, and deletes a `node_modules` that is there.',
    references: ['https://docs.npmjs.com/cli/v11/commands/npm-ci'],
  },
  check: (ctx) => {
    /** The lock file among the sources of a COPY: by name, or by a pattern or folder that is known to hold it. */
    function copied(source: string): string | undefined {
      const path = source.replace(/\/+$/, '');
      const named = LOCKS.find((lock) => lock === baseName(path));
      if (named) return named;
      const { context } = ctx.facts;
      const covers = path === '.' || path === '' || /^(?:\.\/)?package(?:\*|-\*|\*\*)\.json$/.test(path);
      if (!covers || !context) return undefined;
      return LOCKS.find(
        (lock) => context.carries(lock) === true && (path === '.' || path === '' || lock.startsWith('package')),
      );
    }

    /** By stage: the lock file that is there. */
    const locks = new Map<number, string>();
    const lockOf = (stage: Stage): string | undefined => {
      const own = locks.get(stage.index);
      if (own !== undefined || stage.base.kind !== 'stage') return own;
      const inherited = locks.get(stage.base.stage.index);
      if (inherited !== undefined) locks.set(stage.index, inherited);
      return inherited;
    };

    return {
      Copy(copy) {
        const stage = ctx.doc.stageOf(copy);
        const lock = copy.onbuild
          ? undefined
          : contextSources(ctx.doc, copy).flatMap((source) => copied(source) ?? [])[0];
        if (stage && lock !== undefined) locks.set(stage.index, lock);
      },
      From(from) {
        const stage = ctx.doc.stageOf(from);
        if (stage) lockOf(stage);
      },
      Run(run: RunInstruction) {
        const stage = ctx.doc.stageOf(run);
        const lock = stage && lockOf(stage);
        if (lock === undefined) return;
        for (const call of packageCalls(ctx.doc, run).filter(installsProject)) {
          const [word] = call.subcommandWords;
          if (!word || word.value === undefined) continue;
          const quotes = Math.max(0, (word.span.end - word.span.start - word.value.length) / 2);
          const span = { start: word.span.start + quotes, end: word.span.end - quotes };
          ctx.report({
            message: 'ci',
            span,
            data: { subcommand: call.subcommand, lock },
            fixes: [{ title: 'Replace with npm ci', safety: 'unsafe', edits: () => [{ span, text: 'ci' }] }],
          });
        }
      },
    };
  },
});
