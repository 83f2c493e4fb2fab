import { defineRule } from '../../core/rule';
import { normalisePath, type Stage, type StageReference } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { titleOf } from '../../languages/dockerfile/stage-graph';
import { short } from '../../languages/dockerfile/suggest';
import type { Word } from '../../languages/dockerfile/word';

/** Instructions that leave a stage as empty as it was. */
const WITHOUT_FILES: ReadonlySet<Instruction['kind']> = new Set([
  'Arg',
  'Cmd',
  'Entrypoint',
  'Env',
  'Expose',
  'Healthcheck',
  'Label',
  'Maintainer',
  'Shell',
  'Stopsignal',
  'User',
  'Volume',
]);

export default defineRule({
  id: 'dockerfile/copy-from-empty-scratch',
  summary: 'Copy nothing from a stage without files',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { tally: ['tally/copy-from-empty-scratch-stage'] },
  messages: {
    stage: 'Stage `{{name}}` has no files, so no `{{path}}`; take it from the stage that makes it',
    scratch: '`scratch` has no files, so no `{{path}}`; take it from another image or stage',
  },
  notes: ['scratch', 'multi-stage'],
  docs: {
    why: '`scratch` is the empty image. A stage on it has only what its own lines put there; where they put nothing, whatever is copied from it is not found.',
    invalid: [
      { code: 'FROM scratch AS assets\nLABEL stage=assets\n\nFROM nginx:1.29\nCOPY --from=assets /dist /srv\n' },
    ],
    valid: [{ code: 'FROM scratch AS assets\nCOPY dist /dist\n\nFROM nginx:1.29\nCOPY --from=assets /dist /srv\n' }],
    exceptions:
      'A stage may be empty to stand in for a build context that `--build-context name=…` gives. Copy its root (`COPY --from=name / /`) then: that works with and without it.',
    references: ['https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch'],
  },
  check: (ctx) => {
    const empty = new Map<Stage, boolean>();
    const isEmpty = (stage: Stage): boolean => {
      const { base, from } = stage;
      const below = base.kind === 'stage' ? (empty.get(base.stage) ?? false) : base.kind === 'scratch';
      const found =
        below &&
        from.image?.variables.length === 0 &&
        stage.instructions.every((instruction) => WITHOUT_FILES.has(instruction.kind));
      empty.set(stage, found);
      return found;
    };
    /** The first path that the line asks for, when nothing can be there. */
    const wanted = ({ via, instruction, word }: StageReference): string | undefined => {
      const paths = via === 'copy' && instruction.kind === 'Copy' ? instruction.sources : [];
      const mount = via === 'mount' && instruction.kind === 'Run' && instruction.mounts.find((m) => m.from === word);
      const all = mount && mount.type === 'bind' && mount.source ? [mount.source] : paths;
      return all.map((path) => pathOf(path, instruction)).find((path) => path !== undefined);
    };
    const pathOf = (path: Word, instruction: Instruction): string | undefined => {
      const text = ctx.doc.valueOf(path, instruction);
      if (text === undefined || /[*?[]/.test(text)) return undefined;
      return normalisePath(text) === '/' ? undefined : text;
    };
    return {
      End() {
        for (const stage of ctx.doc.stages) isEmpty(stage);
        for (const stage of ctx.doc.stages) {
          for (const reference of stage.dependencies) {
            const { target, word, instruction } = reference;
            const source = target.kind === 'stage' ? ctx.doc.stages[target.stage] : undefined;
            const scratch = target.kind === 'external' && target.image.text === 'scratch';
            if (instruction.onbuild || !(scratch || (source && empty.get(source)))) continue;
            const path = wanted(reference);
            if (path === undefined) continue;
            const data = { name: short(titleOf(source)), path: short(path) };
            ctx.report({ message: scratch ? 'scratch' : 'stage', span: word.span, data });
          }
        }
      },
    };
  },
});
