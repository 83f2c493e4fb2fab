import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { judgedService, once, severityOf } from '../../languages/compose/own';
import { asList, type ListValue, textOf } from '../../languages/compose/tree';
import { insertItem, replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import { requoted } from '../../languages/yaml/quote';

export default defineRule({
  id: 'compose/healthcheck-test-prefix',
  summary: 'Begin the list of a health check with `CMD`, `CMD-SHELL` or `NONE`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    prefix: 'A `test` list begins with `CMD`, `CMD-SHELL` or `NONE`, not `{{text}}`',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'The first item of the list says how the others are run: `CMD` starts a program, `CMD-SHELL` gives one text to a shell, `NONE` turns the check of the image off. Compose refuses any other beginning. A check that is one text needs no list.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["curl", "-f", "http://localhost"]\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost"]\n',
      },
    ],
    fixSafety: 'With `CMD` no shell is run: variables, pipes and `||` mean nothing then.',
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const test = asList(service.at('healthcheck', 'test'));
        const item = test?.items[0];
        // A list that another file replaces is not read.
        const merged = judgedService(service, ctx.facts);
        if (merged.at('healthcheck', 'test') !== test) return;
        if (!test || item?.value.kind !== 'scalar' || !item.value.isString) return;
        const text = textOf(item.value);
        if (text === undefined || KINDS.has(text) || !first(item.value.span)) return;
        const severity = severityOf(merged);
        const fixes = item.value.hasVariable ? [] : repairs(test, text);
        ctx.report({ message: 'prefix', span: item.value.span, data: { text: shown(text) }, fixes, severity });
      },
    };
  },
});

const KINDS: ReadonlySet<string> = new Set(['CMD', 'CMD-SHELL', 'NONE']);

function repairs(test: ListValue, text: string): readonly Fix[] {
  const item = test.items[0];
  const { node } = item?.value.kind === 'scalar' ? item.value : { node: undefined };
  const upper = text.trim().toUpperCase().replace('_', '-');
  if (node && KINDS.has(upper)) {
    return [fix(`Write ${upper}`, 'safe', () => replaceValue(node, upper, 'go-yaml-3'))];
  }
  if (!test.node || test.node.parent?.kind === 'sequence') return [];
  // One text with blanks was meant for a shell.
  const kind = test.items.length === 1 && /\s/.test(text) ? 'CMD-SHELL' : 'CMD';
  const before = item?.written;
  const list = test.node;
  // In the quotes of what follows.
  const isQuoted = node?.style === 'single' || node?.style === 'double';
  const word = isQuoted ? requoted(kind, node.style === 'single' ? 'single' : 'double') : kind;
  return before ? [fix(`Begin with ${kind}`, 'unsafe', () => insertItem(list, word, { before }))] : [];
}
