import { defineRule } from '../../core/rule';
import {
  addOption,
  callSpan,
  deletes,
  leavesInImage,
  mentions,
  mountsOver,
  type PackageCall,
  packageCalls,
} from '../../languages/dockerfile/packages';

const FOLDERS = ['~/.cache/pip'];
const VARIABLES = ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR', 'XDG_CACHE_HOME', 'PIP_CONFIG_FILE'];

const installs = (call: PackageCall): boolean =>
  call.manager === 'pip' &&
  call.action === 'install' &&
  !call.has('--no-cache-dir', '--no-cache', '--cache-dir', '--dry-run', '--help', '-h') &&
  !call.hasUnknownWords;

/** A variable before the command, or exported in its script, says where the cache goes. */
const isSetInScript = ({ node }: PackageCall): boolean =>
  node.site.script.commands.some(({ assignments, declarations }) =>
    [...assignments, ...declarations].some(({ name }) => VARIABLES.includes(name)),
  );

export default defineRule({
  id: 'dockerfile/pip-no-cache',
  summary: 'Install Python packages with --no-cache-dir',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3042'], droast: ['DF030'] },
  messages: {
    cache: '`pip install` leaves its cache in the image; add `--no-cache-dir`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'pip keeps what it downloads and builds under `~/.cache/pip`. In an image nobody installs a second time: the cache is weight without use.',
    instead:
      'Add `--no-cache-dir`, set `PIP_NO_CACHE_DIR=1`, or keep the cache out of the image with `RUN --mount=type=cache,target=/root/.cache/pip`, which also makes the next build faster.',
    invalid: [
      {
        code: 'FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
        fixed: 'FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n',
      },
    ],
    valid: [
      { code: 'FROM python:3.13-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n' },
      { code: 'FROM python:3.13-slim\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n' },
    ],
    references: ['https://pip.pypa.io/en/stable/topics/caching/#disabling-caching'],
  },
  check: (ctx) => ({
    Run(run) {
      if (!leavesInImage(ctx.doc, run)) return;
      const calls = packageCalls(ctx.doc, run);
      const pips = calls.filter(installs).filter((call) => !isSetInScript(call));
      if (pips.length === 0 || mountsOver(run, FOLDERS) || deletes(ctx.doc, run, FOLDERS)) return;
      if (calls.some((call) => call.manager === 'pip' && /^cache (?:purge|remove)|^cache$/.test(call.subcommand)))
        return;
      if (VARIABLES.some((name) => ctx.doc.resolve(name, run).kind !== 'undeclared')) return;
      if (mentions(ctx.doc, 'pip.conf') || mentions(ctx.doc, 'global.no-cache-dir')) return;
      for (const call of pips) {
        ctx.report({
          message: 'cache',
          span: callSpan(ctx.doc, call),
          fixes: [
            {
              title: 'Add --no-cache-dir',
              safety: 'safe',
              edits: () => [addOption(call.node, call.flagInsertAt, '--no-cache-dir')],
            },
          ],
        });
      }
    },
  }),
});
