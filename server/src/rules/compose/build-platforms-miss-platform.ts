import { defineRule } from '../../core/rule';
import { entryAt, judgedService, once, severityOf, textIn } from '../../languages/compose/own';
import { asList, type ListValue, scalarsOf } from '../../languages/compose/tree';
import { insertItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

const PLATFORMS = ['build', 'platforms'];

export default defineRule({
  id: 'compose/build-platforms-miss-platform',
  summary: 'Build for the platform that the service runs on',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: '`build.platforms` lacks the platform `{{platform}}` of the service; add it',
  },
  notes: ['platforms'],
  docs: {
    why: 'A service that is built for several platforms runs on one of them. Compose refuses a `platform` that is not among `build.platforms`. The two are compared as texts: `linux/amd64` is not `linux/amd64/v1`.',
    invalid: [
      {
        code: 'services:\n  web:\n    platform: linux/amd64\n    build:\n      context: .\n      platforms: [linux/arm64]\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    platform: linux/amd64\n    build:\n      context: .\n      platforms: [linux/arm64, linux/amd64]\n',
      },
    ],
    fixSafety: 'The image is built for one more platform, which the builder must be able to do.',
    references: ['https://docs.docker.com/reference/compose-file/build/#platforms'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        const platform = textIn(merged.get('platform'));
        const platforms = scalarsOf(merged.at(...PLATFORMS));
        if (platform === undefined || platforms.length === 0) return;
        if (platforms.some(({ text }) => text === undefined || text === platform)) return;
        const own = asList(service.at(...PLATFORMS));
        const span = service.get('platform')?.span ?? entryAt(service.value, PLATFORMS)?.keySpan;
        if (!span || !first(span)) return;
        const data = { platform: shown(platform) };
        const fixes = additions(own, platform);
        ctx.report({ message: 'missing', span, data, fixes, severity: severityOf(merged) });
      },
    };
  },
});

function additions(list: ListValue | undefined, platform: string) {
  const node = list?.node;
  if (!node || !/^[\w/.-]+$/.test(platform)) return [];
  return [fix(`Add ${platform} to build.platforms`, 'unsafe', () => insertItem(node, platform))];
}
