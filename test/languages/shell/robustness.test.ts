import assert from 'node:assert/strict';
import {
  download,
  extraction,
  gitClone,
  packageCommand,
  parseScript,
  pipelinesWithPipefail,
  prepareRun,
  removals,
  resolveWords,
  toExecWords,
  userCommand,
} from '../../../server/src/languages/shell';

/** Asks everything there is to ask; returns how much there was. */
function ask(text: string, offset: number): number {
  const script = parseScript(text, offset);
  const resolve = resolveWords(script);
  const end = offset + text.length;
  const inside = ({ start, end: to }: { start: number; end: number }) =>
    assert.ok(start >= offset && start <= to && to <= end);
  let count = 0;
  for (const command of script.commands) {
    inside(command.span);
    for (const word of command.words) {
      inside(word.span);
      count += (word.value ?? word.literalPrefix).length;
      for (const variable of word.variables) inside(variable.span);
    }
    for (const ask of [userCommand, download, extraction, gitClone]) if (ask(command)) count++;
    if (packageCommand(command, resolve)) count++;
    for (const { span } of command.redirections) inside(span);
  }
  for (const statement of script.statements) {
    inside(statement.span);
    if (statement.operatorSpan) inside(statement.operatorSpan);
  }
  for (const { span } of script.errors) inside(span);
  for (const { span } of script.bashisms) inside(span);
  toExecWords(script);
  return count + pipelinesWithPipefail(script).length + removals(script).length;
}

const PIECES = [
  ...'abz -=$`"\'\\(){}[]<>|&;#*?~!%^:/@+,.0\n\t\r\0é',
  ...[
    '$(',
    '${',
    '$((',
    '))',
    '<<',
    '<<E\n',
    '\nE\n',
    '&&',
    '||',
    ';;',
    '|&',
    '\\\n',
    '  ',
    'if ',
    'then ',
    'fi',
    'case x in ',
    'esac',
  ],
  ...[
    'for i in ',
    'do ',
    'done',
    'sh -c ',
    'eval ',
    'sudo ',
    'apt-get install ',
    'pip install ',
    'curl -o ',
    'tar xf ',
    'a=',
    '[[ ',
  ],
];

describe('shell: robustness', () => {
  it('takes whatever comes', function () {
    this.timeout(60000);
    let seed = 11;
    const next = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return (seed >> 4) % n;
    };
    for (let i = 0; i < 20000; i++) {
      let text = '';
      for (let k = next(24); k >= 0; k--) text += PIECES[next(PIECES.length)] ?? '';
      try {
        ask(text, next(50));
        const prepared = prepareRun(text, next(2) ? '\\' : '`');
        assert.equal(prepared.length, text.length);
        ask(prepared, 3);
      } catch (error) {
        assert.fail(`${JSON.stringify(text)}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  });

  it('takes large and hostile texts in bounded time', function () {
    this.timeout(120000);
    const hostile = [
      'a && ',
      'a',
      '"',
      '(',
      '$(',
      '"$(',
      '`',
      'a | b; ',
      '<<"',
      'coproc ',
      'function a ',
      'set -e; a | b; ',
      '${a:-',
      'a \\\n',
    ];
    for (const piece of hostile) {
      for (const size of [100_000, 1_000_000]) {
        const text = piece.repeat(Math.ceil(size / piece.length));
        const start = performance.now();
        ask(prepareRun(text, '\\'), 0);
        const took = performance.now() - start;
        assert.ok(took < 20_000, `${JSON.stringify(piece)} × ${size}: ${took.toFixed(0)} ms`);
      }
    }
  });

  it('moves a thousand scripts quickly', () => {
    const bodies: string[] = [];
    for (let i = 0; i < 1000; i++)
      bodies.push(`apt-get update && apt-get install -y --no-install-recommends a${i} "b" && rm -rf /x/*`);
    for (let round = 0; round < 5; round++) for (const body of bodies) parseScript(body, round).commands;
    const start = performance.now();
    for (const body of bodies) for (const command of parseScript(body, 99).commands) command.program;
    assert.ok(performance.now() - start < 250);
  });
});
