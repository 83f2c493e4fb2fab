import { type Pair, pairsOf } from './pairs';
import type { Service } from './service';
import type { Entry, Value } from './tree';
import { asMap, type ScalarValue, textOf } from './tree';

/** How a service's image is built, whatever the syntax. */
export interface Build {
  /** The key `build` with its value. */
  readonly entry: Entry;
  /** Folder or address; undefined when it is not known. `.` when nothing is said. */
  readonly context: string | undefined;
  readonly contextScalar: ScalarValue | undefined;
  /** Undefined when nothing is said (then it is `Dockerfile`), or it is not known. */
  readonly dockerfile: string | undefined;
  readonly dockerfileScalar: ScalarValue | undefined;
  readonly inline: ScalarValue | undefined;
  readonly target: string | undefined;
  readonly targetScalar: ScalarValue | undefined;
  readonly args: readonly Pair[];
  /** The value at a key of the long syntax. */
  readonly get: (key: string) => Value | undefined;
}

/** The `build` of a service; undefined when it has none, or one of another type. */
export function buildOf(service: Service): Build | undefined {
  const entry = service.entryOf('build');
  if (!entry) return undefined;
  const { value } = entry;
  const map = asMap(value);
  const context = map ? map.get('context') : value;
  if (!map && value.kind !== 'scalar') return undefined;
  const scalar = (key: string): ScalarValue | undefined => {
    const found = map?.get(key);
    return found?.kind === 'scalar' && !found.isNull ? found : undefined;
  };
  return {
    entry,
    context: context ? textOf(context) : '.',
    contextScalar: context?.kind === 'scalar' ? context : undefined,
    dockerfile: textOf(map?.get('dockerfile')),
    dockerfileScalar: scalar('dockerfile'),
    inline: scalar('dockerfile_inline'),
    target: textOf(map?.get('target')),
    targetScalar: scalar('target'),
    args: pairsOf(map?.get('args')),
    get: (key) => map?.get(key),
  };
}
