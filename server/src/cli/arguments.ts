import { parseArgs } from 'node:util';
import type { ConfiguredSeverity } from '../core/config';
import { PROFILES } from '../core/config';

export const FORMATS = ['stylish', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export const FAIL_ON = ['error', 'warning', 'information', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface LintOptions {
  readonly paths: readonly string[];
  readonly stdinFilename: string | undefined;
  readonly format: Format;
  readonly fix: 'none' | 'safe' | 'unsafe';
  readonly diff: boolean;
  readonly config: string | undefined;
  readonly noConfig: boolean;
  readonly profile: string | undefined;
  readonly rules: Readonly<Record<string, ConfiguredSeverity>>;
  readonly kubernetesVersion: string | undefined;
  readonly maxWarnings: number | undefined;
  readonly failOn: FailOn;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/** A wrong command line, with what is wrong. */
export class UsageError extends Error {}

const OPTIONS = {
  'stdin-filename': { type: 'string' },
  format: { type: 'string', short: 'f' },
  fix: { type: 'boolean' },
  'fix-unsafe': { type: 'boolean' },
  diff: { type: 'boolean' },
  config: { type: 'string', short: 'c' },
  'no-config': { type: 'boolean' },
  profile: { type: 'string' },
  rule: { type: 'string', multiple: true },
  'kubernetes-version': { type: 'string' },
  'max-warnings': { type: 'string' },
  'fail-on': { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const;

const SEVERITIES: readonly ConfiguredSeverity[] = ['off', 'hint', 'information', 'warning', 'error'];

/** Reads the arguments behind `plimsoll lint`. Throws a {@link UsageError}. */
export function readLintOptions(args: readonly string[]): LintOptions {
  const { values, positionals } = parse(args);
  return {
    paths: positionals.length > 0 ? positionals : ['.'],
    stdinFilename: values['stdin-filename'],
    format: choice('--format', values.format ?? 'stylish', FORMATS),
    fix: values['fix-unsafe'] ? 'unsafe' : values.fix ? 'safe' : 'none',
    diff: values.diff === true,
    config: values.config,
    noConfig: values['no-config'] === true,
    profile: values.profile === undefined ? undefined : choice('--profile', values.profile, PROFILES),
    rules: Object.fromEntries((values.rule ?? []).map(readRule)),
    kubernetesVersion: readVersion(values['kubernetes-version']),
    maxWarnings: readCount(values['max-warnings']),
    failOn: choice('--fail-on', values['fail-on'] ?? 'warning', FAIL_ON),
    quiet: values.quiet === true,
    color: values['no-color'] ? false : values.color,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function choice<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw new UsageError(`${name} is one of ${allowed.join(', ')}, not ${value}`);
  return found;
}

function readRule(text: string): [string, ConfiguredSeverity] {
  const equals = text.lastIndexOf('=');
  const severity = SEVERITIES.find((item) => item === text.slice(equals + 1));
  if (equals <= 0 || !severity)
    throw new UsageError(`--rule takes ID=SEVERITY (${SEVERITIES.join(', ')}), not ${text}`);
  return [text.slice(0, equals), severity];
}

function readVersion(text: string | undefined): string | undefined {
  if (text === undefined || /^1\.\d{1,3}$/.test(text)) return text;
  throw new UsageError(`--kubernetes-version is 1.NN, not ${text}`);
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw new UsageError(`--max-warnings is a whole number, not ${text}`);
  // As in ESLint, a negative number is no limit.
  return Number(text) < 0 ? undefined : Number(text);
}
