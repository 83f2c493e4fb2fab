import { defineRule } from '../../core/rule';

export default defineRule({
  id: 'dockerfile/from-as-casing',
  summary: 'Write AS in the letter case of its FROM',
  category: 'style',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { buildkit: ['FromAsCasing'], tally: ['buildkit/FromAsCasing'] },
  messages: { casing: 'Write `{{wanted}}` for `{{as}}`, as `{{from}}` is written' },
  notes: ['from'],
  docs: {
    why: '`FROM … as build` works as well as `FROM … AS build`. Both words are keywords of one instruction, and a line that mixes their letter case is harder to read and to search.',
    invalid: [
      {
        code: 'FROM golang:1.25 as build\nRUN go version\n',
        fixed: 'FROM golang:1.25 AS build\nRUN go version\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\n' }, { code: 'from golang:1.25 as build\n' }],
    references: ['https://docs.docker.com/reference/build-checks/from-as-casing/'],
  },
  check: (ctx) => ({
    From({ keywordText: from, as }) {
      if (!as?.name) return;
      // A FROM in mixed letters tells nothing; it has its own finding.
      const isLower = from === from.toLowerCase();
      if (!isLower && from !== from.toUpperCase()) return;
      const wanted = isLower ? 'as' : 'AS';
      if (as.keywordText === wanted) return;
      ctx.report({
        message: 'casing',
        span: as.keyword,
        data: { wanted, as: as.keywordText, from },
        fixes: [{ title: `Write ${wanted}`, safety: 'safe', edits: () => [{ span: as.keyword, text: wanted }] }],
      });
    },
  }),
});
