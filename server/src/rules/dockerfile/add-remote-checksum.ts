import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/add-remote-checksum',
  aka: ['dockerfile/add-remote-no-checksum'],
  summary: 'Give ADD of an address a checksum',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    missing: 'This download is not checked; add `--checksum=sha256:…`',
  },
  notes: ['copy-and-add'],
  lessons: ['D14'],
  docs: {
    why: 'What an address answers can change, by a new version or by an attacker. With `--checksum` the build stops when the file is another than the one that was looked at.',
    invalid: [{ code: 'FROM debian:13\nADD https://example.com/tool.tar.gz /tmp/\n' }],
    valid: [
      {
        code: 'FROM debian:13\nADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/tool.tar.gz /tmp/\n',
      },
    ],
    references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  },
  check: (ctx) => ({
    Add(add) {
      if (flag(add, 'checksum')) return;
      for (const source of add.sources) {
        const text = ctx.doc.valueOf(source, add) ?? source.raw;
        if (!/^https?:\/\//i.test(text) || /\.git(?:[#?]|$)/.test(text)) continue;
        const end = add.keyword.end;
        ctx.report({
          message: 'missing',
          span: source.span,
          fixes:
            add.sources.length === 1
              ? [
                  {
                    title: 'Add --checksum …',
                    safety: 'manual',
                    snippet: true,
                    edits: () => [{ span: { start: end, end }, text: ' --checksum=sha256:${1:digest}' }],
                  },
                ]
              : [],
        });
      }
    },
  }),
});
