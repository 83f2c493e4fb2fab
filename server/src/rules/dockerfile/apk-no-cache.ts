import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import {
  addOption,
  callName,
  callSpan,
  deletes,
  inJsonList,
  leavesInImage,
  mountsOver,
  type PackageCall,
  packageCalls,
  runsUnknown,
} from '../../languages/dockerfile/packages';
import { dropStatement } from '../../languages/dockerfile/run-edits';

const FOLDERS = ['/var/cache/apk', '/etc/apk/cache'];

const usesIndex = (call: PackageCall): boolean => call.action === 'install' || call.action === 'upgrade';

/** `--update` fetches the index to keep it, so `--no-cache` takes its place. */
function noCache(call: PackageCall): Edit {
  const update = call.options.find(({ name }) => name === '--update' || name === '--update-cache');
  if (!update) return addOption(call.node, call.flagInsertAt, '--no-cache');
  return { span: update.word.span, text: inJsonList(call.node) ? '"--no-cache"' : '--no-cache' };
}

export default defineRule({
  id: 'dockerfile/apk-no-cache',
  summary: 'Install Alpine packages with --no-cache',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3019'], trivy: ['DS-0025'], droast: ['DF029'] },
  messages: {
    cache: '`{{command}}` leaves the package index in the image; add `--no-cache`',
    update: '`apk update` leaves the package index in the image; `apk add --no-cache` needs none',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'Without `--no-cache`, apk keeps the package index under `/var/cache/apk`: some megabytes that are old the next day. With it, apk fetches the index, uses it and forgets it, so that `apk update` is not needed either.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN apk update && apk add curl\n',
        fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n' }],
    references: [
      'https://github.com/gliderlabs/docker-alpine/blob/master/docs/usage.md#disabling-cache',
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      if (!leavesInImage(ctx.doc, run)) return;
      const calls = packageCalls(ctx.doc, run).filter(
        (call) =>
          call.manager === 'apk' && !call.has('--no-cache', '--cache-dir', '--root', '-p', '--no-network', '--help'),
      );
      const keep = calls.filter((call) => usesIndex(call) && !call.hasUnknownWords);
      const unknown =
        runsUnknown(ctx.doc, run) ||
        calls.some((call) => call.action === 'other' || (usesIndex(call) && call.hasUnknownWords));
      const updates = calls.filter(({ action }) => action === 'update');
      if (keep.length + updates.length === 0 || calls.some(({ action }) => action === 'clean')) return;
      if (mountsOver(run, FOLDERS) || deletes(ctx.doc, run, FOLDERS)) return;
      const drop = updates.flatMap(({ command }) =>
        command.pipeline || command.statement.kind !== 'command'
          ? []
          : (dropStatement(ctx.doc, command.statement) ?? []),
      );
      // The index may only go when all that reads it brings its own.
      const last = keep.length === 1 && !unknown && drop.length === updates.length;
      for (const call of keep) {
        ctx.report({
          message: 'cache',
          span: callSpan(ctx.doc, call),
          data: { command: callName(call) },
          fixes: [
            {
              title: last && drop.length > 0 ? 'Add --no-cache and remove apk update' : 'Add --no-cache',
              safety: 'safe',
              edits: () => [...(last ? drop : []), noCache(call)],
            },
          ],
        });
      }
      if (keep.length > 0) return;
      for (const call of updates) {
        const edit = drop[updates.indexOf(call)];
        ctx.report({
          message: 'update',
          span: callSpan(ctx.doc, call),
          fixes:
            edit && !unknown && drop.length === updates.length
              ? [{ title: 'Remove apk update', safety: 'safe', edits: () => [edit] }]
              : [],
        });
      }
    },
  }),
});
