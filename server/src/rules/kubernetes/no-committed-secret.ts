import { defineRule } from '../../core/rule';
import { isPlaceholder } from '../../languages/kubernetes/clear-secrets';
import { mapEntries } from '../../languages/kubernetes/model';
import { isOpen, places } from '../../languages/kubernetes/security';
import { isNoSecretValue } from '../../languages/secrets';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

/** Keys that anyone may know. */
const PUBLIC_KEY =
  /^(?:(?:.*[-._])?(?:ca|cert|user|login|host|port|database|namespace|url|uri|endpoint|server|region|type|project|email|issuer|tenant|realm)|.*(?:name|address)|.*\.(?:crt|cer|pub)|ca-?bundle.*)$/i;

/** Values of tools that put the secret in later, or have encrypted it. */
const LATER = /^(?:ENC\[|ref\+|vault:|<path:|!|op:\/\/)/;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text behind Base64, as far as it is plain; undefined when it is not Base64. */
function decoded(value: string): string | undefined {
  const text = value.replace(/[\s=]+/g, '');
  let out = '';
  let bits = 0;
  let held = 0;
  for (const char of text.slice(0, 400)) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((held >> bits) & 0xff);
  }
  return out;
}

function isReal({ name, value }: YamlEntry, base64: boolean): boolean {
  const written = asScalar(value)?.text ?? '';
  if (PUBLIC_KEY.test(name) || isOpen(written) || LATER.test(written)) return false;
  const text = base64 ? decoded(written) : written;
  // What is no Base64 is a placeholder, or another rule's business.
  if (text === undefined) return false;
  return !isNoSecretValue(text) && !isPlaceholder(text) && !isOpen(text) && !LATER.test(text);
}

export default defineRule({
  id: 'kubernetes/no-committed-secret',
  summary: 'Keep Secrets with their values out of the repository',
  category: 'security',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  messages: {
    clear: '`{{key}}` stands in clear in a Secret; encrypt the file, or keep it out of Git',
    encoded: '`{{key}}` is Base64, which hides nothing; encrypt the file, or keep it out of Git',
  },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'Base64 is a way of writing, not encryption: whoever can read the repository has the value, and so has whoever gets an old copy of it. A later commit does not take it out of the history.',
    instead:
      'Encrypt the file (SOPS, Sealed Secrets), or describe where the value comes from (External Secrets, the Secrets Store CSI driver), or make the Secret by hand.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  password: a2F1cmktNDItdHJlZQ==\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  username: shop\n  password: ${SHOP_PASSWORD}\n',
      },
    ],
    exceptions: 'Secrets of tests and demonstrations, and files that never leave one machine.',
    references: [
      'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
      'https://kubernetes.io/docs/concepts/configuration/secret/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        const { root } = manifest;
        if (manifest.kind !== 'Secret' || !/^v\d/.test(manifest.apiVersion ?? 'v1') || get(root, 'sops')) return;
        const clear = mapEntries(root, 'stringData').find((entry) => isReal(entry, false));
        const entry = clear ?? mapEntries(root, 'data').find((other) => isReal(other, true));
        if (!entry || !isNew(entry.key.span)) return;
        ctx.report({ message: clear ? 'clear' : 'encoded', span: entry.key.span, data: { key: entry.name } });
      },
    };
  },
});
