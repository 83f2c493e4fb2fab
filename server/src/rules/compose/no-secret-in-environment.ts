import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { buildOf } from '../../languages/compose/build';
import { type ComposeFacts, effectiveService } from '../../languages/compose/facts';
import type { ComposeDocument } from '../../languages/compose/model';
import { canMove, moveEdits, type SecretMove } from '../../languages/compose/move-secret';
import { type Pair, pairsOf } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import { fileVariable } from '../../languages/compose/secret-files';
import type { Service } from '../../languages/compose/service';
import { type ScalarValue, scalarsOf } from '../../languages/compose/tree';
import { isNoSecretValue, isSecretName, isTyped, passwordsInUrls, secretsIn } from '../../languages/secrets';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-secret-in-environment',
  aka: ['compose/hardcoded-secret'],
  summary: 'Keep secrets out of Compose files',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    file: '`{{name}}` holds its value in clear; use `{{variable}}`',
    named: '`{{name}}` holds its value in clear; take it from a secret, or from a variable',
    found: '`{{name}}` holds {{kind}} in clear; take it from a secret, or from a variable',
    argument: 'Build argument `{{name}}` stays in the image in clear; use `build.secrets`',
    text: '`{{key}}` holds {{kind}} in clear; take it from a secret, or from a variable',
  },
  notes: ['compose-secrets'],
  lessons: ['C07'],
  docs: {
    why: 'The file is in the repository, and whoever may call `docker inspect` reads the environment of every container. A secret is a file that only the services that name it can read. Many images take a variable with `_FILE` behind its name, which holds the path of that file: `POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password`.',
    invalid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: kauri-42-tree\n',
        fixed:
          'services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n    secrets:\n      - postgres_password\nsecrets:\n  postgres_password:\n    file: ./secrets/postgres_password.txt\n',
      },
      { code: 'services:\n  web:\n    image: shop/web:1.4\n    environment:\n      - API_TOKEN=kauri-42-tree\n' },
    ],
    valid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n    secrets: [db]\nsecrets:\n  db:\n    file: ./db.txt\n',
      },
      {
        code: 'services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n',
      },
    ],
    fixSafety:
      'The value moves to a file that Git leaves alone, and that must be there wherever the project is started. What else reads the variable no longer finds it.',
    exceptions: 'Passwords of throw-away databases in tests.',
    references: [
      'https://docs.docker.com/reference/compose-file/secrets/',
      'https://docs.docker.com/compose/how-tos/use-secrets/',
      'https://docs.docker.com/compose/how-tos/environment-variables/best-practices/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      EnvVar(pair) {
        const { name, nameSpan, scalar, value, service } = pair;
        if (!scalar || scalar.isNull || !isNew(nameSpan)) return;
        if (pair.hasVariable || value === undefined) return;
        if (!isSecretName(name) || isNoSecretValue(value)) {
          for (const { span, kind } of foundIn(scalar)) {
            ctx.report({ message: 'found', span, data: { name: shown(name), kind } });
          }
          return;
        }
        const image = imageOf(service, ctx.facts);
        const variable = image === undefined ? undefined : fileVariable(image, name);
        if (variable === undefined) {
          const fixes = fromVariable(pair, name);
          ctx.report({ message: 'named', span: nameSpan, data: { name: shown(name) }, fixes });
          return;
        }
        const reader = readerOf(service, name);
        const shared = isShared(pair);
        const move = reader === undefined && !shared ? moveOf(pair, service, value, variable, ctx.doc) : undefined;
        const title = move ? `Move to secret ${move.secret} (file outside Git)` : '';
        const fixes = move && canMove(move, ctx.facts) ? [fix(title, 'unsafe', () => moveEdits(move, ctx.facts))] : [];
        const noFix = shared
          ? `other places take this value by its anchor`
          : reader === undefined
            ? undefined
            : `\`${reader}\` reads \`${name}\`, which would be unset there`;
        ctx.report({ message: 'file', span: nameSpan, data: { name: shown(name), variable }, fixes, noFix });
      },
      Service(service) {
        for (const { name, nameSpan, value, hasVariable } of buildOf(service)?.args ?? []) {
          if (hasVariable || value === undefined || !isSecretName(name) || isNoSecretValue(value)) continue;
          if (isNew(nameSpan)) ctx.report({ message: 'argument', span: nameSpan, data: { name: shown(name) } });
        }
        for (const { key, scalar } of textsOf(service)) {
          for (const { span, kind } of foundIn(scalar)) {
            if (isNew(span)) ctx.report({ message: 'text', span, data: { key, kind } });
          }
        }
      },
    };
  },
});

/** Tokens of known formats, and passwords in addresses. */
function foundIn(scalar: ScalarValue): readonly { readonly span: Span; readonly kind: string }[] {
  const { text } = scalar;
  if (text === undefined || !scalar.isString || scalar.hasVariable) return [];
  const tokens = secretsIn(text).filter(({ start, end }) => !isTyped(text.slice(start, end)));
  return [
    ...tokens.map(({ start, end, kind }) => ({ span: scalar.part(start, end), kind })),
    ...passwordsInUrls(text).map(({ start, end }) => ({ span: scalar.part(start, end), kind: 'a password' })),
  ];
}

/** Other texts of a service in which tokens are found. */
function textsOf(service: Service): readonly { readonly key: string; readonly scalar: ScalarValue }[] {
  const lists = ['command', 'entrypoint'].flatMap((key) =>
    scalarsOf(service.get(key)).map((scalar) => ({ key, scalar })),
  );
  const test = scalarsOf(service.at('healthcheck', 'test')).map((scalar) => ({ key: 'healthcheck', scalar }));
  const labels = pairsOf(service.get('labels')).flatMap(({ scalar }) => (scalar ? [{ key: 'labels', scalar }] : []));
  return [...lists, ...test, ...labels];
}

/** The image, unless it is built here: then it may be anything. */
function imageOf(service: Service, facts: ComposeFacts): string | undefined {
  const whole = effectiveService(service, facts);
  return whole.has('build') ? undefined : whole.text('image');
}

/** What in the service reads the variable itself. */
function readerOf(service: Service, name: string): string | undefined {
  const reads = (scalar: ScalarValue): boolean => new RegExp(`\\$\\{?${name}\\b`).test(scalar.raw);
  if (scalarsOf(service.at('healthcheck', 'test')).some(reads)) return 'healthcheck';
  return ['command', 'entrypoint'].find((key) => scalarsOf(service.get(key)).some(reads));
}

function moveOf(
  pair: Pair,
  service: Service,
  value: string,
  variable: string,
  { roots, file }: ComposeDocument,
): SecretMove | undefined {
  const root = roots.at(-1)?.node;
  const own = file.documents.length === 1 ? root : undefined;
  return own && { service, pair, value, variable, secret: pair.name.toLowerCase(), root: own };
}

/** Whether the value stands behind an anchor: other variables may have it too, and would change with it. */
const isShared = ({ scalar }: Pair): boolean => scalar?.node?.anchor !== undefined;

/** The value from outside of the file: whoever does it has to put it there. */
function fromVariable(pair: Pair, name: string): readonly Fix[] {
  const { style, scalar } = pair;
  const node = scalar?.node;
  if (!node || isShared(pair) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [];
  const value = `\${${name}:?}`;
  const text = style === 'list' ? `${name}=${value}` : value;
  return [fix(`Take it from ${value}`, 'manual', () => replaceValue(node, text, 'go-yaml-3'))];
}
