import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { places } from '../../languages/compose/places';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/build-and-image',
  summary: 'Say what happens where both build and image stand',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { dclint: ['no-build-and-image'] },
  options: {
    pullPolicy: {
      type: 'boolean',
      description: 'Let services pass that have a `pull_policy`.',
      default: true,
    },
  },
  messages: {
    both: '`{{service}}` has `build` and `image`; remove one, or say by `pull_policy` which comes first',
    either: '`{{service}}` has `build` and `image`; remove one',
  },
  notes: ['compose-files'],
  docs: {
    why: 'With both keys `image` is the name that the built image gets, and Compose may pull that name before it builds. `pull_policy: build` says that it is always built.',
    invalid: [{ code: 'services:\n  web:\n    image: shop/web:1.4\n    build: .\n' }],
    valid: [{ code: 'services:\n  web:\n    image: shop/web:1.4\n    build: .\n    pull_policy: build\n' }],
    exceptions:
      'Naming the image that is built is what the specification means by the two keys, which is why the rule is off.',
    references: [
      'https://docs.docker.com/reference/compose-file/build/#using-build-and-image',
      'https://docs.docker.com/reference/compose-file/services/#pull_policy',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const { pullPolicy } = ctx.options;
    return {
      Service(service) {
        const entry = service.entryOf('image');
        if (!entry || !service.has('build') || !isNew(entry.keySpan)) return;
        if (pullPolicy && effectiveService(service, ctx.facts).has('pull_policy')) return;
        const message = pullPolicy ? 'both' : 'either';
        ctx.report({ message, span: entry.keySpan, data: { service: shown(service.name) } });
      },
    };
  },
});
