import { defineRule } from '../../core/rule';
import { commandDirectory, relativePath, resolveWord } from '../../languages/dockerfile/directories';
import { joinDirectory, type Stage } from '../../languages/dockerfile/model';
import type { Instruction, TransferInstruction } from '../../languages/dockerfile/nodes';

const WRITERS: ReadonlySet<string> = new Set(['mkdir', 'touch', 'chown', 'chmod', 'cp', 'mv', 'ln', 'install', 'rm']);

export default defineRule({
  id: 'dockerfile/no-write-after-volume',
  summary: 'Write below a volume before VOLUME declares it',
  category: 'reliability',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  messages: {
    written: '`{{path}}` lies in the volume `{{volume}}`; an older builder drops this, so write before VOLUME',
  },
  notes: ['volumes'],
  lessons: ['D16'],
  docs: {
    why: 'The old builder threw away what later lines wrote below a `VOLUME`. BuildKit keeps it, so the same file gives different images. At run time a volume that holds data already hides it in both cases.',
    invalid: [{ code: 'FROM debian:13\nVOLUME /data\nRUN mkdir /data/cache\n' }],
    valid: [{ code: 'FROM debian:13\nRUN mkdir -p /data/cache\nVOLUME /data\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes'],
  },
  check: (ctx) => {
    const volumes = new Map<Stage, string[]>();
    const volumesOf = (instruction: Instruction): readonly string[] => {
      const stage = ctx.doc.stageOf(instruction);
      return (stage && !instruction.onbuild && volumes.get(stage)) || [];
    };
    const volumeOf = (path: string | undefined, instruction: Instruction): string | undefined =>
      path === undefined
        ? undefined
        : volumesOf(instruction).find((volume) => relativePath(volume, path) !== undefined);
    const transfer = (instruction: TransferInstruction): void => {
      const { destination } = instruction;
      if (!destination || volumesOf(instruction).length === 0) return;
      const path = resolveWord(ctx.doc, instruction, destination);
      const volume = volumeOf(path, instruction);
      if (path !== undefined && volume !== undefined) {
        ctx.report({ message: 'written', span: destination.span, data: { path, volume } });
      }
    };
    return {
      From(from) {
        const stage = ctx.doc.stageOf(from);
        if (stage?.base.kind === 'stage') volumes.set(stage, [...(volumes.get(stage.base.stage) ?? [])]);
      },
      Volume(instruction) {
        const stage = ctx.doc.stageOf(instruction);
        if (!stage || instruction.onbuild) return;
        const known = volumes.get(stage) ?? [];
        volumes.set(stage, known);
        for (const word of instruction.paths) {
          const path = resolveWord(ctx.doc, instruction, word);
          if (path !== undefined && known.length < 50) known.push(path);
        }
      },
      Copy: transfer,
      Add: transfer,
      Command({ command, site, instruction }) {
        if (instruction.kind !== 'Run' || !command.program || !WRITERS.has(command.program)) return;
        if (volumesOf(instruction).length === 0) return;
        const directory = commandDirectory(ctx.doc, instruction, site.script, command);
        for (const word of command.args) {
          if (word.value === undefined || word.value.startsWith('-')) continue;
          const path = joinDirectory(directory, word.value);
          const volume = word.value.includes('/') ? volumeOf(path, instruction) : undefined;
          if (path === undefined || volume === undefined) continue;
          ctx.report({ message: 'written', span: word.span, data: { path, volume } });
          break;
        }
      },
    };
  },
});
