import { defineRule } from '../../core/rule';
import { mappingsAt, stringOf } from '../../languages/kubernetes/model';
import { presence, specOf } from '../../languages/kubernetes/objects';
import { mappingSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { insertEntry } from '../../languages/yaml/edits';
import { asScalar, get } from '../../languages/yaml/query';

/** A DNS label. */
const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export default defineRule({
  id: 'kubernetes/service-port-name',
  summary: 'Name the ports of a Service that has several',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'Port `{{port}}` has no name; a Service with several ports needs one for each',
    twice: 'Two ports of the Service are called `{{name}}`; rename one',
    invalid: '`{{name}}` is no port name; use lower-case letters, digits and `-`',
  },
  notes: ['services'],
  lessons: ['K06'],
  docs: {
    why: 'When a Service has more than one port, each needs a name of its own: the API server refuses it otherwise. The names are parts of DNS names, so that only lower-case letters, digits and `-` may stand in them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - port: 80\n    - name: admin\n      port: 9000\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - name: http\n      port: 80\n    - name: admin\n      port: 9000\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'Service' || manifest.apiVersion !== 'v1') return;
      const ports = mappingsAt(specOf(manifest), 'ports');
      const seen = new Set<string>();
      for (const port of ports) {
        const scalar = asScalar(get(port, 'name'));
        const name = stringOf(scalar);
        if (scalar && name !== undefined && name !== '') {
          if (isPlaceholder(name)) continue;
          if (!NAME.test(name)) ctx.report({ message: 'invalid', span: scalar.span, data: { name: shown(name) } });
          else if (seen.has(name)) ctx.report({ message: 'twice', span: scalar.span, data: { name } });
          seen.add(name);
        } else if (ports.length > 1 && !ctx.facts.fragment && presence(port, 'name') === 'absent') {
          const number = asScalar(get(port, 'port'));
          const first = port.entries[0];
          const edits = () => insertEntry(port, 'name: ${1:http}', first ? { before: first } : {});
          ctx.report({
            message: 'missing',
            span: number?.span ?? mappingSpan(port),
            data: { port: number?.text ?? '' },
            fixes:
              edits() === undefined
                ? []
                : [{ title: 'Name the port …', safety: 'manual', snippet: true, edits: () => edits() ?? [] }],
          });
        }
      }
    },
  }),
});
