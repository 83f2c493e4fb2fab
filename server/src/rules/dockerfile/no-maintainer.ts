import { defineRule } from '../../core/rule';
import { quoteValue } from '../../languages/dockerfile/quote';

const LABEL = 'org.opencontainers.image.authors';

export default defineRule({
  id: 'dockerfile/no-maintainer',
  aka: ['dockerfile/maintainer-deprecated'],
  summary: 'Replace the deprecated MAINTAINER instruction with a label',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['deprecated'],
  equivalents: {
    hadolint: ['DL4000'],
    buildkit: ['MaintainerDeprecated'],
    tally: ['buildkit/MaintainerDeprecated'],
    trivy: ['DS-0022'],
    checkov: ['CKV_DOCKER_6'],
    sonar: ['S6586'],
    droast: ['DF019'],
  },
  messages: {
    deprecated: '`MAINTAINER` is deprecated; set the label `{{label}}` instead',
  },
  notes: ['labels-and-maintainer'],
  lessons: ['D24'],
  docs: {
    why: 'Docker has called `MAINTAINER` deprecated since version 1.13. Registries and scanners read labels and never look at the author field that it fills.',
    invalid: [
      {
        code: 'FROM scratch\nMAINTAINER Jane <jane@example.com>\n',
        fixed: 'FROM scratch\nLABEL org.opencontainers.image.authors="Jane <jane@example.com>"\n',
      },
    ],
    valid: [{ code: 'FROM scratch\nLABEL org.opencontainers.image.authors="Jane"\n' }],
    references: [
      'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
      'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    ],
  },
  check: (ctx) => ({
    Maintainer(instruction) {
      const { value } = instruction;
      ctx.report({
        message: 'deprecated',
        span: instruction.keyword,
        data: { label: LABEL },
        ...(value
          ? {
              fixes: [
                {
                  title: `Replace with LABEL ${LABEL}`,
                  safety: 'safe',
                  edits: () => [
                    { span: instruction.keyword, text: ctx.doc.keyword('LABEL', instruction) },
                    { span: value.span, text: `${LABEL}=${quoteValue(value.raw, ctx.doc.escape)}` },
                  ],
                },
              ],
            }
          : {}),
      });
    },
  }),
});
