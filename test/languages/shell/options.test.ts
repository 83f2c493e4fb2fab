import assert from 'node:assert/strict';
import { hasOption, type OptionSpec, parseOptions, parseScript } from '../../../server/src/languages/shell';

const parse = (text: string, spec: OptionSpec) => {
  const { options, positional, unknown, used } = parseOptions(
    parseScript(text, 0).commands[0]?.words.slice(1) ?? [],
    spec,
  );
  return {
    options: options.map((o) => [o.name, o.value ?? o.valueWord?.raw, text.slice(o.span.start, o.span.end)]),
    positional: positional.map((w) => w.raw),
    unknown: unknown.map((w) => w.raw),
    used,
  };
};

describe('shell: parseOptions', () => {
  const spec: OptionSpec = { short: 'ot', long: ['--output', '--target'] };

  it('reads every way to write a value', () => {
    const { options, positional } = parse('x -o a -ob -yo c --output=d --output e f', spec);
    assert.deepEqual(options, [
      ['-o', 'a', '-o'],
      ['-o', 'b', '-ob'],
      ['-y', undefined, 'y'],
      ['-o', 'c', 'o'],
      ['--output', 'd', '--output=d'],
      ['--output', 'e', '--output'],
    ]);
    assert.deepEqual(positional, ['f']);
  });

  it('takes clusters apart', () => {
    const words = parseScript('x -yqq install -q=2', 0).commands[0]?.words.slice(1) ?? [];
    const { options } = parseOptions(words, spec);
    assert.deepEqual(
      options.map((o) => o.name),
      ['-y', '-q', '-q', '-q'],
    );
    assert.equal(options[3]?.value, '2');
    assert.ok(hasOption(options, '-qq'));
    assert.ok(!hasOption(options, '-yy', '--yes'));
    assert.ok(hasOption(options, '--yes', '-y'));
  });

  it('stops at a lone --', () => {
    assert.deepEqual(parse('x -a -- -b c', spec), {
      options: [['-a', undefined, '-a']],
      positional: ['-b', 'c'],
      unknown: [],
      used: 4,
    });
    assert.deepEqual(parse('x - -a', spec).positional, ['-']);
  });

  it('keeps expansions', () => {
    const { options, positional, unknown } = parse('x --output=$A --tag=$T -o$B $OPTS p=$V "$@"', spec);
    assert.deepEqual(options, [
      ['--output', '--output=$A', '--output=$A'],
      ['--tag', '--tag=$T', '--tag=$T'],
      ['-o', '-o$B', '-o$B'],
    ]);
    assert.deepEqual(positional, ['$OPTS', 'p=$V', '"$@"']);
    assert.deepEqual(unknown, ['$OPTS', '"$@"']);
  });

  it('reads whole-word options', () => {
    const { options, positional } = parse('go build -tags a,b -ldflags="-s -w" -trimpath ./...', {
      words: true,
      long: ['-tags', '-ldflags'],
    });
    assert.deepEqual(
      options.map(([name, value]) => [name, value]),
      [
        ['-tags', 'a,b'],
        ['-ldflags', '-s -w'],
        ['-trimpath', undefined],
      ],
    );
    assert.deepEqual(positional, ['build', './...']);
  });

  it('ends before a subcommand when asked', () => {
    assert.equal(parse('x -o a -y sub -z', { ...spec, leading: true }).used, 3);
  });

  it('survives a missing value', () => {
    assert.deepEqual(parse('x -o', spec).options, [['-o', undefined, '-o']]);
  });
});
