/** What looks like a secret: names of files and variables, and texts that can hardly be anything else. */

const SECRET_FILE =
  /^(?:\.env(?:\.(?!example|sample|template|dist)[\w-]+)*|id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key|p12|pfx|jks|keystore)|\.npmrc|\.pypirc|\.netrc|credentials(?:\.json)?|kubeconfig|.*\.kubeconfig|secrets?\.(?:ya?ml|json|env))$/;

/** Whether a file's name says that it holds a secret. Public halves of keys and examples do not. */
export const looksSecret = (name: string): boolean => SECRET_FILE.test(name) && !/\.pub$|example|sample/.test(name);

/** Words of a variable's name that say "secret" wherever they stand. */
const SECRET_WORDS = new Set([
  'apikey',
  'credential',
  'credentials',
  'passphrase',
  'passwd',
  'password',
  'pword',
  'pwd',
  'secret',
  'secrets',
  'token',
  'pat',
]);

/** `API_KEY`, `SECRET_ACCESS_KEY`: a key is a secret with one of these before it. */
const KEY_KINDS = new Set([
  'access',
  'account',
  'api',
  'app',
  'auth',
  'deploy',
  'encryption',
  'license',
  'master',
  'private',
  'service',
  'signing',
  'ssh',
  'storage',
]);

/** `DB_PASS`, `smtp_pass`: the short form is a password behind one of these; elsewhere it is a step, as in `SECOND_PASS`. */
const PASS_KINDS = new Set(
  (
    'admin app auth database db email ftp http imap kafka keystore ldap login mail mariadb mongo mongodb mysql pg ' +
    'postgres postgresql proxy rabbitmq redis registry repo root smtp sql ssh user vnc'
  ).split(' '),
);

/** With one of these words a name means something public. */
const PUBLIC_WORDS = new Set([
  'public',
  'pub',
  'publishable',
  'anon',
  'gpg',
  'pgp',
  'version',
  'file',
  'files',
  'path',
  'paths',
  'dir',
  'directory',
  'example',
  'dummy',
  'fake',
]);

/** At the end of a name these say that the value is about a secret, and none. */
const ABOUT = new Set(
  (
    'id ids name names user username url uri host hostname server endpoint port length len size count limit max min ' +
    'expire expires expiry expiration ttl timeout lifetime duration age days hours minutes seconds interval ' +
    'enable enabled disable disabled required optional allowed check type kind mode format algorithm algo hash ' +
    'header prefix suffix policy provider issuer audience scope field key_id manager engine store backend driver ' +
    'fingerprint bucket region arn alias ref mount location cache rounds cost'
  ).split(' '),
);

/** Names that would match and are known to hold none. */
const HARMLESS = new Set(['PWD', 'OLDPWD', 'CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS']);
const EXACT = new Set(['COMPOSER_AUTH', 'NPM_AUTH', 'DOCKER_AUTH_CONFIG', 'NPM_CONFIG__AUTH', 'SECRET_KEY_BASE']);

/** Whether a variable's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  if (HARMLESS.has(name.toUpperCase())) return false;
  if (EXACT.has(name.toUpperCase())) return true;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const last = words.at(-1);
  if (last === undefined || ABOUT.has(last) || words.some((word) => PUBLIC_WORDS.has(word))) return false;
  // `ALLOW_EMPTY_PASSWORD`, `USE_TOKEN`, `NO_PASSWORD` and their kin are switches.
  if (/^(?:allow|use|no|disable|enable|skip|require|with|without|is|has|dont|run)$/.test(words[0] ?? '')) return false;
  if (words.some((word) => SECRET_WORDS.has(word))) return true;
  if (last === 'pass' && PASS_KINDS.has(words.at(-2) ?? '')) return true;
  return words.some((word, index) => word === 'key' && KEY_KINDS.has(words[index - 1] ?? ''));
}

/** Values that say themselves that they are none: switches, placeholders, paths to a file with the secret. */
export function isNoSecretValue(value: string): boolean {
  const text = value.trim();
  if (text === '' || /^(?:true|false|yes|no|on|off|none|null|nil|undefined|\d{1,3})$/i.test(text)) return true;
  if (/^(?:\/|\.\.?\/|~\/|[A-Za-z]:\\)[^\s]*$/.test(text) && /\/\w/.test(text) && !/[+=]$/.test(text)) return true;
  if (/^https?:\/\/[^@\s]*$/i.test(text)) return true;
  if (/^(?:<.*>|\{\{.*\}\}|%.*%|\[.*\]|x{3,}|\*+|\.{2,}|-+|#.*)$/i.test(text)) return true;
  return /dummy|placeholder|fake|example|not[-_ ]?(?:a|used|needed|real|set|so)|unused|ignored|at[-_ ]build|build[-_ ]?time|your[-_ ]|replace[-_ ]?(?:me|with)|to[-_ ]be[-_ ]|^(?:build|test|tests|testing|ci|x|foo|bar|default|empty)$/i.test(
    text,
  );
}

export interface FoundSecret {
  /** Offset in the text. */
  readonly start: number;
  readonly end: number;
  /** `a GitHub token` */
  readonly kind: string;
  /** How it begins: enough to find it, too little to use it. */
  readonly begins: string;
}

interface Pattern {
  readonly kind: string;
  readonly begins: string;
  readonly source: string;
}

/** Formats that their issuers chose so that they can be found. Each begins with fixed text, and no part can match in two ways. */
const PATTERNS: readonly Pattern[] = [
  { kind: 'a GitHub token', begins: 'gh', source: 'gh[pousr]_[A-Za-z0-9]{36}' },
  { kind: 'a GitHub token', begins: 'github_pat_', source: 'github_pat_[A-Za-z0-9_]{22,255}' },
  { kind: 'a GitLab token', begins: 'glpat-', source: 'glpat-[A-Za-z0-9_-]{20,64}' },
  { kind: 'an AWS access key', begins: 'AKIA', source: 'A(?:KIA|SIA)[A-Z2-7]{16}' },
  { kind: 'a Slack token', begins: 'xox', source: 'xox[abprs]-[0-9]{6,16}-[A-Za-z0-9-]{8,120}' },
  { kind: 'an npm token', begins: 'npm_', source: 'npm_[A-Za-z0-9]{36}' },
  { kind: 'a PyPI token', begins: 'pypi-', source: 'pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,250}' },
  { kind: 'a Stripe key', begins: '_live_', source: '[sr]k_live_[A-Za-z0-9]{16,120}' },
  { kind: 'a Google API key', begins: 'AIza', source: 'AIza[A-Za-z0-9_-]{35}' },
  { kind: 'a Docker Hub token', begins: 'dckr_pat_', source: 'dckr_pat_[A-Za-z0-9_-]{20,64}' },
  { kind: 'a Hugging Face token', begins: 'hf_', source: 'hf_[A-Za-z]{34}' },
  { kind: 'an Anthropic key', begins: 'sk-ant-', source: 'sk-ant-[a-z0-9]{3,8}-[A-Za-z0-9_-]{40,160}' },
  { kind: 'an OpenAI key', begins: 'sk-proj-', source: 'sk-proj-[A-Za-z0-9_-]{40,220}' },
  { kind: 'a SendGrid key', begins: 'SG.', source: 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}' },
  {
    kind: 'a private key',
    begins: '-----BEGIN',
    source: '-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY(?: BLOCK)?-----',
  },
];

/** Texts that look like secrets of a known issuer. */
export function secretsIn(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { kind, begins, source } of PATTERNS) {
    // Nearly all texts hold none of the fixed beginnings.
    if (!text.includes(begins)) continue;
    for (const match of text.matchAll(new RegExp(`(?<![A-Za-z0-9_-])${source}(?![A-Za-z0-9_-])`, 'g'))) {
      const value = match[0];
      // Documentation writes `AKIAIOSFODNN7EXAMPLE` and `ghp_xxxxxxxx…`.
      if (/EXAMPLE|(.)\1{7}/.test(value.replace(/^-+|-+$/g, ''))) continue;
      const shown = kind === 'a private key' ? '-----BEGIN' : `${value.slice(0, Math.max(4, begins.length))}…`;
      found.push({ start: match.index, end: match.index + value.length, kind, begins: shown });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Passwords in addresses: `https://user:password@host`. Variables, placeholders and addresses of one's own machine are left out. */
export function passwordsInUrls(
  text: string,
): { readonly start: number; readonly end: number; readonly host: string }[] {
  const found: { start: number; end: number; host: string }[] = [];
  if (!text.includes('://')) return found;
  for (const match of text.matchAll(
    /:\/\/[^\s/:@'"`$<>{}|\\]{0,100}:([^\s/:@'"`$<>{}|\\]{1,200})@([A-Za-z0-9.-]{1,200})/g,
  )) {
    const [whole, password, host] = match;
    if (password === undefined || host === undefined) continue;
    if (
      isNoSecretValue(password) ||
      /^(?:pass|password|passwd|pwd|pw|secret|token|user|postgres|root|x-oauth-basic)$/i.test(password)
    )
      continue;
    if (/^(?:localhost|127\.|0\.0\.0\.0|host|hostname|server)|(?:^|\.)example\.|\.(?:test|invalid|local)$/.test(host))
      continue;
    const end = match.index + whole.length - host.length - 1;
    found.push({ start: end - password.length, end, host });
  }
  return found;
}

/** Whether the text of a package manager's settings (`.npmrc`, `.pypirc`, `.netrc`) holds a token or password, and no variable for it. */
export const hasToken = (text: string): boolean =>
  /(?:_authToken|_auth|_password|password)[ \t]{0,20}[=: ][ \t]{0,20}(?![ \t]|\$|["']?\$)[^\s]/.test(text);

/** Runs that people type into an example: no token of a service holds them. */
const TYPED = /0123456789|1234567890|abcdefghij|[x*]{6}|your[-_]?|changeme|placeholder/i;

/** Whether a text that looks like a token was typed to stand for one. */
export const isTyped = (text: string): boolean => TYPED.test(text);
