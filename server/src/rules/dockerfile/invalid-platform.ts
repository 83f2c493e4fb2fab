import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { isPlatform, meantPlatform } from '../../languages/image/platform';

export default defineRule({
  id: 'dockerfile/invalid-platform',
  summary: 'Give FROM a platform that can be read: os/arch, os/arch/variant',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    near: '`{{platform}}` is no platform; did you mean `{{near}}`?',
    unknown: '`{{platform}}` is no platform; write os/arch, such as linux/amd64',
    list: '`{{platform}}` is more than one platform; give the list to `docker build --platform`',
  },
  notes: ['platforms', 'from'],
  docs: {
    why: 'A platform is an operating system and an architecture with a slash between, for some with a variant behind a second one. The builder refuses what it cannot read.',
    invalid: [
      {
        code: 'FROM --platform=linux-amd64 debian:13\n',
        fixed: 'FROM --platform=linux/amd64 debian:13\n',
      },
      { code: 'FROM --platform=linux/amd64,linux/arm64 debian:13\n' },
    ],
    valid: [
      { code: 'FROM --platform=linux/arm/v7 debian:13\n' },
      { code: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
    ],
    fixSafety: 'The platform that was meant is a guess from the letters.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#from',
      'https://docs.docker.com/build/building/multi-platform/',
    ],
  },
  check: (ctx) => ({
    From(from) {
      const value = flag(from, 'platform')?.value;
      const text = value?.literal;
      if (!value || value.problems.length > 0 || text === undefined || text === '' || isPlatform(text)) return;
      const span = value.span;
      const platform = short(text);
      if (text.includes(',') && text.split(',').every((part) => part === '' || isPlatform(part))) {
        ctx.report({ message: 'list', span, data: { platform } });
        return;
      }
      const near = meantPlatform(text);
      if (near === undefined) {
        ctx.report({ message: 'unknown', span, data: { platform } });
        return;
      }
      ctx.report({
        message: 'near',
        span,
        data: { platform, near },
        fixes: [{ title: `Replace with ${near}`, safety: 'unsafe', edits: () => [{ span, text: near }] }],
      });
    },
  }),
});
