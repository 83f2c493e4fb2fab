import { defineRule } from '../../core/rule';
import {
  joinDirectory,
  normalisePath,
  rootStage,
  type Stage,
  type StageReferenceTarget,
} from '../../languages/dockerfile/model';
import type { CopyInstruction } from '../../languages/dockerfile/nodes';
import { officialSystem } from '../../languages/dockerfile/official-images';
import { short } from '../../languages/dockerfile/suggest';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/copy-whole-filesystem',
  summary: 'Copy single paths from a stage, not its whole file system',
  category: 'performance',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { hadolint: ['DL3067'], droast: ['DF026'] },
  messages: {
    whole: 'This lays the whole system of `{{from}}` over the image; copy the paths that it needs',
  },
  notes: ['multi-stage', 'image-layers'],
  docs: {
    why: 'A stage that builds has a distribution, a compiler and caches of its own. Copied as a whole they overwrite the files of the image below, double its size and undo what the stages were for.',
    invalid: [{ code: 'FROM golang:1.25 AS build\nRUN make install\n\nFROM debian:13-slim\nCOPY --from=build / /\n' }],
    valid: [
      {
        code: 'FROM golang:1.25 AS build\nRUN make install\n\nFROM debian:13-slim\nCOPY --from=build /usr/local/bin/app /usr/local/bin/\n',
      },
      { code: 'FROM scratch AS files\nCOPY etc /etc\n\nFROM debian:13-slim\nCOPY --from=files / /\n' },
    ],
    exceptions:
      'On `scratch` nothing is overwritten: `COPY --from=build / /` flattens an image there, and is not reported. Nor is a stage on `scratch`, or an image of which it is not known what it holds.',
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  check: (ctx) => {
    const hasSystem = (target: StageReferenceTarget): boolean => {
      if (target.kind === 'external') return officialSystem(target.image) !== undefined;
      const source = target.kind === 'stage' ? ctx.doc.stages[target.stage] : undefined;
      return source !== undefined && isSystem(source);
    };
    const known = new Map<Stage, boolean>();
    /** Of an image nothing is known but that a shell runs in it: then it has a system. */
    const isSystem = (stage: Stage): boolean => {
      const chain: Stage[] = [];
      let at: Stage | undefined = stage;
      while (at && !known.has(at)) {
        chain.push(at);
        at = at.base.kind === 'stage' ? at.base.stage : undefined;
      }
      let found = at ? (known.get(at) ?? false) : false;
      for (const member of chain.reverse()) {
        found ||= hasImageSystem(member) || (rootStage(member).base.kind === 'image' && hasShellRun(member));
        known.set(member, found);
      }
      return found;
    };
    const isRoot = (word: Word | undefined, copy: CopyInstruction): boolean => {
      const text = word && ctx.doc.valueOf(word, copy);
      return text !== undefined && joinDirectory(ctx.doc.stateAt(copy).directory, text) === '/';
    };
    const isAll = (word: Word, copy: CopyInstruction): boolean => {
      const path = ctx.doc.valueOf(word, copy);
      return path !== undefined && (normalisePath(path) === '/' || path === '/*');
    };
    return {
      End() {
        for (const stage of ctx.doc.stages) {
          // On the empty image nothing is overwritten.
          if (rootStage(stage).base.kind === 'scratch') continue;
          for (const { instruction: copy, word: from, target } of stage.dependencies) {
            if (copy.kind !== 'Copy' || copy.onbuild || !isRoot(copy.destination, copy)) continue;
            const whole = copy.sources.find((source) => isAll(source, copy));
            if (!whole || !hasSystem(target)) continue;
            ctx.report({ message: 'whole', span: whole.span, data: { from: short(from.literal ?? from.raw) } });
          }
        }
      },
    };
  },
});

const hasImageSystem = ({ base }: Stage): boolean =>
  base.kind === 'image' && officialSystem(base.reference) !== undefined;

const hasShellRun = (stage: Stage): boolean =>
  stage.instructions.some((instruction) => instruction.kind === 'Run' && instruction.form?.kind === 'shell');
