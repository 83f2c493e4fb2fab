import assert from 'node:assert/strict';
import { parseScript, prepareRun } from '../../../server/src/languages/shell';
import { withoutGaps } from '../../../server/src/languages/shell/prepare';

/** What BuildKit hands to the shell, written plainly: the oracle of `prepareRun`. */
function joined(body: string, escape: '\\' | '`'): string {
  const lines = body.split('\n');
  const continued = escape === '\\' ? /(?:([^\\])|^)\\[ \t\r]*$/ : /(?:([^`])|^)`[ \t\r]*$/;
  let out = '';
  let open = true;
  let first = true;
  for (const line of lines) {
    if (!open) {
      out += `\n${line}`;
      continue;
    }
    if (!first && /^\s*(?:#|$)/.test(line)) continue;
    first = false;
    const match = continued.exec(line);
    out += match ? line.slice(0, match.index + (match[1]?.length ?? 0)) : line;
    open = match !== null;
  }
  return out;
}

const words = (body: string, escape: '\\' | '`' = '\\') =>
  parseScript(prepareRun(body, escape), 0).commands.map((command) => command.words.map((word) => word.value));

describe('shell: prepareRun', () => {
  const same = (body: string, escape: '\\' | '`' = '\\') => {
    const text = prepareRun(body, escape);
    assert.equal(text.length, body.length);
    const blanks = (s: string) => s.replace(/[ \t\r]+/g, ' ').trim();
    assert.equal(blanks(withoutGaps(text)), blanks(joined(body, escape)), JSON.stringify(body));
    return text;
  };

  it('leaves one line alone', () => {
    assert.equal(prepareRun('apt-get update', '\\'), 'apt-get update');
    assert.equal(prepareRun('', '\\'), '');
  });

  it('joins continued lines with blanks', () => {
    assert.equal(same('a && \\\n    b'), 'a &&       b');
    same('a \\  \n b');
    same('a \\\r\n b \\\r\n c');
  });

  it('drops comment lines and any number of blank lines in a continuation', () => {
    same('a \\\n# note\n  && b');
    same('a \\\n  # one \\\n\n\n   \n\t\n# two\n && b \\\n\n\n\n && c');
  });

  it('joins words and operators that are cut in two', () => {
    assert.deepEqual(words('ec\\\nho hi'), [['echo', 'hi']]);
    assert.deepEqual(words('ec\\\r\nho hi'), [['echo', 'hi']]);
    assert.deepEqual(words('ec\\\n# comment\nho hi'), [['echo', 'hi']]);
    assert.deepEqual(words('a &\\\n& b'), [['a'], ['b']]);
  });

  it('keeps what is quoted exactly', () => {
    assert.deepEqual(words('echo "a \\\n  b" \'c \\\n  # x\n\n d\''), [['echo', 'a   b', 'c  d']]);
    assert.deepEqual(words('echo "$(foo \\\n bar)" x'), [
      ['echo', undefined, 'x'],
      ['foo', 'bar'],
    ]);
    assert.deepEqual(words('echo "$(foo "x \\\n y" \\\n bar)" x'), [
      ['echo', undefined, 'x'],
      ['foo', 'x  y', 'bar'],
    ]);
  });

  it('lets a comment swallow the joined rest, as the shell does', () => {
    assert.deepEqual(words('a # note \\\n && b'), [['a']]);
    assert.deepEqual(words("a 'x#' y#z \\\n && b"), [['a', 'x#', 'y#z'], ['b']]);
  });

  it('does not continue a line that ends in two escape characters', () => {
    const text = 'echo a \\\\\nCMD x';
    assert.equal(prepareRun(text, '\\'), text);
  });

  it('ends quietly in the middle of a continuation', () => {
    assert.deepEqual(words('a \\'), [['a']]);
    assert.deepEqual(words('a \\\n'), [['a']]);
    assert.deepEqual(words('a \\\n# x'), [['a']]);
    assert.deepEqual(words('a &&\\\nb\\'), [['a'], ['b']]);
  });

  it('takes the backtick as the escape character', () => {
    same('dir `\n  && echo C:\\', '`');
    assert.deepEqual(words('a `\n b', '`'), [['a', 'b']]);
    assert.equal(prepareRun('a \\\n b', '`'), 'a \\\n b');
  });

  it('leaves here-document bodies alone', () => {
    const body = 'cat <<EOF > x && \\\n  y\n# not a comment\n\n a \\\n b\nEOF\n';
    const text = same(body);
    assert.ok(text.endsWith('\n# not a comment\n\n a \\\n b\nEOF\n'));
    assert.deepEqual(words(body), [['cat'], ['y']]);
  });

  it('agrees with the joined text on random bodies', () => {
    const pieces = [
      'a',
      ' ',
      '\\\n',
      '\n',
      '#',
      '"',
      "'",
      '\\',
      '&&',
      '\r\n',
      '\\\r\n',
      '  # c\n',
      '$(',
      ')',
      '`',
      ';',
      '\t',
    ];
    let seed = 7;
    const next = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let i = 0; i < 20000; i++) {
      let body = '';
      for (let k = next(14); k >= 0; k--) body += pieces[next(pieces.length)] ?? '';
      const text = prepareRun(body, '\\');
      assert.equal(text.length, body.length);
      const bare = (s: string) => s.replace(/[\s\\\0]+/g, '');
      assert.equal(bare(text), bare(joined(body, '\\')), JSON.stringify(body));
    }
  });

  it('takes a megabyte in a moment', () => {
    const body = 'apt-get install -y \\\n    package-name \\\n# note\n'.repeat(22000);
    const start = performance.now();
    assert.equal(prepareRun(body, '\\').length, body.length);
    assert.ok(performance.now() - start < 1000);
  });
});
