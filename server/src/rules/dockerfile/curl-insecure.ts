import { defineRule } from '../../core/rule';
import { insecureOptions } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/curl-insecure',
  summary: 'Let curl check the certificate',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_2'] },
  messages: {
    insecure: "`{{option}}` takes any certificate, an attacker's too; remove it",
  },
  notes: ['secrets', 'trusted-images'],
  docs: {
    why: 'Without a check of the certificate, whoever sits on the way can send something else, and the image then runs it. The option is mostly left over from a missing `ca-certificates` package or a company proxy.',
    instead:
      "Install `ca-certificates`, or add the certificate of the company to the system's store. A check sum of the file is a good second guard.",
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN curl -kfsSLO https://example.com/tool\n',
        fixed: 'FROM alpine:3.22\nRUN curl -fsSLO https://example.com/tool\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nHEALTHCHECK CMD curl -kf https://localhost:8443/ || exit 1\n' }],
    fixSafety: 'The download fails where the certificate is not valid or the image has no CA certificates.',
    references: ['https://curl.se/docs/manpage.html#-k'],
  },
  check: (ctx) => ({
    Command({ command }) {
      for (const { option, fixes } of insecureOptions(ctx.doc, command, 'curl')) {
        ctx.report({ message: 'insecure', span: option.span, data: { option: option.name }, fixes });
      }
    },
  }),
});
