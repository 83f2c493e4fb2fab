import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { insertAbove, prependCommand } from '../../languages/dockerfile/run-edits';
import { shellBehind } from '../../languages/dockerfile/shells';
import { download, pipelinesWithPipefail, type ShellCommand, type ShellPipeline } from '../../languages/shell';

const writesToPipe = (command: ShellCommand): boolean => download(command)?.output === 'stdout';

/** A download that feeds the next stage; its failure has no fallback of its own. */
function feeding({ stages, negated, statement }: ShellPipeline): { command: ShellCommand; index: number } | undefined {
  if (negated || statement.operator === '||') return undefined;
  for (const [index, { command }] of stages.slice(0, -1).entries()) {
    if (command && writesToPipe(command)) return { command, index };
  }
  return undefined;
}

export default defineRule({
  id: 'dockerfile/pipefail',
  summary: 'Let a failed download fail the pipe that it feeds',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL4006'], tally: ['hadolint/DL4006'], droast: ['DF057'] },
  messages: {
    unnoticed: 'A failing `{{tool}}` goes unnoticed in this pipe; set `-o pipefail`',
  },
  notes: ['shell', 'run-shells'],
  docs: {
    why: 'A shell takes the exit status of the last command of a pipe. When a download breaks off or the server answers with an error, `sh`, `gpg` or `grep` at the other end may well be content with half a file or none, and the build goes on.',
    instead: 'Set `pipefail` where the shell has it (bash, BusyBox ash), or download to a file first and check that.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN curl -fsSL https://example.com/install.sh | sh\n',
        fixed:
          'FROM debian:bookworm\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/install.sh | sh\n',
      },
    ],
    valid: [
      { code: 'FROM alpine:3.22\nRUN set -o pipefail && wget -qO- https://example.com/tool.tar.gz | tar -xz\n' },
      {
        code: 'FROM debian:bookworm\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/install.sh | sh\n',
      },
    ],
    fixSafety:
      'A build that passed over a failing command now stops there. `SHELL` also holds for the plain-form instructions below it, and for images that are built upon this one.',
    exceptions:
      'Pipes without a download are left alone; whether their failure matters is for the author to say. So are base images whose shell is not known.',
    references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  },
  check: (ctx) => {
    /** Stages and SHELL lines for which the fix is offered already: it covers the RUNs below too. */
    const offered = new Set<string>();
    return {
      Script(site) {
        if (site.form === 'exec' || site.instruction.kind !== 'Run') return;
        if (!site.script.pipelines.some((pipeline) => feeding(pipeline))) return;
        const { instruction, interpreter, script } = site;
        const shell = shellBehind(ctx.doc, instruction, interpreter);
        if (!shell) return;
        const found = pipelinesWithPipefail(script, [interpreter.name, ...interpreter.options]).flatMap((item) => {
          const feeder = item.pipefail ? undefined : feeding(item.pipeline);
          return feeder ? [{ ...feeder, pipeline: item.pipeline }] : [];
        });
        const [first] = found;
        if (!first) return;
        const place = `${ctx.doc.stageOf(instruction)?.index} ${ctx.doc.stateAt(instruction).shell?.index}`;
        const covered = offered.has(place);
        ctx.report({
          message: 'unnoticed',
          span: first.pipeline.operatorSpans[first.index] ?? first.command.span,
          data: { tool: first.command.program ?? 'download' },
          fixes: found.some(({ pipeline }) => pipeline.scope) ? [] : fixes(),
          noFix: shell === 'dash' ? dashReason() : undefined,
        });

        function dashReason(): string | undefined {
          if (interpreter.stated) return 'dash has no pipefail';
          return covered ? 'the SHELL line that the first such pipe is offered covers this one too' : undefined;
        }

        function fixes(): Fix[] {
          if (shell === 'dash' && (interpreter.stated || instruction.onbuild || covered)) return [];
          if (shell === 'dash') {
            offered.add(place);
            const words = '["/bin/bash", "-o", "pipefail", "-c"]';
            const edit = insertAbove(ctx.doc, instruction, `${ctx.doc.keyword('SHELL', instruction)} ${words}`);
            return [{ title: `Add SHELL ${words}`, safety: 'unsafe', edits: () => [edit] }];
          }
          const edit = prependCommand(ctx.doc, site, 'set -o pipefail');
          return edit ? [{ title: 'Add set -o pipefail', safety: 'unsafe', edits: () => [edit] }] : [];
        }
      },
    };
  },
});
