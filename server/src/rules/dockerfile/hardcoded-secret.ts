import { defineRule } from '../../core/rule';
import { tokensOf } from '../../languages/dockerfile/clear-secrets';

export default defineRule({
  id: 'dockerfile/hardcoded-secret',
  summary: 'Keep tokens and private keys out of the file',
  category: 'security',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { tally: ['tally/secrets-in-code'] },
  messages: {
    token: '`{{begins}}…` is {{kind}} in clear; revoke it and mount a secret instead',
    key: 'A private key stands here in clear; replace it and mount a secret instead',
  },
  notes: ['secrets', 'build-mounts'],
  lessons: ['D19'],
  docs: {
    why: 'Whoever reads the repository has the token, and so has whoever can pull the image: `docker history` shows the text of every instruction. A later line that deletes the file changes nothing in the layers below, and a later commit nothing in the history.',
    instead:
      'Revoke it where it was issued; taking it out of the file is not enough. A secret that the build needs is mounted for one RUN: `RUN --mount=type=secret,id=token …`. A secret that the program needs is given to the container when it starts.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN wget --header "PRIVATE-TOKEN: glpat-aB3dE5fG7hI9jK1lM2nO" https://gitlab.acme.io/shop.tar\n',
      },
    ],
    valid: [
      {
        code: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\nRUN --mount=type=secret,id=gitlab,env=TOKEN wget --header "PRIVATE-TOKEN: $TOKEN" https://gitlab.acme.io/shop.tar\n',
      },
    ],
    exceptions: 'A token that was made to be published, such as one that tests of a scanner look for.',
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      // A trigger is visited by itself.
      if (instruction.kind === 'Onbuild') return;
      for (const { start, end, kind } of tokensOf(ctx.doc, instruction)) {
        const span = { start, end };
        const begins = ctx.source.text.slice(start, start + 4);
        if (kind === 'a private key') ctx.report({ message: 'key', span });
        else ctx.report({ message: 'token', span, data: { begins, kind } });
      }
    },
  }),
});
