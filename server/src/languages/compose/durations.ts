/** Nanoseconds of each unit. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
};

/** Go keeps durations as nanoseconds in 64 bits. */
const MAX_NANOSECONDS = 2 ** 63;

/** Milliseconds of a duration as Compose reads it (`1m30s`, `500ms`, `1d`, `0`); undefined for what it refuses, more than 292 years too. */
export function durationOf(text: string): number | undefined {
  const nanoseconds = nanosecondsOf(text);
  return nanoseconds === undefined || isTooLong(text) ? undefined : nanoseconds / 1e6;
}

/** Whether a duration is well written, but more than Compose can count. */
export const isTooLong = (text: string): boolean => Math.abs(nanosecondsOf(text) ?? 0) >= MAX_NANOSECONDS;

function nanosecondsOf(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '' || rest.length > 200) return undefined;
  let total = 0;
  while (rest !== '') {
    const part = /^(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/.exec(rest);
    const unit = UNITS[part?.[2] ?? ''];
    if (!part || unit === undefined) return undefined;
    total += Number(part[1]) * unit;
    rest = rest.slice(part[0].length);
  }
  return sign * total;
}
