import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { bytesOf } from '../../languages/compose/bytes';
import { once } from '../../languages/compose/own';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { asMap, asScalar, at, type ScalarValue, textOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-bytes',
  summary: 'Write sizes that Docker Compose can read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    invalid: '`{{text}}` is no size; write a number with `b`, `k`, `m` or `g`, as `512m`',
    meant: '`{{text}}` is no size that Compose reads; write `{{size}}`',
  },
  notes: [],
  docs: {
    why: 'A size is a number with a unit: `b`, `k`, `m`, `g`, or `kb`, `mb`, `gb`. All count by 1024. Compose refuses others, `Mi` and `Gi` of Kubernetes among them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: tmpfs\n        target: /tmp\n        tmpfs:\n          size: 512Mi\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: tmpfs\n        target: /tmp\n        tmpfs:\n          size: 512m\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: tmpfs\n        target: /tmp\n        tmpfs:\n          size: 512m\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values'],
  },
  check: (ctx) => {
    const first = once();
    const judge = (value: ScalarValue, text: string): void => {
      if (!first(value.span)) return;
      const size = meantBy(text);
      const data = { text: shown(text) };
      if (size === undefined) ctx.report({ message: 'invalid', span: value.span, data });
      else {
        const fixes = replacements(value, size);
        ctx.report({ message: 'meant', span: value.span, data: { ...data, size }, fixes });
      }
    };
    return {
      Compose() {
        for (const problem of problemsOf('invalid-format', ctx.doc, ctx.facts)) {
          if (problem.format !== 'bytes' || ruleOf(problem) !== 'compose/invalid-bytes') continue;
          judge(problem.value, problem.text);
        }
      },
      // The schema says nothing about these.
      Service(service) {
        const volumes = service.get('volumes');
        for (const { value } of volumes?.kind === 'list' ? volumes.items : []) {
          const size = asScalar(at(asMap(value), 'tmpfs', 'size'));
          const text = textOf(size);
          if (!size || text === undefined || size.yaml.kind === 'int' || size.yaml.kind === 'float') continue;
          if (bytesOf(text) === undefined) judge(size, text);
        }
      },
    };
  },
});

/** `512Mi` of Kubernetes is `512m` here. */
function meantBy(text: string): string | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)([kmgtp])i$/i.exec(text);
  return match ? `${match[1]}${match[2]?.toLowerCase()}` : undefined;
}

function replacements({ node, hasVariable }: ScalarValue, size: string): readonly Fix[] {
  if (!node || hasVariable) return [];
  return [fix(`Write ${size}`, 'safe', () => replaceValue(node, size, 'go-yaml-3'))];
}
