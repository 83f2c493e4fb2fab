import assert from 'node:assert/strict';
import { isIgnored, parseIgnore } from '../../../server/src/languages/dockerfile/dockerignore';
import { type DockerfileDocument, parseDockerfile } from '../../../server/src/languages/dockerfile/model';
import type { Instruction } from '../../../server/src/languages/dockerfile/nodes';
import { interpreterAt, scriptsOf } from '../../../server/src/languages/dockerfile/scripts';
import { globMatches } from '../../../server/src/languages/dockerfile/word';

const last = (document: DockerfileDocument): Instruction => {
  const instruction = document.instructions.at(-1);
  assert.ok(instruction);
  return instruction;
};

const value = (text: string, name = 'X'): string | undefined => {
  const document = parseDockerfile(text);
  return document.resolve(name, last(document)).value;
};

describe('variables of a Dockerfile', () => {
  it('live from their line to the end of the stage', () => {
    assert.equal(value('FROM a\nENV X=1\nRUN x\n'), '1');
    assert.equal(value('FROM a\nRUN x\n'), undefined);
    assert.equal(value('FROM a\nENV X=1\nFROM b\nRUN x\n'), undefined);
  });

  it('see the environment before their instruction', () => {
    assert.equal(value('FROM a\nENV A=old\nENV A=new X=$A\nRUN x\n'), 'old');
  });

  it('are inherited by stages that stand on theirs', () => {
    assert.equal(value('FROM a AS base\nENV X=1\nFROM base\nRUN x\n'), '1');
    assert.equal(value('FROM a AS base\nENV X=1\nFROM base AS b\nFROM b\nRUN x\n'), '1');
  });

  it('take an ENV over an ARG, and a global ARG for an ARG without default', () => {
    assert.equal(value('FROM a\nENV X=env\nARG X=arg\nRUN x\n'), 'env');
    assert.equal(value('ARG X=global\nFROM a\nARG X\nRUN x\n'), 'global');
    assert.equal(value('ARG X=global\nFROM a\nARG X=own\nRUN x\n'), 'own');
    assert.equal(value('ARG X=global\nFROM a\nRUN x\n'), undefined);
  });

  it('are evaluated with every modifier', () => {
    const cases: Record<string, string | undefined> = {
      '${A:-d}': 'abcabc',
      '${E:-d}': 'd',
      '${E-d}': '',
      '${U-d}': undefined,
      '${A:+y}': 'y',
      '${E:+y}': '',
      '${E+y}': 'y',
      '${A#a*}': 'bcabc',
      '${A##a*c}': '',
      '${A%b*}': 'abca',
      '${A%%b*}': 'a',
      '${A/b/X}': 'aXcabc',
      '${A//b/X}': 'aXcaXc',
      '"$A"': 'abcabc',
      "'$A'": '$A',
      '${E:-${A}}': 'abcabc',
      '${A?}': 'abcabc',
      '${E:?gone}': undefined,
      '\\$A': '$A',
    };
    for (const [text, expected] of Object.entries(cases)) {
      assert.equal(value(`FROM a\nENV A=abcabc E=\nENV X=${text}\nRUN x\n`), expected, text);
    }
  });

  it('do not grow without bound', () => {
    assert.equal(value(`FROM a\nENV X=12345678\n${'ENV X=$X$X\n'.repeat(60)}RUN x\n`), undefined);
  });

  it('resolve images by global ARGs', () => {
    assert.equal(parseDockerfile('ARG V=22\nARG T=$V-slim\nFROM node:${T}\n').stages[0]?.imageText, 'node:22-slim');
    assert.equal(parseDockerfile('ARG V\nFROM node:$V\n').stages[0]?.imageText, undefined);
    assert.equal(parseDockerfile('FROM node:${V:-22}\n').stages[0]?.imageText, 'node:22');
  });
});

describe('stages of a Dockerfile', () => {
  const text =
    'FROM a AS Base\nFROM base AS build\nFROM b AS tools\nFROM c AS lost\nFROM scratch\nCOPY --from=BUILD /x /\nRUN --mount=from=tools,target=/t true\nCOPY --from=9 / /\nCOPY --from=img:1 / /\nCOPY --from=$X / /\n';
  const document = parseDockerfile(text);

  it('know what they stand on and take from', () => {
    assert.deepEqual(
      document.stages.map((s) => s.base.kind),
      ['image', 'stage', 'image', 'image', 'scratch'],
    );
    assert.deepEqual(
      document.stages[4]?.dependencies.map((d) => [d.via, d.target.kind]),
      [
        ['copy', 'stage'],
        ['mount', 'stage'],
        ['copy', 'bad-index'],
        ['copy', 'external'],
        ['copy', 'variable'],
      ],
    );
  });

  it('know whether they ship and whether they are reached', () => {
    assert.deepEqual(
      document.stages.map((s) => s.ships),
      [false, false, false, false, true],
    );
    assert.deepEqual(
      document.stages.map((s) => s.reached),
      [true, true, true, false, true],
    );
  });

  it('compare the name in FROM by its letters, elsewhere without regard to case', () => {
    assert.equal(parseDockerfile('FROM a AS build\nFROM Build\n').stages[1]?.base.kind, 'image');
    const self = parseDockerfile('FROM a AS x\nCOPY --from=x / /\nCOPY --from=y / /\nFROM b AS y\n').stages[0];
    assert.deepEqual(
      self?.dependencies.map((d) => d.target.kind),
      ['self', 'later'],
    );
  });

  it('carry user, shell and directory along', () => {
    const doc = parseDockerfile(
      'FROM a AS x\nWORKDIR /a\nWORKDIR b\nUSER u\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM x\nWORKDIR ../c\nRUN y\n',
    );
    const state = doc.stateAt(last(doc));
    assert.deepEqual([state.directory, state.user?.value?.raw], ['/a/c', 'u']);
    assert.deepEqual(interpreterAt(doc, last(doc)), {
      name: 'bash',
      family: 'posix',
      options: ['-o', 'pipefail', '-c'],
      stated: true,
    });
  });

  it('drop the CMD of their base when they set an ENTRYPOINT', () => {
    const doc = parseDockerfile('FROM a AS x\nCMD ["a"]\nFROM x\nENTRYPOINT ["b"]\n');
    const stage = doc.stages[1];
    assert.ok(stage);
    assert.equal(doc.finalState(stage).cmd, undefined);
  });
});

describe('scripts of a Dockerfile', () => {
  const programs = (text: string): unknown[] => {
    const document = parseDockerfile(text);
    return document.instructions.flatMap((i) =>
      scriptsOf(document, i).map((s) => [s.form, s.interpreter.name, ...s.script.commands.map((c) => c.program)]),
    );
  };

  it('are found in every form, with the interpreter of each', () => {
    assert.deepEqual(programs('FROM a\nRUN a && b\n'), [['shell', 'sh', 'a', 'b']]);
    assert.deepEqual(programs('FROM a\nRUN ["apt-get", "install", "-y", "x"]\n'), [['exec', 'sh', 'apt-get']]);
    assert.deepEqual(programs('FROM a\nRUN <<EOF\na\nb\nEOF\n'), [['heredoc', 'sh', 'a', 'b']]);
    assert.deepEqual(programs('FROM a\nRUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n'), [['heredoc', 'bash', 'a']]);
    assert.deepEqual(programs('FROM a\nRUN <<EOF\n#!/usr/bin/python3\nimport os\nEOF\n'), []);
    assert.deepEqual(programs('FROM a\nRUN python3 <<EOF\nimport os\nEOF\n'), [['shell', 'sh', 'python3']]);
    assert.deepEqual(programs('FROM a\nRUN bash <<EOF\na\nEOF\n'), [
      ['shell', 'sh', 'bash'],
      ['heredoc', 'bash', 'a'],
    ]);
    assert.deepEqual(programs('FROM a\nSHELL ["pwsh", "-c"]\nRUN a\n'), []);
    assert.deepEqual(programs('# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:1\nRUN dir\n'), []);
  });

  it('have exact ranges in the file', () => {
    const text = 'FROM a\r\nRUN a && \\\r\n # note\r\n   b --x "c d" \\\r\n\\\r\n && e\r\n';
    const document = parseDockerfile(text);
    const words = document.instructions.flatMap((i) =>
      scriptsOf(document, i).flatMap((s) => s.script.commands.flatMap((c) => c.words)),
    );
    assert.deepEqual(
      words.map((w) => text.slice(w.span.start, w.span.end)),
      ['a', 'b', '--x', '"c d"', 'e'],
    );
  });
});

describe('.dockerignore', () => {
  const ignored = (patterns: string, path: string): boolean => isIgnored(parseIgnore(patterns), path);

  it('matches as Docker does', () => {
    assert.ok(ignored('node_modules', 'node_modules/a/b.js'));
    assert.ok(!ignored('node_modules', 'web/node_modules/a.js'));
    assert.ok(ignored('**/node_modules', 'web/node_modules/a.js'));
    assert.ok(ignored('**/node_modules', 'node_modules/a.js'));
    assert.ok(ignored('/.git/', '.git/HEAD'));
    assert.ok(ignored('*.md', 'README.md'));
    assert.ok(!ignored('*.md', 'docs/README.md'));
    assert.ok(ignored('*', 'a/b'));
    assert.ok(!ignored('*\n!src', 'src/a.js'));
    assert.ok(ignored('src\n!src/a\nsrc/a/b', 'src/a/b'));
    assert.ok(!ignored('#a', '#a'));
    assert.ok(ignored(' a \r\n', 'a'));
    assert.ok(ignored('\ufeffa', 'a'));
    assert.ok(ignored('a[0-9].txt', 'a5.txt'));
    assert.ok(ignored('b/../a', 'a'));
  });

  it('leaves broken patterns out', () => {
    const file = parseIgnore('[a\na\n!\n');
    assert.deepEqual(
      file.broken.map((p) => p.text),
      ['[a'],
    );
    assert.ok(isIgnored(file, 'a'));
  });
});

describe('patterns in ${…}', () => {
  it('do not backtrack without bound', () => {
    assert.equal(globMatches(`${'*a'.repeat(200)}b`, 'a'.repeat(2000)), false);
  });
});
