import { defineRule } from '../../core/rule';
import { mapEntries } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/secret-not-base64',
  summary: 'Encode what stands below data of a Secret and binaryData of a ConfigMap',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kubectl-validate': ['invalid'] },
  messages: {
    plain: 'The value of `{{key}}` is not base64; encode it or put it below `stringData`',
    binary: 'The value of `{{key}}` is not base64; encode it or put it below `data`',
  },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'What stands below `data` of a Secret is base64, and the API server refuses anything else. Plain text belongs below `stringData`; in a ConfigMap, `binaryData` is base64 and `data` is text. Neither is encryption: whoever can read the file can read the secret.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  user: shop_user\n',
        fixed: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  user: c2hvcF91c2Vy\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  user: c2hvcF91c2Vy\n' }],
    fixSafety: 'The text is taken as it stands: where it was base64 with a mistake in it, it is encoded twice.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data'],
  },
  check: (ctx) => ({
    Manifest({ kind, apiVersion, root, otherFormat }) {
      const place = kind === undefined ? undefined : PLACES.get(kind);
      if (!place || apiVersion !== 'v1' || otherFormat) return;
      for (const { name, value } of mapEntries(root, place.field)) {
        const node = asScalar(value);
        if (!node || isPlaceholder(node.text) || isBase64(node.text) || isTemplateMark(node.text)) continue;
        const { style, span, text } = node;
        const simple = style !== 'literal' && style !== 'folded';
        ctx.report({
          message: place.message,
          span: simple ? span : { start: span.start, end: span.start + 1 },
          data: { key: name },
          fixes: simple
            ? [fix('Encode it as base64', 'unsafe', () => [{ span, text: quotedLike(style, encoded(text)) }])]
            : [],
        });
      }
    },
  }),
});

interface Place {
  readonly field: string;
  readonly message: 'plain' | 'binary';
}

const PLACES: ReadonlyMap<string, Place> = new Map([
  ['Secret', { field: 'data', message: 'plain' }],
  ['ConfigMap', { field: 'binaryData', message: 'binary' }],
]);

/** `<base64>`, `...`: something is to be put in by hand. */
const isTemplateMark = (text: string): boolean => /^<[^<>]*>$/.test(text) || /^[.…]+$/.test(text);

/** As Go's decoder reads it: line ends do not count. */
function isBase64(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

const quotedLike = (style: string, text: string): string =>
  style === 'single' ? `'${text}'` : style === 'double' ? `"${text}"` : text;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without the editor's or Node's own functions, which differ. */
function encoded(text: string): string {
  const bytes = utf8(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += LETTERS.charAt(bits >> 18) + LETTERS.charAt((bits >> 12) & 63);
    out += b === undefined ? '=' : LETTERS.charAt((bits >> 6) & 63);
    out += c === undefined ? '=' : LETTERS.charAt(bits & 63);
  }
  return out;
}

function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}
