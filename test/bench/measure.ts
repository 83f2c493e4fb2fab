export interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly runs: number;
}

/** Long enough for the optimizing compiler to have seen what it will see: a server's first seconds. */
const WARM_UP = 2500;

/** Runs something until time is up (at least ten times) and gives percentiles in milliseconds; warm unless told otherwise. */
export async function measure(action: () => unknown, milliseconds = 1500, warmUp = WARM_UP): Promise<Figures> {
  const warm = performance.now() + warmUp;
  do await action();
  while (performance.now() < warm);
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  while (times.length < 10 || performance.now() < end) {
    const start = performance.now();
    await action();
    times.push(performance.now() - start);
  }
  return percentiles(times);
}

export function percentiles(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), runs: sorted.length };
}

export const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

export function row(name: string, figures: Figures, bar = ''): void {
  console.log(
    `${name.padEnd(62)} p50 ${ms(figures.p50).padStart(7)} ms   p95 ${ms(figures.p95).padStart(7)} ms   ${bar}`,
  );
}
