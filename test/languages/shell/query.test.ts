import assert from 'node:assert/strict';
import {
  hasSetOption,
  parseScript,
  pipelinesWithPipefail,
  removesPaths,
  resolveWords,
  splitAt,
  statementOf,
  toExecWords,
} from '../../../server/src/languages/shell';

const BASH = ['/bin/bash', '-eo', 'pipefail', '-c'];

describe('shell: queries', () => {
  it('cuts a script in two', () => {
    const text = 'a && b ; c || d';
    const script = parseScript(text, 0);
    const cut = splitAt(script, 1);
    assert.equal(cut && text.slice(cut.before.start, cut.before.end), 'a');
    assert.equal(cut && text.slice(cut.between.start, cut.between.end), ' && ');
    assert.equal(cut && text.slice(cut.after.start, cut.after.end), 'b ; c || d');
    assert.equal(splitAt(script, 0), undefined);
    assert.equal(splitAt(script, 3), undefined);
    assert.equal(splitAt(script, 9), undefined);
  });

  it('finds the top-level statement', () => {
    const script = parseScript('a; ( b; { c; } )', 0);
    assert.deepEqual(
      script.commands.map((c) => statementOf(c).index),
      [0, 1, 1],
    );
  });

  it('knows pipefail by set, by the shell and by scope', () => {
    const pipefail = (text: string, shell?: readonly string[]) =>
      pipelinesWithPipefail(parseScript(text, 0), shell).map((p) => p.pipefail);
    assert.deepEqual(pipefail('a | b'), [false]);
    assert.deepEqual(pipefail('a | b', BASH), [true]);
    assert.deepEqual(pipefail('a | b; set -o pipefail; c | d; set +o pipefail; e | f'), [false, true, false]);
    assert.deepEqual(pipefail('set -euxo pipefail && a | b'), [true]);
    assert.deepEqual(pipefail('set -o errexit -o pipefail; a | b'), [true]);
    assert.deepEqual(pipefail('(set -o pipefail; a | b); c | d'), [true, false]);
    assert.deepEqual(pipefail('x || set -o pipefail; a | b'), [false]);
    assert.deepEqual(pipefail("bash -o pipefail -c 'a | b'; bash -c 'c | d'", BASH), [true, false]);
    assert.deepEqual(pipefail("set -o pipefail; sh -c 'a | b'; echo $(c | d)"), [false, true]);
  });

  it('knows errexit', () => {
    const script = parseScript('set -eux; a', 0);
    const [set, a] = script.commands;
    assert.ok(set && a);
    assert.equal(hasSetOption(script, a, 'errexit'), true);
    assert.equal(hasSetOption(script, set, 'errexit'), false);
    assert.equal(hasSetOption(script, a, 'pipefail'), false);
    assert.equal(hasSetOption(script, 5, 'nounset'), true);
    assert.equal(hasSetOption(script, 0, 'errexit', ['/bin/sh', '-ec']), true);
  });

  it('lists what is removed', () => {
    const text = 'a && rm -rf /var/lib/apt/lists/* "/tmp/x" $y; rm -f z; b || rm -r q; find /s -name p -delete';
    assert.deepEqual(removesPaths(parseScript(text, 0)), ['/var/lib/apt/lists/*', '/tmp/x', '/s']);
  });

  it('resolves variables that are set once to a literal', () => {
    const values = (text: string) => {
      const script = parseScript(text, 0);
      const words = script.commands.flatMap((c) => c.words);
      return resolveWords(script)(words[words.length - 1] ?? assert.fail());
    };
    assert.deepEqual(values('d="a b"; x $d'), ['a', 'b']);
    assert.deepEqual(values('export d=a && x ${d}'), ['a']);
    assert.equal(values('d=a x $d'), undefined);
    assert.equal(values('x $d; d=a'), undefined);
    assert.equal(values('d=$e; x $d'), undefined);
    assert.equal(values('d=a; d+=b; x $d'), undefined);
    assert.equal(values('(d=a); x $d'), undefined);
    assert.equal(values('d=a; x "$d"'), undefined);
    assert.equal(values('d=a; read d; x $d'), undefined);
  });
});

describe('shell: toExecWords', () => {
  const exec = (text: string) => toExecWords(parseScript(text, 7));
  const blocked = (text: string) => {
    const found = exec(text);
    return 'blocked' in found ? found.blocked : `not blocked: ${found.join(' ')}`;
  };

  it('splits as the shell does', () => {
    assert.deepEqual(exec('node server.js'), ['node', 'server.js']);
    assert.deepEqual(exec(` nginx  -g 'daemon off;' "a b"\\ c '' `), ['nginx', '-g', 'daemon off;', 'a b c', '']);
    assert.deepEqual(exec('exec foo a'), ['foo', 'a']);
    assert.deepEqual(exec('x a#b --c=d {} [ [a "*" \'$x\' \\$y'), [
      'x',
      'a#b',
      '--c=d',
      '{}',
      '[',
      '[a',
      '*',
      '$x',
      '$y',
    ]);
  });

  it('says why the shell is needed', () => {
    assert.equal(blocked('node --port $PORT'), 'it uses the variable `$PORT`');
    assert.equal(blocked('a "${X:-y}"'), 'it uses the variable `$X`');
    assert.equal(blocked('a "$@"'), 'it uses `$@`');
    assert.equal(blocked('a $((1+1))'), 'it uses an arithmetic expansion');
    assert.equal(blocked('a *.js'), 'it uses the pattern `*.js`');
    assert.equal(blocked('a ~/x'), 'it uses `~`');
    assert.equal(blocked('a | b'), 'it uses a pipe');
    assert.equal(blocked('a > b'), 'it uses the redirection `>`');
    assert.equal(blocked('a && b'), 'it joins commands with `&&`');
    assert.equal(blocked('a; b'), 'it joins commands with `;`');
    assert.equal(blocked('a &'), 'it starts a command in the background with `&`');
    assert.equal(blocked('A=b c'), 'it sets the variable `A`');
    assert.equal(blocked('a $(b)'), 'it uses a command substitution');
    assert.equal(blocked('cd /x'), '`cd` is a shell builtin');
    assert.equal(blocked('exec cd'), '`cd` is a shell builtin');
    assert.equal(blocked('. ./x'), '`.` is a shell builtin');
    assert.equal(blocked('a # b'), 'it has a comment');
    assert.equal(blocked('a "b'), 'its shell syntax could not be read');
    assert.equal(blocked('a {b,c}'), 'it uses the brace expansion `{b,c}`');
    assert.equal(blocked('! a'), 'it uses `!`');
    assert.equal(blocked('time a'), 'it uses a shell keyword');
    assert.equal(blocked('(a)'), 'it uses shell syntax beyond one command');
    assert.equal(blocked('if a; then b; fi'), 'it uses shell syntax beyond one command');
    assert.equal(blocked("a $'b'"), 'it uses bash quoting');
    assert.equal(blocked('a (b'), 'its shell syntax could not be read');
    assert.equal(blocked(''), 'it has no command');
    assert.equal(blocked('a\nb'), 'it has more than one command');
  });
});
