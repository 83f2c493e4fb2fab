import assert from 'node:assert/strict';
import type { Edit } from '../../server/src/core/finding';
import { applyEdits, editsProblem } from '../../server/src/core/fixer';
import {
  insertEntry,
  insertItem,
  removeEntry,
  removeItem,
  renameKey,
  replaceValue,
  setPath,
} from '../../server/src/languages/yaml/edits';
import { isSound } from '../../server/src/languages/yaml/layout';
import type {
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMapping,
  YamlNode,
  YamlSequence,
} from '../../server/src/languages/yaml/nodes';
import { entriesOf, nodeAt, pathOf, walk, type YamlPath } from '../../server/src/languages/yaml/query';
import { parseStream } from '../../server/src/languages/yaml/stream';
import { differs, goYaml2 } from '../../server/src/languages/yaml/values';
import { Chance, Writer } from './yaml-generate';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

/** What every text must give: ranges within it and within each other, in order. */
function checkText(text: string): void {
  const stream = parseStream(text);
  assert.ok(stream.documents.length > 0);
  for (const { span } of stream.comments) assert.equal(text.charAt(span.start), '#');
  for (const document of stream.documents) {
    for (const { span, message } of document.problems) {
      assert.notEqual(message, 'The document cannot be read', 'reading threw');
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      assert.ok(!text.slice(span.start, span.end - 1).includes('\n'), 'a problem on two lines');
    }
    if (document.root) checkNode(document.root, 0, text.length);
  }
}

function checkNode(node: YamlNode, from: number, to: number): void {
  const { start, end } = node.span;
  assert.ok(from <= start && start <= end && end <= to, `${node.kind} ${start}–${end} outside ${from}–${to}`);
  assert.ok(nodeAt(node.document, start));
  if (node.kind === 'scalar') {
    differs(node);
    return;
  }
  if (node.kind === 'alias') return;
  if (node.kind === 'mapping') entriesOf(node);
  let at = start;
  for (const member of node.kind === 'mapping' ? node.entries : node.items) {
    assert.ok(at <= member.span.start && member.span.end <= end, 'members out of order');
    at = member.span.end;
    if (member.kind === 'entry') checkNode(member.key, member.span.start, member.span.end);
    if (member.value) checkNode(member.value, member.span.start, member.span.end);
  }
}

const BITS = [
  ...[
    ':',
    ': ',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '-',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    ' #',
    '"',
    "'",
    '|',
    '>',
    '|-\n',
  ],
  ...[
    '&a ',
    '*a',
    '!t ',
    '!',
    '%',
    '@',
    '`',
    '\t',
    '\n\t',
    '\r\n',
    '\r',
    '---',
    '\n---\n',
    '\n...\n',
    'a',
    'key: v',
    '\n  b: 1',
  ],
  ...[
    '<<: *a',
    '\\',
    '\\"',
    '\ufeff',
    '\u0000',
    '\u2028',
    '\u00a0',
    '🚢',
    '\ud800',
    '~',
    'null',
    '\n- x',
    'image:nginx\n',
    '{{ .Values.x }}',
  ],
];

function mutated(chance: Chance, seeds: readonly string[]): string {
  if (chance.oneIn(5)) return Array.from({ length: chance.below(25) }, () => chance.pick(BITS)).join('');
  let text = chance.pick(seeds);
  for (let n = 1 + chance.below(4); n > 0; n--) {
    const at = chance.below(text.length + 1);
    switch (chance.below(6)) {
      case 0:
      case 1:
        text = text.slice(0, at) + chance.pick(BITS) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at + 1 + chance.below(6));
        break;
      case 3:
        text = text.slice(0, at);
        break;
      case 4:
        text = text.replace(/\n( *)(\S)/, chance.oneIn(2) ? '\n$1 $2' : '\n$2');
        break;
      default:
        text = text
          .split('\n')
          .filter((_, i, lines) => i !== Math.floor((at / (text.length + 1)) * lines.length))
          .join('\n');
    }
  }
  return text;
}

/** All values with their paths, comments aside. */
function facts(document: YamlDocument): Map<string, string> {
  const found = new Map<string, string>();
  const put = (path: YamlPath, value: string): void => void found.set(JSON.stringify(path), value);
  const read = (node: YamlNode | undefined, path: YamlPath): void => {
    if (!node) put(path, 'null null');
    else if (node.kind === 'scalar') {
      const { kind, value } = goYaml2(node);
      put(path, `${kind} ${value}`);
    } else if (node.kind === 'alias') put(path, `*${node.name}`);
    else if (node.kind === 'mapping') {
      if (node.entries.length === 0) put(path, '{}');
      for (const { name, value } of node.entries) read(value, [...path, name]);
    } else {
      if (node.items.length === 0) put(path, '[]');
      for (const [i, { value }] of node.items.entries()) read(value, [...path, i]);
    }
  };
  read(document.root, []);
  return found;
}

interface Trial {
  readonly name: string;
  readonly edits: readonly Edit[] | undefined;
  /** Changes the facts as the edit should. */
  readonly expect: (before: ReadonlyMap<string, string>) => Map<string, string>;
  /** Lines (from 0) whose comments may go. */
  readonly lines?: readonly [number, number];
}

const startsWith = (path: YamlPath, prefix: YamlPath): boolean => prefix.every((step, i) => path[i] === step);
const parsePath = (key: string): YamlPath => JSON.parse(key);

/** The facts under other paths; `undefined` takes one away. */
function moved(
  before: ReadonlyMap<string, string>,
  move: (path: YamlPath) => YamlPath | undefined,
): Map<string, string> {
  const result = new Map<string, string>();
  for (const [key, value] of before) {
    const path = move(parsePath(key));
    if (path) result.set(JSON.stringify(path), value);
  }
  return result;
}

/** Without what stands under a path; what held nothing else is empty then, and items behind move up. */
function without(before: ReadonlyMap<string, string>, path: YamlPath, left: number): Map<string, string> {
  const parent = path.slice(0, -1);
  const index = path[path.length - 1];
  const result = moved(before, (other) => {
    if (startsWith(other, path)) return undefined;
    const step = other[parent.length];
    if (typeof index !== 'number' || typeof step !== 'number' || !startsWith(other, parent) || step < index)
      return other;
    return [...parent, step - 1, ...other.slice(parent.length + 1)];
  });
  if (left === 0) result.set(JSON.stringify(parent), typeof index === 'number' ? '[]' : '{}');
  return result;
}

/** With more under a path, where nothing or something empty was. */
function within(
  before: ReadonlyMap<string, string>,
  parent: YamlPath,
  added: readonly (readonly [YamlPath, string])[],
): Map<string, string> {
  const result = new Map(before);
  for (let i = 0; i <= parent.length; i++) result.delete(JSON.stringify(parent.slice(0, i)));
  for (const [path, value] of added) result.set(JSON.stringify([...parent, ...path]), value);
  return result;
}

interface Parts {
  readonly entries: YamlEntry[];
  readonly items: YamlItem[];
  readonly mappings: YamlMapping[];
  readonly sequences: YamlSequence[];
  readonly scalars: YamlNode[];
}

function partsOf(root: YamlNode | undefined): Parts {
  const parts: Parts = { entries: [], items: [], mappings: [], sequences: [], scalars: [] };
  walk(root, (node) => {
    if (node.kind === 'mapping') {
      parts.mappings.push(node);
      parts.entries.push(...node.entries);
    } else if (node.kind === 'sequence') {
      parts.sequences.push(node);
      parts.items.push(...node.items);
    } else if (!(node.holder?.kind === 'entry' && node.holder.key === node)) parts.scalars.push(node);
  });
  return parts;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;
const STRINGS = ['x', 'yes', 'a: b', '', "it's", 'l1\nl2\n', '12', 'a, b', '#x', '- x'];

function trial(chance: Chance, text: string, document: YamlDocument): Trial | undefined {
  const parts = partsOf(document.root);
  const around = (member: YamlEntry | YamlItem): [number, number] => {
    // What is indented below it goes with it.
    const last = text.indexOf('\n', member.span.end);
    let line = lineOf(text, member.span.end);
    const column = member.span.start - (text.lastIndexOf('\n', member.span.start - 1) + 1);
    const lines = text.split('\n');
    while (
      last >= 0 &&
      /^\s*(?:#|$)/.test(lines[line + 1] ?? 'x') &&
      ((lines[line + 1] ?? '').trim() === '' || (lines[line + 1] ?? '').search(/\S/) > column)
    )
      line++;
    return [lineOf(text, member.span.start), line];
  };
  switch (chance.below(7)) {
    case 0: {
      const scalar = parts.scalars.length > 0 ? chance.pick(parts.scalars) : undefined;
      if (scalar?.kind !== 'scalar') return undefined;
      const value = chance.pick(STRINGS);
      const key = JSON.stringify(pathOf(scalar));
      return {
        name: `replace ${key} by ${JSON.stringify(value)}`,
        edits: replaceValue(scalar, value),
        expect: (before) => new Map(before).set(key, `string ${value}`),
      };
    }
    case 1: {
      if (parts.entries.length === 0) return undefined;
      const entry = chance.pick(parts.entries);
      const name = chance.pick(['renamed', 'on', 'x y', "it's"]);
      const path = pathOf(entry);
      const parent = path.slice(0, -1);
      return {
        name: `rename ${JSON.stringify(path)} to ${name}`,
        edits: renameKey(entry, name),
        expect: (before) =>
          moved(before, (other) => (startsWith(other, path) ? [...parent, name, ...other.slice(path.length)] : other)),
      };
    }
    case 2: {
      if (parts.entries.length === 0) return undefined;
      const entry = chance.pick(parts.entries);
      const path = pathOf(entry);
      return {
        name: `remove ${JSON.stringify(path)}`,
        edits: removeEntry(entry),
        expect: (before) => without(before, path, entry.mapping.entries.length - 1),
        lines: around(entry),
      };
    }
    case 3: {
      if (parts.items.length === 0) return undefined;
      const item = chance.pick(parts.items);
      const path = pathOf(item);
      return {
        name: `remove ${JSON.stringify(path)}`,
        edits: removeItem(item),
        expect: (before) => without(before, path, item.sequence.items.length - 1),
        lines: around(item),
      };
    }
    case 4: {
      if (parts.mappings.length === 0) return undefined;
      const mapping = chance.pick(parts.mappings);
      const fragment = chance.pick([
        'new: true',
        'new:\n  inner: [1]\n  list:\n    - a\n    - b: c\n',
        'new: |\n  t\n   u\n',
      ]);
      const added: (readonly [YamlPath, string])[] = fragment.includes('inner')
        ? [
            [['new', 'inner', 0], 'int 1'],
            [['new', 'list', 0], 'string a'],
            [['new', 'list', 1, 'b'], 'string c'],
          ]
        : [[['new'], fragment.includes('|') ? 'string t\n u\n' : 'bool true']];
      const some = mapping.entries.length > 0 ? chance.pick(mapping.entries) : undefined;
      const place =
        !some || chance.oneIn(3)
          ? {}
          : chance.oneIn(3)
            ? { first: true }
            : chance.oneIn(2)
              ? { before: some }
              : { after: some };
      return {
        name: `insert ${JSON.stringify(fragment)} into ${JSON.stringify(pathOf(mapping))}`,
        edits: insertEntry(mapping, fragment, place),
        expect: (before) => within(before, pathOf(mapping), added),
      };
    }
    case 5: {
      if (parts.sequences.length === 0) return undefined;
      const sequence = chance.pick(parts.sequences);
      const path = pathOf(sequence);
      const i = chance.below(sequence.items.length + 1);
      const before = sequence.items[i];
      const [fragment, ...added] = chance.pick<[string, ...(readonly [YamlPath, string])[]]>([
        ['new', [[], 'string new']],
        ['n: 1\nm:\n  k: v', [['n'], 'int 1'], [['m', 'k'], 'string v']],
        ['- x', [[0], 'string x']],
      ]);
      return {
        name: `insert ${JSON.stringify(fragment)} at ${JSON.stringify([...path, i])}`,
        edits: insertItem(sequence, fragment, before ? { before } : {}),
        expect: (old) => {
          const shifted = moved(old, (other) => {
            const step = other[path.length];
            return startsWith(other, path) && typeof step === 'number' && step >= i
              ? [...path, step + 1, ...other.slice(path.length + 1)]
              : other;
          });
          return within(shifted, [...path, i], added);
        },
      };
    }
    default: {
      const { root } = document;
      if (!root || parts.mappings.length === 0) return undefined;
      const path = [
        ...pathOf(chance.pick(parts.mappings)),
        ...chance.pick<YamlPath>([['new'], ['new', 'b', 'c'], ['new', 'l', 0]]),
      ];
      return {
        name: `set ${JSON.stringify(path)}`,
        edits: setPath(root, path, 'true'),
        expect: (before) => within(before, path, [[[], 'bool true']]),
      };
    }
  }
}

/** A comment's text, without the reader's view of its place. */
const commentsOf = (text: string, but?: readonly [number, number]): string[] =>
  parseStream(text)
    .comments.filter(({ line }) => !but || line < but[0] || line > but[1])
    .map(({ text: own }) => own)
    .sort();

describe('any text as YAML', () => {
  const seeds = [
    'a: &a\n  b: [1, {c: "d"}]\n  e: |\n    text\n# note\nf: *a\n<<: *a\n---\n- x: y\n  z: >-\n    w\n- - p\n  - q\n',
    'apiVersion: v1 # c\nkind: Pod\nmetadata:\n  labels: {app: web, "tier": \'front\'}\nspec:\n  containers:\n  - name: web\n    image: "nginx:1.25"\n    args: ["-c", \'x\', a b]\n    command:\n    - |\n      echo hi\n        there\n    env:\n    - {name: A, value: "1"}\n',
  ];

  it('gives a tree with ranges in order', function () {
    this.timeout(60_000);
    const chance = new Chance(SEED);
    for (let i = 0; i < RUNS * 3; i++) {
      const text = mutated(chance, seeds);
      try {
        checkText(text);
      } catch (error) {
        throw new Error(`${JSON.stringify(text)}: ${String(error)}`);
      }
    }
  });
});

describe('edits of any YAML', () => {
  it('change what they should and nothing else', function () {
    this.timeout(60_000);
    const chance = new Chance(SEED + 1);
    const made = new Map<string, number>();
    let refused = 0;
    for (let i = 0; i < RUNS * 3; i++) {
      const text = new Writer(chance).document();
      const [document] = parseStream(text).documents;
      assert.ok(document && isSound(document), `the generator wrote what is broken: ${JSON.stringify(text)}`);
      const tried = trial(chance, text, document);
      if (!tried) continue;
      if (!tried.edits) {
        refused++;
        continue;
      }
      const { name, edits, expect, lines } = tried;
      const eol = text.includes('\r\n') ? '\r\n' : '\n';
      const result = applyEdits(
        text,
        edits.map((edit) => ({ ...edit, text: edit.text.replaceAll('\n', eol) })),
      );
      const told = `${name}\n${JSON.stringify(text)}\n${JSON.stringify(result)}\n${text}\n=====\n${result}`;
      assert.equal(
        editsProblem(text, edits) === 'the edits change nothing' ? undefined : editsProblem(text, edits),
        undefined,
        told,
      );
      const [after] = parseStream(result).documents;
      assert.ok(after && isSound(after), told);
      assert.deepEqual(Object.fromEntries(facts(after)), Object.fromEntries(expect(facts(document))), told);
      const comments = commentsOf(result);
      for (const comment of commentsOf(text, lines)) assert.ok(comments.includes(comment), `lost: ${comment}\n${told}`);
      if (eol === '\r\n') assert.ok(!/[^\r]\n/.test(result), told);
      made.set(name.split(' ')[0] ?? '', (made.get(name.split(' ')[0] ?? '') ?? 0) + 1);
    }
    const all = [...made.values()].reduce((sum, n) => sum + n, 0);
    assert.ok(made.size === 5 && refused < all / 4, `${refused} refused of ${all + refused}`);
  });
});
