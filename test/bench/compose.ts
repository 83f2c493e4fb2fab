import { lintCompose } from '../harness/languages';
import { recommended } from '../harness/lint';
import { measure, row } from './measure';

/** A Compose file of so many services, about ten lines each. */
export function sampleCompose(services: number, salt: number): string {
  const lines = ['name: shop', 'services:'];
  for (let i = 0; i < services; i++) {
    lines.push(
      `  web${i}:`,
      `    image: registry.example.com/shop/web${i}:1.${salt}`,
      '    restart: unless-stopped',
      '    environment:',
      `      LOG_LEVEL: "\${LOG_LEVEL:-info}"`,
      `      DATABASE: postgres://db:5432/shop${i}`,
      '    ports:',
      `      - "127.0.0.1:${10_000 + i}:8080"`,
      '    volumes:',
      `      - data:/srv/data${i}`,
      '    networks: [back]',
    );
    if (i > 0) lines.push(`    depends_on: [web${i - 1}]`);
  }
  return [...lines, 'networks:', '  back:', 'volumes:', '  data:', ''].join('\n');
}

/** What linting Compose files costs: all recommended rules, schema and project included, with every service or one changed in every run. */
export async function benchCompose(): Promise<void> {
  let count = 0;
  for (const [services, bar] of [
    [20, 'bar 5 ms'],
    [400, 'bar 60 ms'],
  ] as const) {
    const lint = (text: string): number => lintCompose(text, { rules: recommended, files: {} }).findings.length;
    row(`Compose, ${services} services, all edited`, await measure(() => lint(sampleCompose(services, count++))), bar);
    const text = sampleCompose(services, 0);
    const at = text.indexOf(`/web${services / 2}:`);
    lint(text);
    row(
      `Compose, ${services} services, one service edited`,
      await measure(() => lint(`${text.slice(0, at)}/n${count++}${text.slice(at)}`)),
      bar,
    );
  }
}
