import { defineRule } from '../../core/rule';
import type { Stage } from '../../languages/dockerfile/model';
import type { Instruction, RunInstruction } from '../../languages/dockerfile/nodes';

/** Destinations that may bring a shell, as a whole root file system does. */
const mayHoldShell = (path: string | undefined): boolean =>
  path === undefined || !path.startsWith('/') || /^\/(?:$|bin(?:\/|$)|usr\/?$)/.test(path);

const mountsSomething = (run: RunInstruction): boolean =>
  run.mounts.some(({ type }) => type === 'bind' || type === 'cache');

export default defineRule({
  id: 'dockerfile/shell-run-in-scratch',
  summary: 'Do not call a shell in a stage that has none',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { tally: ['tally/shell-run-in-scratch'] },
  messages: {
    shell: '`FROM scratch` has no shell for this `RUN`; do it in another stage and copy the result',
  },
  notes: ['scratch', 'multi-stage'],
  lessons: ['D22'],
  docs: {
    why: '`scratch` is empty. A `RUN` in plain form is handed to `/bin/sh`, which is not there, and the build stops.',
    instead:
      'Do the work in an earlier stage and bring the result with `COPY --from`. A program of your own can run in JSON form.',
    invalid: [{ code: 'FROM scratch\nCOPY app /srv/app\nRUN chmod +x /srv/app\n' }],
    valid: [
      { code: 'FROM scratch\nADD rootfs.tar.xz /\nRUN echo hello\n' },
      { code: 'FROM scratch\nCOPY app /srv/app\nRUN ["/srv/app", "--init"]\n' },
    ],
    references: ['https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch'],
  },
  check: (ctx) => {
    /** By stage: it stands on scratch, and nothing so far can have brought a shell. */
    const bare = new Map<number, boolean>();
    const enter = (stage: Stage): boolean => {
      const known = bare.get(stage.index);
      if (known !== undefined) return known;
      const { base } = stage;
      const first = base.kind === 'scratch' || (base.kind === 'stage' && bare.get(base.stage.index) === true);
      bare.set(stage.index, first);
      return first;
    };
    return {
      Instruction(instruction: Instruction) {
        const stage = ctx.doc.stageOf(instruction);
        if (!stage || instruction.onbuild || !enter(stage)) return;
        if (instruction.kind === 'Copy' || instruction.kind === 'Add') {
          const { destination } = instruction;
          if (mayHoldShell(destination && ctx.doc.valueOf(destination, instruction))) bare.set(stage.index, false);
          return;
        }
        if (instruction.kind === 'Shell') bare.set(stage.index, false);
        if (instruction.kind !== 'Run' || instruction.form?.kind !== 'shell' || mountsSomething(instruction)) return;
        if (ctx.doc.os === 'windows') return;
        ctx.report({ message: 'shell', span: instruction.keyword });
      },
    };
  },
});
