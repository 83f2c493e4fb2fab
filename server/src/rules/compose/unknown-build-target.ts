import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { buildOf } from '../../languages/compose/build';
import { effectiveService } from '../../languages/compose/facts';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unknown-build-target',
  summary: 'Name a stage that the Dockerfile has',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { none: '`{{file}}` has no stage `{{target}}`; it has {{stages}}' },
  notes: ['stage-names'],
  docs: {
    why: '`target` names the stage of the Dockerfile that becomes the image. When there is no stage of that name the build stops before its first step.',
    invalid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n      target: finel\n',
        fixed: 'services:\n  shop:\n    build:\n      context: .\n      target: final\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    valid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n      target: final\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    fixSafety: 'Another stage becomes the image.',
    references: ['https://docs.docker.com/reference/compose-file/build/#target'],
  },
  check: (ctx) => ({
    Service(service) {
      const scalar = buildOf(service)?.targetScalar;
      const target = scalar?.text;
      if (!scalar || target === undefined || target === '' || scalar.file !== ctx.doc.file) return;
      const built = ctx.facts.builtFrom(effectiveService(service, ctx.facts));
      if (!built || built.hasTarget) return;
      const right = closest(target, built.stages) ?? (built.stages.length === 1 ? built.stages[0] : undefined);
      const { node } = scalar;
      ctx.report({
        message: 'none',
        span: scalar.span,
        data: { file: built.path, target, stages: built.stages.map((name) => `\`${name}\``).join(', ') || 'none' },
        fixes: node && right !== undefined ? [fix(`Build ${right}`, 'unsafe', () => replaceValue(node, right))] : [],
      });
    },
  }),
});
