import { baseName, joinPath } from '../../core/files';
import { defineRule } from '../../core/rule';
import { isSecretFile } from '../../languages/dockerfile/carried';
import { type BuildContext, isRemote } from '../../languages/dockerfile/context';
import { flag, type TransferInstruction } from '../../languages/dockerfile/nodes';
import { looksSecret } from '../../languages/secrets';

export default defineRule({
  id: 'dockerfile/copy-secret-file',
  summary: 'Do not copy keys, passwords and tokens into the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { trivy: ['DS-0031'] },
  messages: {
    image: '`{{file}}` looks secret and would stay in the image; mount it as a secret instead',
    build: '`{{file}}` looks secret and would stay in the build cache; mount it as a secret',
  },
  notes: ['secrets', 'build-mounts', 'dockerignore'],
  lessons: ['D19', 'D03'],
  docs: {
    why: 'Every file that is copied stays in a layer, also when a later RUN deletes it. Whoever can pull the image can read it.',
    instead:
      'For the build: `RUN --mount=type=secret,id=key,target=/run/secrets/key …`. For the program: give the file to the container when it starts. A line in `.dockerignore` keeps it from being copied by accident.',
    invalid: [{ code: 'FROM alpine:3.22\nCOPY id_rsa /root/.ssh/id_rsa\n' }],
    valid: [
      {
        code: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\nRUN --mount=type=ssh git clone git@example.com:shop.git\n',
      },
      { code: 'FROM alpine:3.22\nCOPY id_rsa.pub /root/.ssh/authorized_keys\nCOPY .env.example /srv/.env\n' },
    ],
    exceptions: 'A key that is made for tests.',
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      if (flag(instruction, 'from')) return;
      const stage = ctx.doc.stageOf(instruction);
      const marks = new Set(instruction.heredocs.map(({ mark }) => mark.start));
      for (const word of instruction.sources) {
        const text = ctx.doc.valueOf(word, instruction);
        if (text === undefined || marks.has(word.span.start) || isRemote(text)) continue;
        const path = joinPath('.', text.replace(/^\/+/, ''));
        if (path === undefined || !isSecret(ctx.facts.context, path)) continue;
        ctx.report({
          message: stage?.ships === false ? 'build' : 'image',
          ...(stage?.ships === false ? { severity: 'information' as const } : {}),
          span: word.span,
          data: { file: path },
        });
      }
    };
    return { Copy: visit, Add: visit };
  },
});

/** Folders of programs that keep keys in them. */
const SECRET_FOLDERS = new Set(['.ssh', '.aws', '.gnupg', '.kube']);

/** Names that say enough although the file's text is not known. */
const CERTAIN =
  /^(?:\.env|\.env\.local|id_(?:rsa|dsa|ecdsa|ed25519)|kubeconfig|.*\.(?:p12|pfx)|(?:.*[-_.])?(?:private|privkey|server|client|tls|ssl|ca)[-_.]?key?\.(?:key|pem)|.*\.key)$/;

const isForTests = (path: string): boolean =>
  /(?:^|[/_.-])(?:tests?|testdata|fixtures?|examples?|samples?|snakeoil|selfsigned|self-signed|dummy|public|pub|truststore)(?:[/_.-]|$)/i.test(
    path,
  );

function isSecret(context: BuildContext | undefined, path: string): boolean {
  const name = baseName(path);
  if (isForTests(path)) return false;
  if (SECRET_FOLDERS.has(name)) return context === undefined || context.carries(path) === true;
  if (!looksSecret(name)) return false;
  const there = context?.carries(path);
  if (!context || there === undefined) return CERTAIN.test(name);
  if (!there) return context.kind(path) === null && CERTAIN.test(name);
  return isSecretFile(context, path, name);
}
