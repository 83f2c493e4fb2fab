import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { baseUser } from '../../languages/dockerfile/base-user';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { Mount } from '../../languages/dockerfile/mounts';
import type { RunInstruction } from '../../languages/dockerfile/nodes';
import { isRoot } from '../../languages/dockerfile/privileges';
import { commandsOf } from '../../languages/dockerfile/scripts';
import { rootImage } from '../../languages/dockerfile/shells';

/** Rights of those who are neither the owner nor in the group. */
const OTHERS = 0o007;

export default defineRule({
  id: 'dockerfile/secret-mount-permissions',
  summary: 'Do not let every user read a mounted secret',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { sonar: ['S6469'] },
  messages: {
    others: '`mode={{mode}}` opens this {{type}} mount to every user; write `mode={{better}}`',
  },
  notes: ['build-mounts', 'secrets'],
  docs: {
    why: 'A mounted secret belongs to root, and root alone may read it. A mode with rights for all others shows it to every program that runs during this RUN, also to one that gave up root because it is not trusted.',
    instead: 'Leave `mode` away, or give the secret to the user that needs it: `uid=10001,mode=0400`.',
    invalid: [
      {
        code: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,mode=0444 npm ci\n',
        fixed: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,mode=0440 npm ci\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nUSER 10001\nRUN --mount=type=secret,id=npmrc,uid=10001,mode=0400 npm ci\n' },
      { code: 'FROM node:22\nRUN --mount=type=cache,target=/root/.npm,mode=0777 npm ci\n' },
    ],
    fixSafety: 'A program that does not run as root may no longer read the secret.',
    references: ['https://docs.docker.com/reference/dockerfile/#run---mounttypesecret'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const mount of run.mounts) {
        if (mount.type !== 'secret' && mount.type !== 'ssh') continue;
        const field = mount.fields.find(({ key }) => key === 'mode');
        const mode = field?.value?.literal;
        if (!field?.value || mode === undefined || !/^[0-7]{1,5}$/.test(mode)) continue;
        const value = Number.parseInt(mode, 8);
        if ((value & OTHERS) === 0) continue;
        const better = (value & ~OTHERS).toString(8).padStart(mode.length, '0');
        ctx.report({
          message: 'others',
          span: field.span,
          data: { mode, type: mount.type, better },
          ...repair(ctx.doc, run, mount, better),
        });
      }
    },
  }),
});

type Repair = { readonly fixes: readonly Fix[] } | { readonly noFix: string };

function repair(doc: DockerfileDocument, run: RunInstruction, mount: Mount, better: string): Repair {
  const word = mount.fields.find(({ key }) => key === 'mode')?.value;
  if (!word) return { fixes: [] };
  const change = (text: string, safety: Fix['safety'], title: string): Repair => ({
    fixes: [{ title, safety, edits: () => [{ span: word.span, text }] }],
  });
  const owner = mount.fields.find(({ key }) => key === 'uid')?.value?.literal;
  const hasOwner = mount.fields.some(({ key }) => key === 'uid' || key === 'gid');
  const user = userAt(doc, run);
  const title = `Write mode=${better}`;
  if (user === undefined || dropsRoot(doc, run)) return change(better, 'unsafe', title);
  if (isRoot(user) || (owner !== undefined && owner === user)) return change(better, 'safe', title);
  if (hasOwner) return change(better, 'unsafe', title);
  if (/^\d+$/.test(user)) return change(`0400,uid=${user}`, 'safe', `Give it to user ${user} alone`);
  return { noFix: `user \`${user}\` could not read it any more, and its number is not known` };
}

/** The user that a RUN starts as; undefined when the base image decides and is not known, or a variable hides it. */
function userAt(doc: DockerfileDocument, run: RunInstruction): string | undefined {
  const { user } = doc.stateAt(run);
  if (user) {
    const text = user.value && doc.valueOf(user.value, user);
    return text?.trim().split(':')[0] || undefined;
  }
  const stage = doc.stageOf(run);
  const image = stage && !run.onbuild ? rootImage(doc, stage) : undefined;
  return image && baseUser(image) ? 'root' : undefined;
}

/** Whether a command of it goes on as another user. */
const dropsRoot = (doc: DockerfileDocument, run: RunInstruction): boolean =>
  commandsOf(doc, run).some(({ command }) =>
    [command.program, ...command.wrappers.map(({ name }) => name)].some((name) =>
      /^(?:sudo|su|gosu|su-exec|runuser|setpriv|doas|chroot)$/.test(name ?? ''),
    ),
  );
