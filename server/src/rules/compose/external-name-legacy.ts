import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { SourceText } from '../../core/text';
import type { Resource } from '../../languages/compose/model';
import { removal } from '../../languages/compose/own';
import { asMap, type Entry, textOf } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/external-name-legacy',
  summary: 'Write the name of what is external beside `external`, not below it',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['deprecated'],
  equivalents: {},
  messages: {
    legacy: '`external.name` is deprecated; write `name: {{name}}` and `external: true`',
    conflict: '`external.name` is `{{name}}` and `name` is `{{other}}`; keep one of them',
  },
  notes: [],
  docs: {
    why: 'Up to version 3.4 of the file format the name of an external network or volume stood below `external`. Compose still reads it, warns at every command, and refuses a second name that differs.',
    invalid: [
      {
        code: 'networks:\n  proxy:\n    external:\n      name: traefik\nservices:\n  web:\n    image: nginx:1.29\n    networks: [proxy]\n',
        fixed:
          'networks:\n  proxy:\n    name: traefik\n    external: true\nservices:\n  web:\n    image: nginx:1.29\n    networks: [proxy]\n',
      },
    ],
    valid: [
      {
        code: 'networks:\n  proxy:\n    name: traefik\n    external: true\nservices:\n  web:\n    image: nginx:1.29\n    networks: [proxy]\n',
      },
    ],
    fixSafety: 'Which of two names was meant is not known.',
    references: ['https://docs.docker.com/reference/compose-file/networks/#external'],
  },
  check: (ctx) => {
    const check = ({ value }: Resource): void => {
      const external = value?.entry('external');
      const below = asMap(external?.value)?.entry('name');
      if (!value || !external || !below) return;
      const name = textOf(below.value);
      const entry = value.entry('name');
      const other = textOf(entry?.value);
      const data = { name: shown(name ?? ctx.source.text.slice(below.value.span.start, below.value.span.end)) };
      const span = below.keySpan;
      if (name !== undefined && other !== undefined && name !== other) {
        const fixes = removal('Remove name', 'unsafe', value, ['name']);
        ctx.report({ message: 'conflict', span, data: { ...data, other: shown(other) }, fixes, severity: 'error' });
        return;
      }
      const edits = rewritten(external, below, entry !== undefined, ctx.source);
      const fixes = edits ? [fix('Write name and external: true', 'safe', () => edits)] : [];
      ctx.report({ message: 'legacy', span, data, fixes });
    };
    return { Network: check, Volume: check, Secret: check, Config: check };
  },
});

/** None where a comment would be lost, or more stands below `external`. */
function rewritten(external: Entry, below: Entry, named: boolean, { text }: SourceText): readonly Edit[] | undefined {
  const { written } = external;
  const map = asMap(external.value)?.node;
  if (written?.value?.kind !== 'mapping' || written.value.anchor || map?.entries.length !== 1) return undefined;
  const { span } = written;
  if (text.slice(span.start, span.end).includes('#') || below.value.kind !== 'scalar') return undefined;
  const value = text.slice(below.value.span.start, below.value.span.end);
  if (value.includes('\n')) return undefined;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const indent = text.slice(lineStart, span.start);
  const between = written.mapping.flow ? ', ' : `\n${indent}`;
  if (!written.mapping.flow && indent.trim() !== '') return undefined;
  return [{ span, text: named ? 'external: true' : `name: ${value}${between}external: true` }];
}
