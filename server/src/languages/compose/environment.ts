import { MemoMap } from '../../core/memo';
import { type Pair, pairsOf } from './pairs';
import type { Service } from './service';
import { booleanOf, type Item, type ScalarValue, textOf, type Value } from './tree';

const environments = new MemoMap<Service, readonly Pair[]>();

/** The variables of `environment`, in order; repeated ones are all there, the last counts. */
export function environmentOf(service: Service): readonly Pair[] {
  const known = environments.get(service);
  if (known) return known;
  const read = pairsOf(service.get('environment'));
  environments.set(service, read);
  return read;
}

/** One file of `env_file`. */
export interface EnvFile {
  readonly path: string | undefined;
  readonly scalar: ScalarValue;
  /** False when Compose goes on without it. */
  readonly required: boolean;
  readonly format: string | undefined;
  readonly item: Item | undefined;
}

/** The files of `env_file`: a string, a list of strings, or of mappings. */
export function envFilesOf(service: Service): readonly EnvFile[] {
  const value = service.get('env_file');
  if (value?.kind === 'list') return value.items.flatMap((item) => envFile(item.value, item) ?? []);
  return value ? [envFile(value, undefined)].flatMap((file) => file ?? []) : [];
}

function envFile(value: Value, item: Item | undefined): EnvFile | undefined {
  const scalar = value.kind === 'map' ? value.get('path') : value;
  if (scalar?.kind !== 'scalar' || scalar.isNull) return undefined;
  const required = value.kind !== 'map' || booleanOf(value.get('required')) !== false;
  const format = value.kind === 'map' ? textOf(value.get('format')) : undefined;
  return { path: scalar.text, scalar, required, format, item };
}
