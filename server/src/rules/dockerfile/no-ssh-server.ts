import { defineRule } from '../../core/rule';
import { leavesInImage, packageCalls } from '../../languages/dockerfile/packages';

const SERVERS = new Set(['openssh-server', 'dropbear', 'dropbear-bin', 'tinysshd', 'ssh-server']);

export default defineRule({
  id: 'dockerfile/no-ssh-server',
  summary: 'Keep the SSH server out of the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  messages: {
    installed: '`{{name}}` opens a login into the container; use `docker exec` instead',
    started: '`{{name}}` opens a login into the container; start the service itself',
  },
  notes: ['one-process', 'distroless'],
  lessons: ['D31', 'D21'],
  docs: {
    why: 'An SSH server is a second process to supervise and update, with keys and passwords to look after, and a way in that the orchestrator does not see. `docker exec`, `kubectl exec` and logs give the same without it.',
    invalid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y openssh-server\n' }],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y openssh-client\n' }],
    exceptions: 'An image whose purpose is a login or file transfer by SSH, such as a Git server or an SFTP drop.',
    references: ['https://docs.docker.com/build/building/best-practices/#decouple-applications'],
  },
  check: (ctx) => ({
    Run(run) {
      if (!leavesInImage(ctx.doc, run)) return;
      for (const call of packageCalls(ctx.doc, run)) {
        if (call.action !== 'install') continue;
        for (const { name, word } of call.packages) {
          if (SERVERS.has(name)) ctx.report({ message: 'installed', span: word.span, data: { name } });
        }
      }
    },
    Command({ command, instruction }) {
      const { program, programWord } = command;
      if (instruction.kind !== 'Cmd' && instruction.kind !== 'Entrypoint') return;
      if (!programWord || !leavesInImage(ctx.doc, instruction) || (program !== 'sshd' && program !== 'dropbear'))
        return;
      ctx.report({ message: 'started', span: programWord.span, data: { name: program } });
    },
  }),
});
