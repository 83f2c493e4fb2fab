import assert from 'node:assert/strict';
import { parseScript, prepareRun, type ShellScript } from '../../../server/src/languages/shell';

const OFFSET = 100;

interface Placed {
  readonly span: { readonly start: number; readonly end: number };
}

const placed = (source: string) => {
  const script = parseScript(prepareRun(source, '\\'), OFFSET);
  const at = (node: Placed | undefined) => node && source.slice(node.span.start - OFFSET, node.span.end - OFFSET);
  return { script, at };
};

const programs = (script: ShellScript) => script.commands.map((command) => command.program);

describe('shell: statements', () => {
  it('lists the top level with the operators behind', () => {
    const { script, at } = placed('a && b || c; d & e | f\ng # x');
    assert.deepEqual(
      script.statements.map((s) => [at(s), s.operator, s.kind]),
      [
        ['a', '&&', 'command'],
        ['b', '||', 'command'],
        ['c', ';', 'command'],
        ['d', '&', 'command'],
        ['e | f', '\n', 'pipeline'],
        ['g', undefined, 'command'],
      ],
    );
    assert.deepEqual(
      script.statements.map((s) => s.operatorSpan && at({ span: s.operatorSpan })),
      ['&&', '||', ';', '&', '\n', undefined],
    );
  });

  it('finds operators across continued lines', () => {
    const source = 'a \\\n  # why\n\n  && b \\\n  ; c';
    const { script, at } = placed(source);
    assert.deepEqual(
      script.statements.map((s) => s.operatorSpan && at({ span: s.operatorSpan })),
      ['&&', ';', undefined],
    );
  });

  it('nests lists and leads back to the top', () => {
    const { script, at } = placed('{ cd x; make; } && (y; z)');
    assert.deepEqual(programs(script), ['cd', 'make', 'y', 'z']);
    const make = script.commands[1];
    assert.equal(make?.statement.index, 1);
    assert.equal(make?.statement.siblings.length, 2);
    assert.equal(at(make?.statement.parent), '{ cd x; make; }');
    assert.equal(script.statements[0]?.commands.length, 2);
  });

  it('marks what may not run, what is negated and what is in the background', () => {
    const { script } = placed('a || b; if c; then d; else e; fi; for i in x; do f; done; ! g; h & while i; do j; done');
    const facts = script.commands.map((c) => [c.program, c.conditional, c.negated, c.background]);
    assert.deepEqual(facts, [
      ['a', false, false, false],
      ['b', true, false, false],
      ['c', false, false, false],
      ['d', true, false, false],
      ['e', true, false, false],
      ['f', true, false, false],
      ['g', false, true, false],
      ['h', false, false, true],
      ['i', false, false, false],
      ['j', true, false, false],
    ]);
  });

  it('says what stands around a command', () => {
    const { script } = placed('f() { (if a; then case x in y) b;; esac; fi); }; echo "$(c)" `d`');
    assert.deepEqual(
      script.commands.map((c) => [c.program, c.nesting.join(' ')]),
      [
        ['a', 'function group subshell if'],
        ['b', 'function group subshell if case'],
        ['echo', ''],
        ['c', 'substitution'],
        ['d', 'substitution'],
      ],
    );
  });
});

describe('shell: words', () => {
  const word = (raw: string) => {
    const { script, at } = placed(`x ${raw}`);
    const found = script.commands[0]?.words[1];
    assert.ok(found, raw);
    assert.equal(at(found), raw);
    return found;
  };

  it('removes quotes', () => {
    assert.equal(word('"a b"').value, 'a b');
    assert.equal(word(`a'b'"c"\\d`).value, 'abcd');
    assert.equal(word("'$x'").value, '$x');
    assert.equal(word('"a\\$b\\n"').value, 'a$b\\n');
    assert.equal(word("''").value, '');
    assert.equal(word('plain/path:1.0').quoted, false);
    assert.equal(word('a\\;').quoted, true);
  });

  it('has no value with an expansion, but a prefix', () => {
    const found = word('nginx=$V-"${W:-1.2}"');
    assert.equal(found.value, undefined);
    assert.equal(found.literalPrefix, 'nginx=');
    assert.equal(found.hasExpansion, true);
    assert.equal(found.hasCommandSubstitution, false);
  });

  it('finds variables with spans, defaults and quoting', () => {
    const source = 'x "a$A${B:-b}" ${C-${D}} $((E + $F)) $1 ${G%x}';
    const { script, at } = placed(source);
    const variables = script.commands[0]?.words.flatMap((w) => w.variables) ?? [];
    assert.deepEqual(
      variables.map((v) => [v.name, at(v), v.quoted, v.operator, v.default]),
      [
        ['A', '$A', true, undefined, undefined],
        ['B', '${B:-b}', true, ':-', 'b'],
        ['C', '${C-${D}}', false, '-', undefined],
        ['D', '${D}', false, undefined, undefined],
        ['E', 'E', false, undefined, undefined],
        ['F', '$F', false, undefined, undefined],
        ['1', '$1', false, undefined, undefined],
        ['G', '${G%x}', false, undefined, undefined],
      ],
    );
  });

  it('leaves the variables of substitutions to their commands', () => {
    const { script } = placed('x "$(y $A)"');
    assert.deepEqual(
      script.commands.map((c) => c.words.flatMap((w) => w.variables.map((v) => v.name))),
      [[], ['A']],
    );
    assert.equal(script.commands[0]?.words[1]?.hasCommandSubstitution, true);
  });

  it('knows globs, braces and tildes', () => {
    assert.equal(word('/a/*').glob, true);
    assert.equal(word('/a/*').value, '/a/*');
    assert.equal(word('"/a/*"').glob, false);
    assert.equal(word('{a,b}').braces, true);
    assert.equal(word('~/x').tilde, true);
    assert.equal(word('{}').braces, false);
  });
});

describe('shell: commands', () => {
  it('keeps assignments, declarations and redirections apart', () => {
    const { script, at } = placed('A=1 B="x y" foo > /o 2>&1 < "$i"; export P=q; C=$D');
    const [foo, exported, alone] = script.commands;
    assert.deepEqual(
      foo?.assignments.map((a) => [a.name, a.value?.value, at(a)]),
      [
        ['A', '1', 'A=1'],
        ['B', 'x y', 'B="x y"'],
      ],
    );
    assert.deepEqual(
      foo?.redirections.map((r) => [r.fd, r.operator, r.target?.raw]),
      [
        [undefined, '>', '/o'],
        [2, '>&', '1'],
        [undefined, '<', '"$i"'],
      ],
    );
    assert.deepEqual(
      exported?.words.map((w) => w.value),
      ['export', 'P=q'],
    );
    assert.equal(exported?.declarations[0]?.name, 'P');
    assert.equal(alone?.program, undefined);
    assert.equal(alone?.assignments[0]?.value?.variables[0]?.name, 'D');
  });

  it('sees through wrappers', () => {
    const run = (text: string) => {
      const command = parseScript(text, 0).commands[0];
      return [
        command?.program,
        command?.args.map((a) => a.raw).join(' '),
        command?.wrappers.map((w) => w.name).join(' '),
      ];
    };
    assert.deepEqual(run('sudo -E -u root apt-get install x'), ['apt-get', 'install x', 'sudo']);
    assert.deepEqual(run('env -i A=b C="$d" /usr/bin/pip install x'), ['pip', 'install x', 'env']);
    assert.deepEqual(run('sudo env A=b timeout -k 5 10 nice -n 5 npm ci'), ['npm', 'ci', 'sudo env timeout nice']);
    assert.deepEqual(run('xargs -r -n 1 apt-get install -y'), ['apt-get', 'install -y', 'xargs']);
    assert.deepEqual(run('exec gosu app tini -- node a.js'), ['node', 'a.js', 'exec gosu tini']);
    assert.deepEqual(run('busybox wget x'), ['wget', 'x', 'busybox']);
    assert.deepEqual(run('command -v curl'), ['command', '-v curl', '']);
    assert.deepEqual(run('time -p make'), ['make', '', '']);
    assert.deepEqual(run('conda run -n e pip install x'), ['pip', 'install x', 'conda']);
    assert.deepEqual(run('conda install x'), ['conda', 'install x', '']);
    assert.deepEqual(run('sudo'), ['sudo', '', '']);
    assert.deepEqual(run('$SUDO apt-get update'), [undefined, 'apt-get update', '']);
    assert.deepEqual(run('sudo $X'), [undefined, '', 'sudo']);
  });

  it('reads the script of sh -c with exact places', () => {
    const source = `sh -c 'apk add x \\\n && foo "$y"' && bash -lc "set -e; a | b" && su app -c "z \\"q\\""`;
    const { script, at } = placed(source);
    assert.deepEqual(programs(script), ['sh', 'apk', 'foo', 'bash', 'set', 'a', 'b', 'su', 'z']);
    const apk = script.commands[1];
    assert.equal(at(apk), 'apk add x');
    assert.deepEqual(apk?.nesting, ['script']);
    assert.equal(apk?.scope?.owner, script.commands[0]);
    assert.equal(at(script.commands[2]?.words[1]), '"$y"');
    assert.equal(script.commands[0]?.script?.statements.length, 2);
    assert.equal(script.commands[3]?.script?.pipelines.length, 1);
    assert.equal(at(script.commands[8]), '"z \\"q\\""');
    assert.equal(script.commands[8]?.args[0]?.value, 'q');
    assert.equal(script.statements.length, 3);
  });

  it('does not invent scripts', () => {
    const script = parseScript('bash -c "$CMD" && sh x.sh -c y && sh -ex /a.sh', 0);
    assert.deepEqual(programs(script), ['bash', 'sh', 'sh']);
  });

  it('joins stages to pipelines', () => {
    const { script, at } = placed('curl x | tar xz |& tee l && { a; b; } | c');
    const [first, second] = script.pipelines;
    assert.equal(script.pipelines.length, 2);
    assert.deepEqual(
      first?.stages.map((s) => s.command?.program),
      ['curl', 'tar', 'tee'],
    );
    assert.deepEqual(
      first?.operatorSpans.map((span) => at({ span })),
      ['|', '|&'],
    );
    assert.equal(script.commands[1]?.pipeline?.index, 1);
    assert.equal(script.commands[1]?.pipeline?.pipeline, first);
    assert.equal(second?.stages[0]?.command, undefined);
    assert.equal(second?.stages[0]?.commands.length, 2);
    assert.equal(script.commands[3]?.pipeline, undefined);
  });

  it('reads here-documents', () => {
    const { script, at } = placed("cat <<EOF > /x && b <<-'Q'\nhi $x $(c)\nEOF\n\tlit $(d)\n\tQ\n");
    const doc = script.commands[0]?.redirections[0]?.heredoc;
    assert.equal(doc?.delimiter, 'EOF');
    assert.equal(doc?.quoted, false);
    assert.equal(doc?.text, 'hi $x $(c)\n');
    assert.equal(doc && at({ span: doc.body }), 'hi $x $(c)\n');
    assert.deepEqual(programs(script), ['cat', 'c', 'b']);
    const quoted = script.commands[2]?.redirections[0]?.heredoc;
    assert.equal(quoted?.quoted, true);
    assert.equal(quoted?.closed, true);
  });

  it('maps escaped backticks to the whole substitution', () => {
    const { script, at } = placed('echo `a \\`b\\``');
    assert.deepEqual(programs(script), ['echo', 'a', 'b']);
    assert.equal(at(script.commands[2]), '`a \\`b\\``');
  });

  it('keeps words of loops, cases and tests', () => {
    const script = parseScript('for i in $A; do x; done; case $B in c) ;; esac; [[ $C == d ]]', 0);
    assert.deepEqual(
      script.looseWords.flatMap((w) => w.variables.map((v) => v.name)),
      ['A', 'B', 'C'],
    );
  });
});

describe('shell: errors and bashisms', () => {
  it('reports errors where they are and keeps the rest', () => {
    const { script } = placed('a && ; b "x');
    assert.ok(script.errors.length > 0);
    assert.ok(script.errors.every((e) => e.span.start >= OFFSET && e.span.end <= OFFSET + 13));
    assert.ok(programs(script).includes('a'));
    assert.ok(programs(script).includes('b'));
  });

  const kinds = (text: string) => parseScript(text, 0).bashisms.map((b) => b.kind);

  it('finds what a plain sh lacks', () => {
    assert.deepEqual(kinds('[[ -f x ]]'), ['test']);
    assert.deepEqual(kinds('[ a == b ]'), ['test-equals']);
    assert.deepEqual(kinds('a=(1 2); echo ${a[0]}'), ['array', 'array']);
    assert.deepEqual(kinds('diff <(a) b'), ['process-substitution']);
    assert.deepEqual(kinds('cat <<< x'), ['here-string']);
    assert.deepEqual(kinds('function f { a; }'), ['function-keyword']);
    assert.deepEqual(kinds('a &> f; b >& f; c >&2'), ['redirect-both', 'redirect-both']);
    assert.deepEqual(kinds('source x; pushd y; let z=1'), ['source', 'builtin', 'builtin']);
    assert.deepEqual(kinds('mkdir -p {a,b}'), ['brace-expansion']);
    assert.deepEqual(kinds('echo ${a//x/y} ${b:0:1} ${c^^} ${!d}'), Array(4).fill('parameter-expansion'));
    assert.deepEqual(kinds("printf $'a\\n'"), ['ansi-c-quote']);
    assert.deepEqual(kinds('set -euxo pipefail'), ['pipefail']);
    assert.deepEqual(kinds('a |& b'), ['pipe-both']);
    assert.deepEqual(kinds('x+=1; (( x++ ))'), ['append', 'arithmetic-command']);
  });

  it('is silent on POSIX', () => {
    const text =
      'set -eux; f() { local x; x=${1:-a}; echo "${x%/*}" $((1 + 2)); }; [ a = b ] || . ./x; echo -e {} {a} "{a,b}" 2>&1';
    assert.deepEqual(kinds(text), []);
    assert.deepEqual(kinds('find . -exec chmod 644 {} +; awk "{print \\$1}"; cat <<EOF\n${x}\nEOF\n'), []);
  });

  it('marks what BusyBox takes', () => {
    assert.deepEqual(
      parseScript('[[ a ]]; x=(a)', 0).bashisms.map((b) => b.ash),
      [true, false],
    );
  });
});

describe('shell: parseScript', () => {
  it('gives moved spans for the same text in another place', () => {
    const text = 'apt-get install -y "$x" | tee y';
    const first = parseScript(text, 10);
    const moved = parseScript(text, 25);
    assert.deepEqual(
      moved.commands.flatMap((c) => c.words.map((w) => w.span.start - 15)),
      first.commands.flatMap((c) => c.words.map((w) => w.span.start)),
    );
    assert.equal(moved.commands[0]?.words[3]?.variables[0]?.span.start, 25 + 20);
    assert.equal(first.commands[0]?.words[3]?.variables[0]?.span.start, 10 + 20);
    assert.equal(moved.pipelines[0]?.operatorSpans[0]?.start, 25 + 24);
  });

  it('splits plainly what is too deep or too large', function () {
    this.timeout(20_000);
    const deep = parseScript(`${'$('.repeat(200)}a`, 0);
    assert.equal(deep.approximate, true);
    const large = parseScript('apt-get install -y "a b" $x | tee && b;'.repeat(4000), 0);
    assert.equal(large.approximate, true);
    assert.equal(large.statements.length, 8000);
    assert.deepEqual(
      large.commands[0]?.words.map((w) => w.value),
      ['apt-get', 'install', '-y', 'a b', undefined],
    );
    assert.equal(large.pipelines.length, 4000);
  });
});
