/**
 * Tokenises the examples of test/vscode/grammars with VS Code's own tokeniser and its Dockerfile, shell and YAML grammars.
 * A line of carets says which scope the characters above it have, or with `!` do not have.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { root } from './common';
import type { VSCodeServer } from './install';
import type { Outcome } from './outcome';

interface Token {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly scopes: readonly string[];
}

interface Grammar {
  tokenizeLine(line: string, state: unknown): { readonly tokens: readonly Token[]; readonly ruleStack: unknown };
}

interface Textmate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar> };
  parseRawGrammar(text: string, path: string): object;
}

interface Oniguruma {
  loadWASM(bytes: ArrayBuffer): Promise<void>;
  readonly OnigScanner: new (patterns: readonly string[]) => object;
  readonly OnigString: new (text: string) => object;
}

interface Contributions {
  readonly grammars: readonly {
    readonly scopeName: string;
    readonly path: string;
    readonly injectTo: readonly string[];
  }[];
}

const examples = join(root, 'test', 'vscode', 'grammars');

/** Checks every example file; its name is the grammar's. */
export async function checkGrammars(vscode: VSCodeServer): Promise<Outcome> {
  const { registry, initial } = await makeRegistry(vscode);
  let passed = 0;
  let failed = 0;
  for (const name of readdirSync(examples)) {
    const grammar = await registry.loadGrammar(`source.${basename(name, '.txt')}`);
    for (const problem of checkFile(grammar, initial, readFileSync(join(examples, name), 'utf8'))) {
      if (problem === undefined) passed++;
      else {
        failed++;
        console.log(`    ✗ ${name}: ${problem}`);
      }
    }
  }
  return { passed, failed };
}

async function makeRegistry({ home }: VSCodeServer) {
  const load = createRequire(join(home, 'package.json'));
  const textmate: Textmate = load('vscode-textmate');
  const oniguruma: Oniguruma = load('vscode-oniguruma');
  await oniguruma.loadWASM(new Uint8Array(readFileSync(load.resolve('vscode-oniguruma/release/onig.wasm'))).buffer);
  const manifest: { readonly contributes: Contributions } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const ours = manifest.contributes.grammars;
  const paths = builtInGrammars(home);
  for (const { scopeName, path } of ours) paths.set(scopeName, join(root, path));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: readonly string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope: string) => {
      const path = paths.get(scope);
      return path ? textmate.parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
    },
    getInjections: (scope: string) =>
      ours.filter(({ injectTo }) => injectTo.includes(scope)).map(({ scopeName }) => scopeName),
  });
  return { registry, initial: textmate.INITIAL };
}

function builtInGrammars(home: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const extension of ['docker', 'shellscript', 'yaml']) {
    const folder = join(home, 'extensions', extension, 'syntaxes');
    for (const name of readdirSync(folder)) {
      const { scopeName }: { readonly scopeName: string } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      paths.set(scopeName, join(folder, name));
    }
  }
  return paths;
}

/** For every line of carets what is wrong with it, or nothing. */
function* checkFile(grammar: Grammar, initial: unknown, text: string): Generator<string | undefined> {
  let state = initial;
  let source = '';
  let tokens: readonly Token[] = [];
  for (const line of text.split('\n')) {
    const expected = /^( *)(\^+) (!?)(\S+)$/.exec(line);
    if (!expected) {
      const result = grammar.tokenizeLine(line, state);
      source = line;
      tokens = result.tokens;
      state = result.ruleStack;
      continue;
    }
    const [, indent = '', carets = '', not, scope = ''] = expected;
    const start = indent.length;
    const end = start + carets.length;
    const under = tokens.filter(({ startIndex, endIndex }) => startIndex < end && endIndex > start);
    const wrong = under.find(({ scopes }) => scopes.some((one) => one.startsWith(scope)) === Boolean(not));
    if (under.length > 0 && !wrong) yield undefined;
    else yield `"${source.slice(start, end)}" is ${wrong?.scopes.join(' ')}, not ${not}${scope}\n      ${source}`;
  }
}
