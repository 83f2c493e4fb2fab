import { defineRule } from '../../core/rule';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { quantityFields } from '../../languages/kubernetes/quantity-fields';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/suspicious-quantity',
  summary: 'Report amounts of memory and CPU that nobody can have meant',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    fraction: '`{{value}}` of {{resource}} is a fraction of a byte; write `{{right}}`',
    tiny: '`{{value}}` of {{resource}} is {{bytes}} bytes; add a unit such as `Mi`',
    bytesOfCpu: '`{{value}}` of cpu counts cores, not bytes; write `500m` or `1`',
    huge: '`{{value}}` of cpu is {{cores}} cores; write `{{right}}` for thousandths',
  },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'The suffix `m` means thousandths, so `memory: 128m` asks for an eighth of a byte, and a number without a unit is bytes. The API server takes such amounts, at most with a warning; the container is then killed at its start or never placed.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 128m\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 128Mi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 128Mi\n          cpu: 250m\n',
      },
    ],
    fixSafety: 'The container gets another amount: what was likely meant.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.otherFormat) return;
      for (const { node, resource: full } of quantityFields(manifest)) {
        const resource = full.slice(full.indexOf('.') + 1);
        const amount = quantityOf(node.text);
        if (amount === undefined || amount <= 0) continue;
        const { span, text } = node;
        const data = { value: shown(text), resource };
        if (resource === 'cpu') {
          const cores = /^(\d{4,9})$/.exec(text)?.[1];
          if (/[KMGTPE]i?$/.test(text)) ctx.report({ message: 'bytesOfCpu', span, data: { value: data.value } });
          else if (amount > MAX_CORES && full === 'cpu' && cores !== undefined) {
            const right = `${cores}m`;
            const fixes = [fix(`Write ${right}`, 'unsafe', () => replaceValue(node, right))];
            ctx.report({ message: 'huge', span, data: { value: data.value, cores: amount, right }, fixes });
          }
        } else if (BYTES.has(resource)) {
          const digits = /^(\d{1,6})m$/.exec(text)?.[1];
          if (digits !== undefined) {
            const right = `${digits}Mi`;
            const fixes = [fix(`Write ${right}`, 'unsafe', () => replaceValue(node, right))];
            ctx.report({ message: 'fraction', span, data: { ...data, right }, fixes });
          } else if (amount < MIN_BYTES && /^\d+$/.test(text)) {
            ctx.report({ message: 'tiny', span, data: { ...data, bytes: amount } });
          }
        }
      }
    },
  }),
});

const MAX_CORES = 1000;
const MIN_BYTES = 2 ** 20;
const BYTES: ReadonlySet<string> = new Set(['memory', 'storage', 'ephemeral-storage', 'sizeLimit']);
