import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import { scalarsOf } from '../../languages/compose/tree';
import { isPlatform, meantPlatform } from '../../languages/image/platform';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-platform',
  summary: 'Report platforms that Docker cannot read',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    near: '`{{platform}}` is no platform; did you mean `{{near}}`?',
    unknown: '`{{platform}}` is no platform; write `os/arch`, as `linux/arm64`',
  },
  notes: ['platforms'],
  docs: {
    why: 'A platform is an operating system, an architecture and perhaps a variant: `linux/arm64/v8`. Compose hands any text on, and the engine then stops.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    platform: linux-amd64\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    platform: linux/amd64\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    platform: linux/arm64/v8\n' }],
    fixSafety: 'The platform that is near may not be the one that was meant.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#platform',
      'https://docs.docker.com/reference/compose-file/build/#platforms',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const value of [...scalarsOf(service.get('platform')), ...scalarsOf(service.at('build', 'platforms'))]) {
          const { text, span, node } = value;
          if (!value.isString || text === undefined || text === '' || isPlatform(text) || !isNew(span)) continue;
          const near = meantPlatform(text);
          const data = { platform: shown(text) };
          if (near === undefined) {
            ctx.report({ message: 'unknown', span, data });
            continue;
          }
          const fixes =
            node && isVerbatim(value)
              ? [fix(`Replace with ${near}`, 'unsafe', () => replaceValue(node, near, 'go-yaml-3'))]
              : [];
          ctx.report({ message: 'near', span, data: { ...data, near }, fixes });
        }
      },
    };
  },
});
