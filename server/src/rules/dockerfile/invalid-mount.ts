import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { joinDirectory, normalisePath } from '../../languages/dockerfile/model';
import type { Mount, MountField } from '../../languages/dockerfile/mounts';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING = ['shared', 'private', 'locked'];
const SWITCHES = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required']);
const KEYS = [
  ...['type', 'from', 'source', 'src', 'target', 'dst', 'destination', 'readonly', 'ro', 'readwrite', 'rw'],
  ...['required', 'size', 'id', 'sharing', 'mode', 'uid', 'gid', 'env'],
];
/** Keys that only some types take. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  size: ['tmpfs'],
  required: ['secret', 'ssh'],
  sharing: ['cache'],
  mode: ['secret', 'ssh', 'cache'],
  uid: ['secret', 'ssh', 'cache'],
  gid: ['secret', 'ssh', 'cache'],
  from: ['bind', 'cache', 'tmpfs', 'ssh'],
  source: ['bind', 'cache', 'tmpfs', 'secret'],
  src: ['bind', 'cache', 'tmpfs', 'secret'],
};

export default defineRule({
  id: 'dockerfile/invalid-mount',
  summary: 'Give RUN --mount types, keys and values that exist',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    type: 'Unknown mount type `{{type}}`; use bind, cache, tmpfs, secret or ssh',
    near: 'A mount has no key `{{key}}`; did you mean `{{near}}`?',
    unknown: 'A mount has no key `{{key}}`; remove it',
    notHere: '`{{key}}` does not fit a mount of type {{type}}; remove it',
    noValue: '`{{key}}` needs a value; write `{{key}}=…`',
    value: '`{{value}}` is no value of `{{key}}`; write {{expected}}',
    secretName: 'This secret mount names no secret; add `id=…`',
    secretBoth: 'A secret mount takes `id` or `source`, not both; remove one',
    root: 'A mount cannot stand on `/`; give it a `target` below',
    empty: 'This mount says nothing; write `type=…,target=…`',
  },
  notes: ['build-mounts'],
  docs: {
    why: 'The value of `RUN --mount` is a list of `key=value` fields. The builder refuses unknown types and keys, keys that do not fit the type, and values of the wrong kind.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN --mount=type=cahce,target=/root/.cache make\n',
        fixed: 'FROM debian:13\nRUN --mount=type=cache,target=/root/.cache make\n',
      },
      { code: 'FROM debian:13\nRUN --mount=type=cache,target=/x,size=1g make\n' },
    ],
    valid: [{ code: 'FROM debian:13\nRUN --mount=type=cache,target=/root/.cache,sharing=locked make\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#run---mount'],
  },
  check: (ctx) => {
    const replace = (span: Span, text: string | undefined) =>
      text === undefined
        ? []
        : [{ title: `Replace with ${text}`, safety: 'safe' as const, edits: () => [{ span, text }] }];
    const typeOf = (mount: Mount): string | undefined => {
      const word = mount.fields.find((field) => field.key === 'type')?.value;
      const type = word ? word.literal?.toLowerCase() : 'bind';
      if (type === undefined || TYPES.includes(type)) return type;
      if (word) {
        const span = word.raw === '' ? mount.flag.span : word.span;
        ctx.report({
          message: 'type',
          span,
          data: { type: short(type) },
          fixes: word.raw === '' ? [] : replace(span, nearestOne(type, TYPES)),
        });
      }
      return undefined;
    };
    const judgeKey = (mount: Mount, field: MountField, type: string | undefined): boolean => {
      const { key, keySpan } = field;
      const span = keySpan.start === keySpan.end ? undefined : keySpan;
      if (!KEYS.includes(key)) {
        const near = nearestOne(key, KEYS);
        if (near !== undefined && span) {
          ctx.report({ message: 'near', span, data: { key: short(key), near }, fixes: replace(span, near) });
        } else {
          ctx.report({
            message: 'unknown',
            span: span ?? (field.span.start < field.span.end ? field.span : mount.flag.span),
            data: { key: short(key) },
          });
        }
        return false;
      }
      const only = ONLY[key];
      if (type !== undefined && only && !only.includes(type)) {
        ctx.report({ message: 'notHere', span: keySpan, data: { key, type } });
        return false;
      }
      if (!field.value && !SWITCHES.has(key)) {
        ctx.report({ message: 'noValue', span: keySpan, data: { key } });
        return false;
      }
      return true;
    };
    const judgeValue = (field: MountField): void => {
      const { key, value } = field;
      const text = value?.literal;
      if (!value || text === undefined) return;
      const expected = expectation(key, text);
      if (expected === undefined) return;
      const near = key === 'sharing' ? nearestOne(text, SHARING) : undefined;
      const span = value.raw === '' ? field.span : value.span;
      ctx.report({
        message: 'value',
        span,
        data: { key, value: short(text), expected },
        fixes: value.raw === '' ? [] : replace(span, near),
      });
    };
    return {
      Run(run) {
        for (const mount of run.mounts) {
          if (!mount.flag.value) continue;
          if (mount.flag.value.raw === '') {
            ctx.report({ message: 'empty', span: mount.flag.span });
            continue;
          }
          const type = typeOf(mount);
          for (const field of mount.fields) if (judgeKey(mount, field, type)) judgeValue(field);
          if (type === 'secret') {
            const { id, source, target } = mount;
            const none = [id, source, target].every((word) => !word || word.raw === '');
            if (none) ctx.report({ message: 'secretName', span: mount.flag.span });
            else if (id && source && id.raw !== '' && source.raw !== '') {
              ctx.report({ message: 'secretBoth', span: source.span });
            }
          } else if (type !== undefined && type !== 'ssh') {
            const { target } = mount;
            const text = target ? ctx.doc.valueOf(target, run) : '';
            if (text !== undefined && isRoot(text, ctx.doc.stateAt(run).directory)) {
              ctx.report({ message: 'root', span: target && target.raw !== '' ? target.span : mount.flag.span });
            }
          }
        }
      },
    };
  },
});

function isRoot(target: string, directory: string | undefined): boolean {
  if (target.startsWith('/')) return normalisePath(target) === '/';
  return joinDirectory(directory, target) === '/';
}

/** What a value should be instead; undefined when it is right. */
function expectation(key: string, value: string): string | undefined {
  switch (key) {
    case 'sharing':
      return SHARING.includes(value.toLowerCase()) ? undefined : 'shared, private or locked';
    case 'mode':
      return /^[0-7]+$/.test(value) ? undefined : 'an octal number such as 0400';
    case 'uid':
    case 'gid':
      return /^\d+$/.test(value) && Number(value) < 2 ** 32 ? undefined : 'a number';
    case 'size':
      return /^\d+(?:\.\d*)? ?(?:b|[kmgtp](?:b|ib)?)?$/i.test(value) ? undefined : 'a size such as 64m';
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
    case 'required':
      return /^(?:1|t|true|True|TRUE|T|0|f|false|False|FALSE|F)$/.test(value) ? undefined : 'true or false';
    default:
      return undefined;
  }
}
