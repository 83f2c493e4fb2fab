import type { Instruction } from './nodes';

/** `bool` takes no value, `true` or `false`; `list` may be given more than once. */
export type FlagKind = 'bool' | 'text' | 'list';

const COPYING: Readonly<Record<string, FlagKind>> = { chown: 'text', chmod: 'text', link: 'bool', exclude: 'list' };

/** The flags that the newest frontend of Docker knows (frontend/dockerfile/instructions in moby/buildkit), by instruction. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  FROM: { platform: 'text' },
  COPY: { ...COPYING, from: 'text', parents: 'bool' },
  ADD: { ...COPYING, 'keep-git-dir': 'bool', checksum: 'text', unpack: 'bool' },
  RUN: { mount: 'list', network: 'text', security: 'text', device: 'list' },
  HEALTHCHECK: {
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  },
};

const BY_INSTRUCTION: ReadonlyMap<string, ReadonlyMap<string, FlagKind>> = new Map(
  Object.entries(FLAGS).map(([name, flags]) => [name, new Map(Object.entries(flags))]),
);
const NONE: ReadonlyMap<string, FlagKind> = new Map();

/** The flags of an instruction; undefined where the builder never looks at them. */
export function flagsOf(instruction: Instruction): ReadonlyMap<string, FlagKind> | undefined {
  if (instruction.kind === 'Unknown' || instruction.kind === 'Stopsignal') return undefined;
  if (instruction.kind === 'Healthcheck' && instruction.type?.raw.toUpperCase() === 'NONE') return undefined;
  return BY_INSTRUCTION.get(instruction.name) ?? NONE;
}
