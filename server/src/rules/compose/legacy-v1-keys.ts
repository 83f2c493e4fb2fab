import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { legacyOf } from '../../languages/compose/legacy';
import type { UnknownKey } from '../../languages/compose/schema/problem';
import { problemsOf } from '../../languages/compose/schema-problems';
import { type Entry, type MapValue, textOf } from '../../languages/compose/tree';
import { insertEntry, isExplicit, removeEntry, renameKey } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import { BlockMover, indentedBlocks } from '../../languages/yaml/indents';
import { columnOf, indentStep, lineEndAt } from '../../languages/yaml/layout';
import type { YamlEntry } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'compose/legacy-v1-keys',
  summary: 'Bring files of the first format up to date',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: {
    key: '`{{name}}` is of the first file format, and refused today; write `{{instead}}`',
    volumeDriver: '`volume_driver` is refused today; set `driver` of the volume under `volumes`',
    service: '`{{name}}` stands outside `services`, as in the first file format; put it there',
  },
  notes: ['compose-files'],
  lessons: ['C01'],
  docs: {
    why: 'The first file format had services at the top level, and `net`, `log_driver`, `log_opt`, `volume_driver` and `dockerfile` among their keys. Docker Compose reads it no more and calls the keys unknown, without a word on what took their place.',
    invalid: [
      {
        code: 'services:\n  web:\n    build: ./web\n    dockerfile: Dockerfile.dev\n    net: host\n',
        fixed:
          'services:\n  web:\n    build:\n      context: ./web\n      dockerfile: Dockerfile.dev\n    network_mode: host\n',
      },
      {
        code: 'web:\n  image: nginx:1.29\ndb:\n  image: postgres:18\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    build:\n      context: ./web\n      dockerfile: Dockerfile.dev\n    network_mode: host\n',
      },
    ],
    fixSafety:
      'The key takes effect that was refused before. Services that were linked are in one network now and find each other by name.',
    references: ['https://docs.docker.com/reference/compose-file/legacy-versions/'],
  },
  check: (ctx) => ({
    Compose() {
      const told = new Set<MapValue>();
      for (const problem of problemsOf('unknown-key', ctx.doc, ctx.facts)) {
        const legacy = legacyOf(problem);
        const { span, holder } = problem;
        const name = shown(problem.name);
        if (legacy?.kind === 'key') {
          const fixes = keyFixes(problem);
          if (problem.name === 'volume_driver') ctx.report({ message: 'volumeDriver', span, fixes });
          else ctx.report({ message: 'key', span, data: { name, instead: legacy.instead }, fixes });
        } else if (legacy && !told.has(holder)) {
          // The rest of the file is the same mistake.
          told.add(holder);
          ctx.report({ message: 'service', span, data: { name }, fixes: servicesFixes(holder) });
        }
      }
    },
  }),
});

function keyFixes({ name, entry, holder }: UnknownKey): readonly Fix[] {
  const { written } = entry;
  if (!written || written.mapping !== holder.node || written.mapping.flow) return [];
  if (name === 'net' && textOf(entry.value) !== undefined) {
    return offered('Rename to network_mode', () => renameKey(written, 'network_mode', 'go-yaml-3'));
  }
  if (name === 'dockerfile') return offered('Move into build', () => intoBuild(written, holder.entry('build')));
  if (name === 'log_driver' && !holder.has('logging') && !holder.has('log_opt')) {
    return offered('Write as logging', () => nested(written, 'logging', 'driver'));
  }
  return [];
}

type Edits = readonly Edit[] | undefined;

function offered(title: string, edits: () => Edits): readonly Fix[] {
  return edits()?.length ? [fix(title, 'unsafe', edits)] : [];
}

/** The text of a value on one line, when nothing stands behind it. */
function lineOf({ value, mapping }: YamlEntry): string | undefined {
  const { source } = mapping.document;
  if (value?.kind !== 'scalar' || value.anchor || value.tag) return undefined;
  const { start, end } = value.span;
  const written = source.text.slice(start, end);
  const isAlone = source.text.slice(end, lineEndAt(source, start)).trim() === '';
  return written === '' || /[\r\n]/.test(written) || !isAlone ? undefined : written;
}

function intoBuild(dockerfile: YamlEntry, build: Entry | undefined): Edits {
  const file = lineOf(dockerfile);
  const removal = removeEntry(dockerfile);
  const written = build?.written;
  if (file === undefined || !removal || !written || written.mapping !== dockerfile.mapping) return undefined;
  if (build.value.kind === 'map') {
    const { node } = build.value;
    const inserted = node && written.value === node ? insertEntry(node, `dockerfile: ${file}`) : undefined;
    return inserted && [...inserted, ...removal];
  }
  const edits = nested(written, 'build', 'context', `dockerfile: ${file}`);
  return edits && [...edits, ...removal];
}

/** `log_driver: x` as `logging:` with `driver: x` and more lines below. */
function nested(entry: YamlEntry, name: string, inner: string, ...more: readonly string[]): Edits {
  const { key, value, mapping } = entry;
  const text = lineOf(entry);
  if (text === undefined || !value || key.kind !== 'scalar' || isExplicit(entry)) return undefined;
  const { document } = mapping;
  const indent = ' '.repeat(columnOf(document.source, key.span.start) + indentStep(document));
  const lines = [`${name}:`, ...[`${inner}: ${text}`, ...more].map((line) => indent + line)];
  return [{ span: { start: key.span.start, end: value.span.end }, text: lines.join('\n') }];
}

/** Only where nothing but services stands in the file. */
function servicesFixes(root: MapValue): readonly Fix[] {
  const { node, entries } = root;
  const isAll = entries.every(({ value }) => value.kind === 'map' && (value.has('image') || value.has('build')));
  const indented = node && indentedBlocks(node.document).find(({ block }) => block === node);
  if (!indented || !isAll || indented.column !== 0) return [];
  const { document, span } = indented.block;
  const edits = (): Edits => {
    const moved = new BlockMover(document).move(indented, indentStep(document));
    const below = moved?.filter((edit) => edit.span.start >= span.start);
    return below && [{ span: { start: span.start, end: span.start }, text: 'services:\n' }, ...below];
  };
  return offered('Put all below services', edits);
}
