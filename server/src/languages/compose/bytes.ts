const FACTORS = 'kmgtp';

/** A number as Go reads it, and a unit. */
const SIZE = /^\+?((?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?) ?([A-Za-z]*)$/;

/** Bytes of a size as Compose reads it (`512m`, `1.5gb`, `1gib`, `1024`); undefined for what it refuses (`1Gi`, `10x`). */
export function bytesOf(text: string): number | undefined {
  const match = text.length > 100 ? undefined : SIZE.exec(text);
  if (!match) return undefined;
  const amount = Number(match[1]?.replaceAll('_', ''));
  const suffix = (match[2] ?? '').toLowerCase();
  if (suffix === '' || suffix === 'b') return Math.floor(amount);
  const power = FACTORS.indexOf(suffix.charAt(0)) + 1;
  if (power === 0 || !['', 'b', 'ib'].includes(suffix.slice(1))) return undefined;
  return Math.floor(amount * 1024 ** power);
}
