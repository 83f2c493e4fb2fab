/**
 * Draws images/icon.png: a Plimsoll mark, the ring with a line through it that shows on a ship's side how deep it may
 * lie in the water. Run it after a change here: `node dist/scripts/icon.cjs`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const size = 256;
const samples = 4;
const clear: Colour = [0, 0, 0, 0];
const hull: Colour = [178, 58, 44, 255];
const sea: Colour = [18, 58, 92, 255];
const paint: Colour = [255, 255, 255, 255];

/** The colour at a point; the sea covers the hull's lower half, as it does when a ship is loaded as it should be. */
function colourAt(x: number, y: number): Colour {
  if (!insideRoundedSquare(x, y, 44)) return clear;
  const fromCentre = Math.hypot(x - 128, y - 128);
  const onRing = fromCentre <= 76 && fromCentre >= 57;
  const onLine = Math.abs(y - 128) <= 10 && Math.abs(x - 128) <= 104;
  if (onRing || onLine) return paint;
  return y < 128 ? hull : sea;
}

function insideRoundedSquare(x: number, y: number, radius: number): boolean {
  const dx = Math.max(radius - x, x - (size - radius), 0);
  const dy = Math.max(radius - y, y - (size - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

/** The mean of a pixel's samples, so that edges are smooth. Transparent samples lend no colour. */
function pixel(column: number, row: number): Colour {
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let i = 0; i < samples * samples; i++) {
    const x = column + ((i % samples) + 0.5) / samples;
    const y = row + (Math.floor(i / samples) + 0.5) / samples;
    const colour = colourAt(x, y);
    red += colour[0] * colour[3];
    green += colour[1] * colour[3];
    blue += colour[2] * colour[3];
    alpha += colour[3];
  }
  if (alpha === 0) return clear;
  return [red / alpha, green / alpha, blue / alpha, alpha / (samples * samples)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

function png(): Buffer {
  const rows: Buffer[] = [];
  for (let row = 0; row < size; row++) {
    const line = [0];
    for (let column = 0; column < size; column++) line.push(...pixel(column, row).map(Math.round));
    rows.push(Buffer.from(line));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

mkdirSync('images', { recursive: true });
writeFileSync('images/icon.png', png());
