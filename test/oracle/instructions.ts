import { cut, parseDuration, parseInt10, Refusal, trimSpace } from './go';
import { type Heredoc, type Node, readHeredocWord } from './parser';
import { checkDevice, readMount } from './values';

export interface CopyCommand {
  readonly kind: 'copy' | 'add';
  readonly from: string;
  readonly chown: string;
  readonly chmod: string;
  readonly checksum: string;
  readonly sources: readonly string[];
  readonly contents: readonly Heredoc[];
  readonly destination: string;
}

export interface StageCommand {
  readonly kind: 'stage';
  readonly base: string;
  /** Lower case; empty when the stage has none. */
  readonly name: string;
  readonly platform: string;
}

/** What an instruction asks for, as far as its validity depends on it. */
export type Command =
  | StageCommand
  | CopyCommand
  | { readonly kind: 'env' | 'label'; readonly pairs: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'arg'; readonly args: readonly { readonly name: string; readonly value?: string }[] }
  | { readonly kind: 'run'; readonly mounts: readonly string[] }
  | { readonly kind: 'workdir' | 'user' | 'stopsignal'; readonly value: string }
  | { readonly kind: 'volume' | 'expose'; readonly values: readonly string[] }
  | { readonly kind: 'onbuild'; readonly trigger: string }
  | { readonly kind: 'other' };

type FlagKind = 'bool' | 'string' | 'strings';
type FlagKinds = Readonly<Record<string, FlagKind>>;

const ADD_FLAGS: FlagKinds = {
  chown: 'string',
  chmod: 'string',
  link: 'bool',
  'keep-git-dir': 'bool',
  checksum: 'string',
  unpack: 'bool',
  exclude: 'strings',
};
const COPY_FLAGS: FlagKinds = {
  chown: 'string',
  from: 'string',
  chmod: 'string',
  link: 'bool',
  exclude: 'strings',
  parents: 'bool',
};
const RUN_FLAGS: FlagKinds = { device: 'strings', mount: 'strings', network: 'string', security: 'string' };
const HEALTH_FLAGS: FlagKinds = {
  interval: 'string',
  timeout: 'string',
  'start-period': 'string',
  'start-interval': 'string',
  retries: 'string',
};

/**
 * Applies the rules of one instruction.
 * @throws Refusal
 */
export function readCommand(node: Node): Command {
  const keyword = node.keyword.toUpperCase();
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
      readFlags(node, {});
      return { kind: keyword === 'ENV' ? 'env' : 'label', pairs: pairs(node.args, keyword) };
    case 'MAINTAINER':
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return single(node, keyword);
    case 'ADD':
    case 'COPY':
      return copy(node, keyword);
    case 'FROM':
      return stage(node);
    case 'ONBUILD':
      return onbuild(node);
    case 'RUN':
      return run(node);
    case 'CMD':
    case 'ENTRYPOINT':
      readFlags(node, {});
      return { kind: 'other' };
    case 'HEALTHCHECK':
      return healthcheck(node);
    case 'EXPOSE':
    case 'VOLUME':
      return list(node, keyword);
    case 'ARG':
      return arg(node);
    case 'SHELL':
      return shell(node);
    default:
      throw new Refusal(`unknown instruction: ${node.keyword}`);
  }
}

/** The flags that are set, by name. */
function readFlags(node: Node, kinds: FlagKinds): ReadonlyMap<string, readonly string[]> {
  const known = new Map(Object.entries(kinds));
  const used = new Map<string, string[]>();
  for (const word of node.flags) {
    const [flag, value] = cut(word, '=');
    const kind = known.get(flag.slice(2));
    if (!kind) throw new Refusal(`unknown flag: ${flag}`);
    const before = used.get(flag.slice(2));
    if (before && kind !== 'strings') throw new Refusal(`duplicate flag specified: ${flag}`);
    checkFlagValue(flag, value, kind);
    used.set(flag.slice(2), [...(before ?? []), value ?? 'true']);
  }
  return used;
}

function checkFlagValue(flag: string, value: string | undefined, kind: FlagKind): void {
  if (kind !== 'bool') {
    if (value === undefined) throw new Refusal(`missing a value on flag: ${flag}`);
    return;
  }
  if (value === '') throw new Refusal(`missing a value on flag: ${flag}`);
  if (value !== undefined && !['true', 'false'].includes(value.toLowerCase())) {
    throw new Refusal(`expecting boolean value for flag ${flag}, not: ${value}`);
  }
}

function pairs(args: readonly string[], keyword: string): [string, string][] {
  if (args.length === 0) throw new Refusal(`${keyword} requires at least one argument`);
  const out: [string, string][] = [];
  for (let i = 0; i < args.length; i += 3) {
    const name = args[i] ?? '';
    if (name === '') throw new Refusal(`${keyword} names can not be blank`);
    out.push([name, args[i + 1] ?? '']);
  }
  return out;
}

function single(node: Node, keyword: string): Command {
  const value = node.args[0];
  if (value === undefined || node.args.length !== 1) throw new Refusal(`${keyword} requires exactly one argument`);
  // The flags of STOPSIGNAL are never looked at.
  if (keyword === 'STOPSIGNAL') return { kind: 'stopsignal', value };
  readFlags(node, {});
  if (keyword === 'MAINTAINER') return { kind: 'other' };
  return { kind: keyword === 'USER' ? 'user' : 'workdir', value };
}

function copy(node: Node, keyword: 'ADD' | 'COPY'): CopyCommand {
  const destination = node.args.at(-1);
  if (destination === undefined || node.args.length < 2) {
    const why = 'but only one was provided. Destination could not be determined';
    throw new Refusal(`${keyword} requires at least two arguments, ${why}`);
  }
  const flags = readFlags(node, keyword === 'ADD' ? ADD_FLAGS : COPY_FLAGS);
  if (heredocName(destination) !== undefined) throw new Refusal(`${keyword} cannot accept a heredoc as a destination`);
  const named = new Map(node.heredocs.map((heredoc) => [heredoc.name, heredoc]));
  const sources: string[] = [];
  const contents: Heredoc[] = [];
  for (const source of node.args.slice(0, -1)) {
    const name = heredocName(source);
    const heredoc = name === undefined ? undefined : named.get(name);
    if (name === undefined) sources.push(source);
    else if (heredoc) contents.push(heredoc);
  }
  const flag = (name: string): string => flags.get(name)?.[0] ?? '';
  return {
    kind: keyword === 'ADD' ? 'add' : 'copy',
    from: flag('from'),
    chown: flag('chown'),
    chmod: flag('chmod'),
    checksum: flag('checksum'),
    sources,
    contents,
    destination,
  };
}

function heredocName(word: string): string | undefined {
  try {
    return readHeredocWord(word)?.name;
  } catch (problem) {
    if (problem instanceof Refusal) return undefined;
    throw problem;
  }
}

function stage(node: Node): StageCommand {
  const [base, as, written] = node.args;
  let name = '';
  if (node.args.length === 3 && as?.toLowerCase() === 'as') {
    name = (written ?? '').toLowerCase();
    if (!/^[a-z][a-z0-9\-_.]*$/.test(name)) {
      const why = "name can't start with a number or contain symbols";
      throw new Refusal(`invalid name for build stage: "${written}", ${why}`);
    }
  } else if (node.args.length !== 1) {
    throw new Refusal('FROM requires either one or three arguments');
  }
  const flags = readFlags(node, { platform: 'string' });
  return { kind: 'stage', base: base ?? '', name, platform: flags.get('platform')?.[0] ?? '' };
}

function onbuild(node: Node): Command {
  const trigger = node.args[0];
  if (trigger === undefined) throw new Refusal('ONBUILD requires at least one argument');
  readFlags(node, {});
  const keyword = trimSpace(trigger).toUpperCase();
  if (keyword === 'ONBUILD') throw new Refusal("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (keyword === 'MAINTAINER' || keyword === 'FROM') {
    throw new Refusal(`${keyword} isn't allowed as an ONBUILD trigger`);
  }
  const bodies = node.heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`);
  return { kind: 'onbuild', trigger: node.original.replace(/^\s*ONBUILD\s*/i, '') + bodies.join('') };
}

function run(node: Node): Command {
  const flags = readFlags(node, RUN_FLAGS);
  for (const device of flags.get('device') ?? []) checkDevice(device);
  const mounts = flags.get('mount') ?? [];
  for (const mount of mounts) readMount(mount);
  const network = flags.get('network')?.[0] ?? 'default';
  if (!['default', 'none', 'host'].includes(network)) throw new Refusal(`invalid network mode "${network}"`);
  const security = flags.get('security')?.[0] ?? 'sandbox';
  if (!['sandbox', 'insecure'].includes(security)) throw new Refusal(`security "${security}" is not valid`);
  return { kind: 'run', mounts };
}

function healthcheck(node: Node): Command {
  const [type, ...command] = node.args;
  if (type === undefined) throw new Refusal('HEALTHCHECK requires at least one argument');
  if (type.toUpperCase() === 'NONE') {
    // Flags are not looked at here.
    if (command.length > 0) throw new Refusal('HEALTHCHECK NONE takes no arguments');
    return { kind: 'other' };
  }
  const flags = readFlags(node, HEALTH_FLAGS);
  if (type.toUpperCase() !== 'CMD') {
    throw new Refusal(`Unknown type "${type.toUpperCase()}" in HEALTHCHECK (try CMD)`);
  }
  if (command.length === 0) throw new Refusal('Missing command after HEALTHCHECK CMD');
  for (const name of ['interval', 'timeout', 'start-period', 'start-interval']) {
    checkInterval(name, flags.get(name)?.[0] ?? '');
  }
  checkRetries(flags.get('retries')?.[0] ?? '');
  return { kind: 'other' };
}

function checkInterval(name: string, text: string): void {
  if (text === '') return;
  const duration = parseDuration(text);
  if (duration === undefined) throw new Refusal(`time: invalid duration "${text}"`);
  if (duration !== 0 && duration < 1e6) throw new Refusal(`Interval "${name}" cannot be less than 1ms`);
}

function checkRetries(text: string): void {
  if (text === '') return;
  const retries = parseInt10(text, 32);
  if (retries === undefined) throw new Refusal(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  if (retries < 0) throw new Refusal(`--retries cannot be negative (${retries})`);
}

function list(node: Node, keyword: 'EXPOSE' | 'VOLUME'): Command {
  if (node.args.length === 0) throw new Refusal(`${keyword} requires at least one argument`);
  readFlags(node, {});
  if (keyword === 'EXPOSE') return { kind: 'expose', values: node.args };
  const values = node.args.map(trimSpace);
  if (values.includes('')) throw new Refusal('VOLUME specified can not be an empty string');
  return { kind: 'volume', values };
}

function arg(node: Node): Command {
  if (node.args.length === 0) throw new Refusal('ARG requires at least one argument');
  const args = node.args.map((word) => {
    const [name, value] = cut(word, '=');
    if (value === undefined) return { name };
    if (name === '') throw new Refusal('ARG names can not be blank');
    return { name, value };
  });
  return { kind: 'arg', args };
}

function shell(node: Node): Command {
  readFlags(node, {});
  if (node.args.length === 0) throw new Refusal('SHELL requires at least one argument');
  if (!node.json) throw new Refusal(`SHELL requires the arguments to be in JSON form`);
  return { kind: 'other' };
}
