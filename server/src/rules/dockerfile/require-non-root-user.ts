import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type BaseUser, baseUser } from '../../languages/dockerfile/base-user';
import { type DockerfileDocument, rootStage, type Stage } from '../../languages/dockerfile/model';
import { createdUsers, mayDropRoot } from '../../languages/dockerfile/privileges';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { isForDevelopment } from '../../languages/dockerfile/stages/shipped';
import { isComplete, startInstructions, startSites } from '../../languages/dockerfile/start-command';

export default defineRule({
  id: 'dockerfile/require-non-root-user',
  aka: ['dockerfile/missing-user'],
  summary: 'Run the program as a user other than root',
  category: 'security',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    tally: ['tally/stateful-root-runtime'],
    trivy: ['DS-0002'],
    checkov: ['CKV_DOCKER_3'],
    sonar: ['S6471'],
    droast: ['DF020'],
  },
  messages: {
    missing: 'The program runs as root, as `{{image}}` does; set `USER` before it starts',
  },
  notes: ['user', 'users'],
  lessons: ['D23'],
  docs: {
    why: 'Without USER a container runs as root. Whoever takes over the program then owns everything in the container, and on a host without user namespaces the number 0 is root outside too: a mounted folder or a hole in the kernel is all that is missing.',
    instead:
      'Install and copy as root, then switch with `USER` above CMD. Give the user the folders that the program writes to with `COPY --chown` or `chown`.',
    invalid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY server.js .\nCMD ["node", "server.js"]\n',
        fixed: 'FROM node:22\nWORKDIR /app\nCOPY server.js .\nUSER node\nCMD ["node", "server.js"]\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nWORKDIR /app\nCOPY server.js .\nUSER node\nCMD ["node", "server.js"]\n' },
      { code: 'FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n' },
    ],
    fixSafety:
      'The program can no longer write to folders that belong to root, and reads only what other users may read. Volumes that an earlier container filled as root keep their owner.',
    exceptions: 'Programs that administer the machine, and images whose users are chosen with `docker run --user`.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#user',
      'https://docs.docker.com/reference/dockerfile/#user',
    ],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      if (!stage || ctx.doc.os === 'windows' || !isComplete(ctx.doc)) return;
      if (ctx.doc.finalState(stage).user || mayDropRoot(ctx.doc, stage)) return;
      if (isBaseForOthers(ctx.doc, stage)) return;
      if (createdUsers(ctx.doc, stage).length > 0 || isForDevelopment(ctx.doc, stage, ctx.facts)) return;
      const root = rootStage(stage);
      const word = stage.from.image;
      const base = userFor(root);
      if (!word || !base) return;
      const image = root.imageText ?? '';
      // A template that is filled before it is built.
      if (/[{}<>%]/.test(image)) return;
      ctx.report({ message: 'missing', span: word.span, data: { image }, ...repair(ctx.doc, stage, root, base) });
    },
  }),
});

function userFor({ base }: Stage): BaseUser | undefined {
  if (base.kind === 'scratch') return { kind: 'existing', user: '65532:65532' };
  return base.kind === 'image' && base.reference ? baseUser(base.reference) : undefined;
}

/** It starts a shell or an interpreter and nothing else: an image to build on. */
const isBaseForOthers = (doc: DockerfileDocument, stage: Stage): boolean =>
  startSites(doc, stage).every(({ script }) =>
    script.commands.every(
      ({ program, args }) =>
        args.every((word) => /^(?:-[a-z]+|jshell|--login|shell)$/.test(word.value ?? '')) &&
        /^(?:(?:ba|a|da|z)?sh|python[\d.]*|pypy\d*|node|irb|php|iex|erl|julia|swift|ghci|perl|R|jshell|psql)$/.test(
          program ?? '',
        ),
    ),
  );

type Repair = { readonly fixes: readonly Fix[] } | { readonly noFix: string };

function repair(doc: DockerfileDocument, stage: Stage, root: Stage, base: BaseUser): Repair {
  if (base.kind === 'unknown') return { noFix: 'how this base image names or creates users is not known' };
  if (base.kind === 'tag') return tagRepair(root, base.tag);
  const first = startInstructions(doc, stage)
    .filter((instruction) => doc.stageOf(instruction) === stage)
    .sort((a, b) => a.index - b.index)[0];
  const isLast = first && stage.instructions.every((i) => i.index <= first.index || !/^(?:RUN|COPY|ADD)$/.test(i.name));
  if (!first || !isLast) return { noFix: 'instructions behind CMD or ENTRYPOINT may need root' };
  if (base.kind === 'create' && doc.finalState(stage).shell) return { noFix: 'SHELL runs another shell here' };
  const create = base.kind === 'create' ? `${doc.keyword('RUN', first)} ${base.command}\n` : '';
  const edits = (): Edit[] => {
    const { span, text } = insertAbove(doc, first, `${create}${doc.keyword('USER', first)} ${base.user}`);
    return [{ span, text }];
  };
  const title = base.kind === 'create' ? `Create the user app and run as ${base.user}` : `Run as ${base.user}`;
  return { fixes: [{ title, safety: 'unsafe', edits }] };
}

function tagRepair(root: Stage, tag: string): Repair {
  const { image } = root.from;
  if (!image || image.literal !== image.raw || root.base.kind !== 'image') return { fixes: [] };
  const { tagStart } = root.base.reference ?? {};
  const span = image.at(tagStart ?? image.raw.length, image.raw.length);
  const at = tagStart === undefined ? { start: image.span.end, end: image.span.end } : span;
  const edits = (): Edit[] => [{ span: at, text: tagStart === undefined ? `:${tag}` : tag }];
  return { fixes: [{ title: `Use the tag ${tag}`, safety: 'unsafe', edits }] };
}
