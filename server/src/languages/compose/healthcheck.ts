import type { Service } from './service';
import { asMap, booleanOf, type Entry, type MapValue, type ScalarValue, textOf, type Value } from './tree';

/** The health check of a service. */
export interface Healthcheck {
  readonly entry: Entry;
  readonly map: MapValue;
  readonly test: Value | undefined;
  /** `CMD`, `CMD-SHELL`, `NONE`; a string counts as `CMD-SHELL`. Undefined without a test, or when it is not known. */
  readonly kind: string | undefined;
  /** The words behind the kind; for `CMD-SHELL` one. */
  readonly words: readonly ScalarValue[];
  /** `disable: true`, or the test `NONE`. */
  readonly disabled: boolean;
}

export function healthcheckOf(service: Service): Healthcheck | undefined {
  const entry = service.entryOf('healthcheck');
  const map = asMap(entry?.value);
  if (!entry || !map) return undefined;
  const test = map.get('test');
  const { kind, words } = readTest(test);
  const disabled = booleanOf(map.get('disable')) === true || kind === 'NONE';
  return { entry, map, test, kind, words, disabled };
}

function readTest(test: Value | undefined): { kind: string | undefined; words: readonly ScalarValue[] } {
  if (test?.kind === 'scalar' && !test.isNull) return { kind: 'CMD-SHELL', words: [test] };
  if (test?.kind !== 'list') return { kind: undefined, words: [] };
  const scalars = test.items.flatMap(({ value }) => (value.kind === 'scalar' ? [value] : []));
  return { kind: textOf(scalars[0]), words: scalars.slice(1) };
}
