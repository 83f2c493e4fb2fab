import assert from 'node:assert/strict';
import { parseDockerfile } from '../../../server/src/languages/dockerfile/model';
import type { Instruction } from '../../../server/src/languages/dockerfile/nodes';
import { scriptsOf } from '../../../server/src/languages/dockerfile/scripts';
import { parseImage } from '../../../server/src/languages/image/reference';

/**
 * What dockerfile-ast 0.7.1, a widely used parser, gets wrong against BuildKit, by the numbers of ARCHITECTURE.md. Each has a test,
 * so that our own parser keeps them right.
 */
const names = (text: string): string[] => parseDockerfile(text).instructions.map((i) => i.name);

function only<K extends Instruction['kind']>(text: string, kind: K): Extract<Instruction, { kind: K }> {
  const found = parseDockerfile(text).instructions.find((i): i is Extract<Instruction, { kind: K }> => i.kind === kind);
  assert.ok(found);
  return found;
}

describe('where BuildKit and dockerfile-ast differ', () => {
  it('1: a doubled escape character at the end of a line continues nothing', () => {
    assert.deepEqual(names('FROM a\nRUN echo a \\\\\nCMD x\n'), ['FROM', 'RUN', 'CMD']);
    assert.deepEqual(names('FROM a\nRUN echo a \\\nCMD x\n'), ['FROM', 'RUN']);
  });

  it('2: a here-document may have a file descriptor', () => {
    assert.deepEqual(names('FROM a\nRUN cat 3<<EOF\nUSER x\nEOF\nCMD y\n'), ['FROM', 'RUN', 'CMD']);
  });

  it('3: an unknown directive ends the zone of directives', () => {
    assert.equal(parseDockerfile('# foo=bar\n# escape=`\nFROM a\n').escape, '\\');
    assert.equal(parseDockerfile('# escape=`\nFROM a\n').escape, '`');
  });

  it('4: blanks behind a directive change nothing', () => {
    const document = parseDockerfile('# syntax=x  \n# escape=`\nFROM a\n');
    assert.equal(document.escape, '`');
    assert.deepEqual(
      document.directives.map((d) => [d.name, d.value]),
      [
        ['syntax', 'x'],
        ['escape', '`'],
      ],
    );
  });

  it('5: a repeated directive is told', () => {
    assert.deepEqual(
      parseDockerfile('# escape=\\\n# escape=`\nFROM a\n').directives.map((d) => d.duplicate),
      [false, true],
    );
  });

  it('6: JSON strings keep their blanks and escapes', () => {
    const { form } = only('FROM a\nCMD ["a", "b c", "\\u0041\\n"]\n', 'Cmd');
    assert.ok(form?.kind === 'exec');
    assert.deepEqual(
      form.words.map((w) => w.raw),
      ['a', 'b c', 'A\n'],
    );
  });

  it('7: what is no valid JSON is shell text', () => {
    for (const body of ['[ "$HOME" = x ]', '["a"] extra', '["a",]', '["a" "b"]', "['a']", '["a\\d"]']) {
      assert.equal(only(`FROM a\nCMD ${body}\n`, 'Cmd').form?.kind, 'shell', body);
    }
    assert.equal(only('FROM a\nCMD [ "a" , "b" ]  \n', 'Cmd').form?.kind, 'exec');
  });

  const variables = (value: string): unknown[] => {
    const pair = only(`FROM a\nENV X=${value}\n`, 'Env').pairs[0];
    return pair?.value?.variables.map((v) => [v.name, v.operator]) ?? [];
  };

  it('8: all modifiers are read', () => {
    assert.deepEqual(variables('${A-b}${B+c}${C?d}${D:-e}${E:+f}${F:?g}'), [
      ['A', '-'],
      ['B', '+'],
      ['C', '?'],
      ['D', ':-'],
      ['E', ':+'],
      ['F', ':?'],
    ]);
    assert.deepEqual(variables('${A#p}${B##p}${C%p}${D%%p}${E/a/b}${F//a/b}'), [
      ['A', '#'],
      ['B', '##'],
      ['C', '%'],
      ['D', '%%'],
      ['E', '/'],
      ['F', '//'],
    ]);
  });

  it('9: words behind a modifier nest', () => {
    assert.deepEqual(variables('"${B:-${C}}"'), [
      ['B', ':-'],
      ['C', undefined],
    ]);
  });

  it('10: single quotes and escapes keep a dollar sign', () => {
    assert.deepEqual(variables("'$A'"), []);
    assert.deepEqual(variables('\\$A'), []);
    const heredoc = parseDockerfile('FROM a\nCOPY <<"E" /x\n$A\nE\n').instructions[1];
    assert.equal(heredoc?.heredocs[0]?.expand, false);
  });

  it('11: special parameters and substitutions are no variables', () => {
    assert.deepEqual(variables('$?').map(String), ['?,']);
    const run = only('FROM a\nRUN echo $(cmd) $((1<<2)) ${#X} $@\n', 'Run');
    const document = parseDockerfile('FROM a\nRUN echo $(cmd) $((1<<2)) ${#X} $@\n');
    const names = scriptsOf(document, run).flatMap((s) =>
      s.script.commands.flatMap((c) => c.words.flatMap((w) => w.variables.map((v) => v.name))),
    );
    assert.ok(
      names.every((name) => name === 'X' || name === '@'),
      names.join(' '),
    );
  });

  it('12: ARG takes any number of names', () => {
    assert.deepEqual(
      only('FROM a\nARG B=1 C="x y" D\n', 'Arg').pairs.map((p) => [p.key.raw, p.value?.literal]),
      [
        ['B', '1'],
        ['C', 'x y'],
        ['D', undefined],
      ],
    );
  });

  it('13: image references are taken apart whole', () => {
    const image = parseImage('reg:5000/a/b:1.2@sha256:abc');
    assert.deepEqual(
      [image.registry, image.repository, image.tag, image.digest],
      ['reg:5000', 'a/b', '1.2', 'sha256:abc'],
    );
    assert.deepEqual([parseImage('localhost/x').registry, parseImage('library/x').registry], ['localhost', undefined]);
  });

  it('14: quotes hold the parts of a mount together', () => {
    const run = only('FROM a\nRUN --mount=type=bind,source="a b",target=/x true\n', 'Run');
    assert.equal(run.mounts[0]?.source?.raw, 'a b');
    assert.equal(run.bodyText, 'true');
  });

  it('15: blanks may stand between << and the word', () => {
    assert.deepEqual(names('FROM a\nRUN cat << EOF\nUSER x\nEOF\nCMD y\n'), ['FROM', 'RUN', 'CMD']);
  });

  it('16: the arguments end before the body of a here-document', () => {
    const copy = only('FROM a\nCOPY <<A <<B /x/\n1\nA\n2\nB\nCMD y\n', 'Copy');
    assert.deepEqual(
      copy.sources.map((s) => s.raw),
      ['<<A', '<<B'],
    );
    assert.equal(copy.destination?.raw, '/x/');
    assert.equal(copy.bodyText, '<<A <<B /x/');
  });

  it('17: an unterminated expression is told', () => {
    assert.deepEqual(
      only('FROM a\nENV X=${A\n', 'Env').pairs[0]?.value?.problems.map((p) => p.code),
      ['missing-brace'],
    );
  });

  it('19: odd blanks and a lone escape character break nothing', () => {
    assert.deepEqual(names('FROM a\nRUN\fx\n'), ['FROM', 'RUN']);
    assert.deepEqual(names('FROM a\n\\\nRUN x\n'), ['FROM', 'RUN']);
    assert.equal(parseDockerfile('\\').instructions.length, 1);
  });

  it('20: comments within an instruction are no part of its text', () => {
    assert.equal(only('FROM a\nRUN a \\\n# note\n  b\n', 'Run').bodyText, 'a   b');
  });

  it('keeps what dockerfile-ast has right: ranges over continuations, a byte order mark, CRLF, astral characters', () => {
    const text = '\ufeffFROM a\r\nCOPY a🚢 \\\r\n  b\\\r\nc /x/\r\n';
    const copy = only(text, 'Copy');
    assert.deepEqual(
      copy.sources.map((s) => s.raw),
      ['a🚢', 'bc'],
    );
    const second = copy.sources[1];
    assert.ok(second);
    assert.equal(text.slice(second.span.start, second.span.end), 'b\\\r\nc');
    assert.equal(text.slice(copy.keyword.start, copy.keyword.end), 'COPY');
  });
});
