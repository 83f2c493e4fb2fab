import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { RunInstruction } from '../../languages/dockerfile/nodes';
import { inJsonList } from '../../languages/dockerfile/packages';
import { type CommandNode, commandsOf } from '../../languages/dockerfile/scripts';
import { rootImage } from '../../languages/dockerfile/shells';
import { officialName } from '../../languages/image/reference';
import type { ShellWrapper } from '../../languages/shell/model';

interface Use {
  readonly node: CommandNode;
  readonly wrapper: ShellWrapper;
}

/** Options that change nothing for root. */
const PLAIN = new Set(['-E', '--preserve-env', '-n', '--non-interactive', '-H', '--set-home', '--']);

export default defineRule({
  id: 'dockerfile/no-sudo',
  summary: 'Set the user with USER, not with sudo',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3004'], trivy: ['DS-0010'], checkov: ['CKV2_DOCKER_1'], droast: ['DF010'] },
  messages: {
    sudo: '`sudo` has no use in a build; say with `USER` who runs the commands',
  },
  notes: ['user', 'users', 'distroless'],
  lessons: ['D31'],
  docs: {
    why: 'A build runs as root unless `USER` says otherwise, so sudo adds nothing. And where it is needed, it stays in the image with a rule that lets the unprivileged user become root, which is what the user was to prevent.',
    instead:
      'Write `USER root`, do what needs root, and switch back with another `USER`. To run one command as somebody else, `su-exec`, `gosu`, `runuser` or `setpriv` keep no open door.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN sudo apt-get update && sudo apt-get install -y curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nUSER app\nUSER root\nRUN apt-get update && apt-get install -y curl\nUSER app\n' },
    ],
    fixSafety:
      'sudo clears most of the environment and may set another `HOME` and `PATH`; without it the command sees those of the build.',
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
  },
  check: (ctx) => {
    function isRoot(run: RunInstruction, user: string | undefined): boolean {
      if (user !== undefined) return /^(?:root|0)(?::|$)/.test(user);
      const stage = ctx.doc.stageOf(run);
      const image = stage && rootImage(ctx.doc, stage);
      return image !== undefined && officialName(image) !== undefined;
    }

    /** Up to the program that it runs; undefined when an option asks for more than root. */
    function drop({ node, wrapper }: Use): Edit | undefined {
      const { wrappers, programWord } = node.command;
      const next = wrappers[wrappers.indexOf(wrapper) + 1]?.word ?? programWord;
      if (!next || inJsonList(node) || wrapper.args.some(({ value }) => !PLAIN.has(value ?? ''))) return undefined;
      const span = { start: wrapper.word.span.start, end: next.span.start };
      return /[#]/.test(ctx.source.text.slice(span.start, span.end)) ? undefined : { span, text: '' };
    }

    return {
      Run(run) {
        const uses = commandsOf(ctx.doc, run).flatMap((node): Use[] => {
          const wrapper = node.command.wrappers.find(({ name }) => name === 'sudo');
          return wrapper ? [{ node, wrapper }] : [];
        });
        const [first] = uses;
        // One finding a RUN: who repairs one repairs all.
        if (!first) return;
        const user = ctx.doc.stateAt(run).user?.value;
        const name = user && (ctx.doc.valueOf(user, run) ?? user.raw);
        const root = isRoot(run, name);
        const edits = root ? uses.map(drop) : [];
        const done = edits.flatMap((edit) => edit ?? []);
        ctx.report({
          message: 'sudo',
          span: first.wrapper.word.span,
          fixes:
            done.length === uses.length
              ? [{ title: 'Remove sudo (the build runs as root here)', safety: 'unsafe', edits: () => done }]
              : [],
          noFix: !root && name !== undefined ? `the command runs as \`${name}\` and may need root` : undefined,
        });
      },
    };
  },
});
