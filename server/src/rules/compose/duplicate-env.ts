import { defineRule } from '../../core/rule';
import { pairsOf } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import { removeItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/duplicate-env',
  summary: 'Set every variable once',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { twice: '`{{name}}` is set twice, only the last one counts; remove this one' },
  notes: ['env-and-arg'],
  docs: {
    why: 'In a list of variables, labels or build arguments a name can stand twice. Compose takes the last one and says nothing, so that whoever changes the first wonders why nothing happens.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT=80\n      - DEBUG=1\n      - PORT=8080\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - DEBUG=1\n      - PORT=8080\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT=8080\n      - DEBUG=1\n' },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const value of [service.get('environment'), service.get('labels'), service.at('build', 'args')]) {
          if (value?.kind !== 'list') continue;
          const last = new Map(pairsOf(value).map((pair) => [pair.name, pair]));
          for (const pair of pairsOf(value)) {
            const { name, nameSpan, item } = pair;
            const counts = last.get(name);
            if (!counts || counts.item === item || name === '' || !isNew(nameSpan)) continue;
            const written = item?.written;
            const fixes = written ? [fix('Remove the one that does not count', 'safe', () => removeItem(written))] : [];
            const related = [{ span: counts.nameSpan, message: 'This one counts' }];
            ctx.report({ message: 'twice', span: nameSpan, data: { name: shown(name) }, related, fixes });
          }
        }
      },
    };
  },
});
