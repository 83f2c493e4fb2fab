import { defineRule } from '../../core/rule';
import { FREE_PAIRS, pairsOf } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import type { ScalarValue } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unquoted-value-rewritten',
  summary: 'Quote variables and labels that Compose would rewrite as numbers',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { rewritten: 'Compose reads `{{written}}` as a {{kind}} and hands on `{{value}}`; write it in quotes' },
  notes: [],
  docs: {
    why: 'Variables, labels and build arguments are texts, but without quotes YAML reads numbers first: the version `1.10` becomes `1.1`, the file mode `0777` becomes `511`, `1_000` becomes `1000`. The container gets the rewritten text.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      API_VERSION: 1.10\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      API_VERSION: "1.10"\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      API_VERSION: "1.10"\n      PORT: 8080\n',
      },
    ],
    fixSafety: 'The container gets the text as it is written, no longer the rewritten one.',
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const path of FREE_PAIRS) {
          for (const { scalar, style } of pairsOf(service.at(...path))) {
            const node = scalar?.node;
            if (style !== 'map' || node?.style !== 'plain' || node.tag || !isNew(node.span)) continue;
            const value = handedOn(scalar);
            if (value === undefined || value.text === node.text) continue;
            const { span, text } = node;
            const quoted = `"${text}"`;
            const data = { written: shown(text), kind: value.kind, value: value.text };
            const fixes = [fix(`Write ${quoted}`, 'unsafe', () => [{ span, text: quoted }])];
            ctx.report({ message: 'rewritten', span, data, fixes });
          }
        }
      },
    };
  },
});

/** What a number or boolean without quotes becomes; undefined for what is text, null or another rule's. */
function handedOn(scalar: ScalarValue | undefined): { readonly kind: string; readonly text: string } | undefined {
  const yaml = scalar?.yaml;
  if (yaml?.kind === 'bool') return { kind: 'boolean', text: String(yaml.value) };
  // Beyond 2^53 the digits are not known here.
  if (yaml?.kind === 'int') {
    return Number.isSafeInteger(yaml.value) ? { kind: 'number', text: String(yaml.value + 0) } : undefined;
  }
  return yaml?.kind === 'float' ? { kind: 'number', text: goFloat(yaml.value) } : undefined;
}

/** As Go prints a float: the shortest digits, with an exponent below 1e-4 and from 1e21 on, or where digits are few. */
function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 6)) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return String(value + 0);
}
