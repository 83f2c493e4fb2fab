import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Import {
  readonly file: string;
  readonly line: number;
  readonly target: string;
  readonly typeOnly: boolean;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (path.endsWith('.ts')) yield path;
  }
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gms;

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    target: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

/** The file of ours that a relative import means. */
function resolveImport(found: Import): string | undefined {
  if (!found.target.startsWith('.')) return undefined;
  const base = normalize(join(dirname(found.file), found.target));
  return [`${base}.ts`, join(base, 'index.ts'), `${base}.d.ts`, base].find(existsSync);
}

/** The layer that a file belongs to: the first folder below server/src, a language by its own name. */
function layerOf(file: string): string {
  if (file.startsWith('client/')) return 'client';
  const parts = file.split('/');
  if (parts[0] !== 'server') return parts[0] ?? '';
  if (parts.length === 3) return 'main';
  return parts[2] === 'languages' ? `languages/${parts[3]}` : (parts[2] ?? '');
}

const ENGINE = ['core', 'languages', 'rules', 'features', 'project'];

function allowed(from: string, to: string, found: Import, target: string): boolean {
  if (from === to && from !== 'rules') return true;
  if (from === 'core') return false;
  if (from.startsWith('languages/'))
    return to === 'core' || ['languages/yaml', 'languages/shell', 'languages/image', 'languages/secrets'].includes(to);
  if (from === 'rules') {
    if (found.file.endsWith('.generated.ts')) return true;
    return to === 'core' || to.startsWith('languages/') || (to === 'project' && target.endsWith('facts.ts'));
  }
  if (from === 'project') return to === 'core' || to.startsWith('languages/');
  if (from === 'features') {
    return (
      to === 'core' ||
      to.startsWith('languages/') ||
      to === 'project' ||
      /rules\/\w+\.generated\.ts$/.test(target) ||
      to === 'notes'
    );
  }
  if (from === 'platform') return to === 'project' || to === 'core' || target.endsWith('lsp/messages.ts');
  if (from === 'lsp' || from === 'cli')
    return (to !== 'client' && to !== 'lsp' && to !== 'cli' && to !== 'main') || target.endsWith('version.ts');
  if (from === 'client') return target.endsWith('lsp/messages.ts');
  return from === 'main';
}

describe('import law', () => {
  const files = [...sources('server/src'), ...sources('client/src')];
  const imports = files.flatMap(importsOf);

  it('finds imports to judge', () => {
    assert.ok(imports.length > 200, `only ${imports.length} imports were found`);
  });

  it('keeps every layer to what it may know', () => {
    const breaches = imports.flatMap((found) => {
      const target = resolveImport(found);
      if (target === undefined) return [];
      const [from, to] = [layerOf(found.file), layerOf(target)];
      return allowed(from, to, found, target) ? [] : [`${found.file}:${found.line}: ${from} may not import ${target}`];
    });
    assert.deepEqual(breaches, []);
  });

  it('resolves every relative import', () => {
    const lost = imports.filter(
      (found) => found.target.startsWith('.') && !found.target.endsWith('.json') && resolveImport(found) === undefined,
    );
    assert.deepEqual(
      lost.map((found) => `${found.file}:${found.line} ${found.target}`),
      [],
    );
  });

  it('keeps vscode to the client and the protocol to lsp and the mains', () => {
    const breaches = imports.filter(({ file, target }) => {
      if (target === 'vscode' || target.startsWith('vscode-languageclient')) return !file.startsWith('client/');
      if (target.startsWith('vscode-languageserver')) {
        if (file.startsWith('client/')) return false;
        return !/^server\/src\/(?:lsp\/|main\.|platform\/web\.ts)/.test(file);
      }
      return false;
    });
    assert.deepEqual(
      breaches.map(({ file, target }) => `${file}: ${target}`),
      [],
    );
  });

  it('keeps Node to the hosts, the command line and the mains', () => {
    const breaches = imports.filter(
      ({ file, target }) =>
        target.startsWith('node:') &&
        !/^server\/src\/(?:platform\/node\.ts|cli\/|main\.)|^client\/src\/main\.node\.ts/.test(file),
    );
    assert.deepEqual(
      breaches.map(({ file, target }) => `${file}: ${target}`),
      [],
    );
  });

  it('takes no package that was not chosen', () => {
    const chosen = new Set(['vscode', 'unbash', 'yaml', 'plimsoll:configuration-validator']);
    const others = imports.filter(
      ({ target }) =>
        !target.startsWith('.') &&
        !target.startsWith('node:') &&
        !target.startsWith('vscode-language') &&
        !chosen.has(target),
    );
    assert.deepEqual([...new Set(others.map(({ target }) => target))], []);
  });

  it('keeps the mains small', () => {
    for (const file of [
      'server/src/main.stdio.ts',
      'server/src/main.worker.ts',
      'server/src/main.cli.ts',
      'client/src/main.node.ts',
      'client/src/main.web.ts',
    ]) {
      const lines = readFileSync(file, 'utf8').split('\n').length;
      assert.ok(lines <= 41, `${file} has ${lines} lines`);
    }
  });

  it('has an engine of all pure layers', () => {
    for (const layer of ENGINE)
      assert.ok(
        files.some((file) => file.startsWith(`server/src/${layer}/`)),
        layer,
      );
  });
});
