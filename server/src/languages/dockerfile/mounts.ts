import type { Span } from '../../core/span';
import type { Flag } from './nodes';
import type { Word } from './word';

/** A field of `--mount=…`: `key=value` or a bare `key`. Keys are lower-cased. */
export interface MountField {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Word | undefined;
  readonly span: Span;
}

export interface Mount {
  readonly flag: Flag;
  /** `bind` when it is not given. */
  readonly type: string;
  readonly fields: readonly MountField[];
  /** `from=`, the stage or image of a bind or cache mount. */
  readonly from: Word | undefined;
  readonly source: Word | undefined;
  readonly target: Word | undefined;
  readonly id: Word | undefined;
}

/**
 * Reads the value of a `--mount` flag as the CSV record that BuildKit takes it for (frontend/dockerfile/instructions/commands_runmount.go):
 * fields part at commas, a field may be quoted whole, `""` is a quote.
 */
export function parseMount(flag: Flag): Mount {
  const fields = flag.value ? csvFields(unquoted(flag.value)).map(readField) : [];
  const word = (...keys: string[]): Word | undefined => fields.find((f) => keys.includes(f.key))?.value;
  return {
    flag,
    type: word('type')?.literal?.toLowerCase() ?? 'bind',
    fields,
    from: word('from'),
    source: word('source', 'src'),
    target: word('target', 'dst', 'destination'),
    id: word('id'),
  };
}

/** The flag parser takes quotes around the whole value away before the record is read. */
function unquoted(value: Word): Word {
  const { raw } = value;
  const quote = raw[0];
  const whole = (quote === '"' || quote === "'") && raw.length > 1 && raw.indexOf(quote, 1) === raw.length - 1;
  return whole ? value.part(1, raw.length - 1) : value;
}

function csvFields(record: Word): Word[] {
  const { raw } = record;
  const fields: Word[] = [];
  let start = 0;
  let quote = '';
  for (let at = 0; at <= raw.length; at++) {
    const c = raw[at];
    if (at === raw.length || (c === ',' && quote === '')) {
      fields.push(record.part(start, at));
      start = at + 1;
    } else if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") {
      quote = c;
    }
  }
  return fields;
}

function readField(field: Word): MountField {
  const bare = unquoted(field);
  const equals = bare.raw.indexOf('=');
  const keyEnd = equals < 0 ? bare.raw.length : equals;
  const key = bare.part(0, keyEnd);
  return {
    key: key.raw.trim().toLowerCase(),
    keySpan: key.span,
    value: equals < 0 ? undefined : unquoted(bare.part(equals + 1, bare.raw.length)),
    span: field.span,
  };
}
