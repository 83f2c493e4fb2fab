import { defineRule } from '../../core/rule';
import type { Word } from '../../languages/dockerfile/word';

const SOCKET = /(?:^|\/)(?:docker|containerd|podman|crio)\.sock$/;

export default defineRule({
  id: 'dockerfile/docker-socket',
  summary: "Do not plan for the engine's socket in an image",
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  messages: {
    socket: '`{{path}}` gives whoever reaches it the whole host; leave it out',
  },
  notes: ['volumes', 'build-mounts'],
  docs: {
    why: 'Whoever can talk to the socket of the container engine can start a container that has the disk of the host in it, and is root there.',
    instead:
      'Give the container an API with fewer rights, such as a proxy that only lists containers, or a rootless builder.',
    invalid: [{ code: 'FROM alpine:3.22\nVOLUME /var/run/docker.sock\n' }],
    valid: [{ code: 'FROM alpine:3.22\nVOLUME /var/lib/shop\n' }],
    references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  },
  check: (ctx) => {
    const visit = (word: Word | undefined, path: string | undefined): void => {
      if (word && path !== undefined && SOCKET.test(path))
        ctx.report({ message: 'socket', span: word.span, data: { path } });
    };
    return {
      Volume(instruction) {
        for (const word of instruction.paths) visit(word, ctx.doc.valueOf(word, instruction));
      },
      Run(instruction) {
        for (const { type, target, source } of instruction.mounts) {
          if (type !== 'bind') continue;
          const word = [target, source].find((one) => one && SOCKET.test(ctx.doc.valueOf(one, instruction) ?? ''));
          visit(word, word && ctx.doc.valueOf(word, instruction));
        }
      },
    };
  },
});
