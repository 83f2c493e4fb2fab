import { defineRule } from '../../core/rule';
import { judgedService, once, severityOf } from '../../languages/compose/own';
import { asMap, textOf } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

const WITH_TARGET: ReadonlySet<string> = new Set(['sync', 'sync+restart', 'sync+exec']);

export default defineRule({
  id: 'compose/watch-target-required',
  aka: ['compose/watch-needs-build', 'compose/watch-unknown-action'],
  summary: 'Give a watched path what its action needs',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    target: 'Action `{{action}}` copies into the container; add `target`',
    path: 'The watched `path` is empty; name a file or folder',
    build: '`rebuild` has nothing to build, service `{{name}}` has no `build`; add it',
  },
  notes: [],
  docs: {
    why: '`docker compose watch` copies changed files into the container for `sync`, `sync+restart` and `sync+exec`: Compose refuses the project when they lack a `target`. `rebuild` builds the image anew, so the service needs a `build`. Unknown actions are reported by `compose/schema`.',
    invalid: [
      {
        code: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n          target: /app/src\n        - path: ./package.json\n          action: rebuild\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/develop/'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const watch = service.at('develop', 'watch');
        if (watch?.kind !== 'list') return;
        const merged = judgedService(service, ctx.facts);
        const { fragment, whole, project } = ctx.facts;
        const lacksBuild = !fragment && whole && project.complete && !merged.has('build');
        for (const { value } of watch.items) {
          const item = asMap(value);
          const action = textOf(item?.get('action'));
          const [at, path, target] = [item?.get('action'), item?.get('path'), item?.get('target')];
          if (path && textOf(path) === '' && first(path.span)) ctx.report({ message: 'path', span: path.span });
          if (!at || action === undefined) continue;
          const noTarget = target === undefined || textOf(target) === '';
          if (WITH_TARGET.has(action) && noTarget && first(at.span)) {
            const data = { action: shown(action) };
            ctx.report({ message: 'target', span: at.span, data, severity: severityOf(merged) });
          } else if (action === 'rebuild' && lacksBuild && first(at.span)) {
            ctx.report({ message: 'build', span: at.span, data: { name: shown(service.name) }, severity: 'warning' });
          }
        }
      },
    };
  },
});
