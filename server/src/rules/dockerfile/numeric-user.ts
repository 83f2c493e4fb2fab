import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type DockerfileDocument, rootStage, type Stage } from '../../languages/dockerfile/model';
import { createdUsers, isRoot } from '../../languages/dockerfile/privileges';
import { officialName } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/numeric-user',
  summary: 'Name the user that the image runs as by its number',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { hadolint: ['DL3066'], tally: ['hadolint/DL3066'] },
  messages: {
    name: 'Kubernetes cannot tell that `{{user}}` is not root; write its number',
  },
  notes: ['user', 'users'],
  lessons: ['D23'],
  docs: {
    why: 'A name is looked up in the image when the container starts. Kubernetes with `runAsNonRoot: true` looks only at the number that the image states, and refuses to start one that states a name.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER app\n',
        fixed: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER 10001\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER 10001\n' }],
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://docs.docker.com/reference/dockerfile/#user',
    ],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      const { user } = stage ? ctx.doc.finalState(stage) : {};
      const text = user?.value?.literal?.trim();
      if (!stage || !user?.value || text === undefined || ctx.doc.os === 'windows') return;
      const name = text.split(':')[0] ?? '';
      if (name === '' || /^\d+$/.test(name) || isRoot(name) || /[\s"'\\]/.test(user.value.raw)) return;
      const span = user.value.at(0, name.length);
      const uid = numberOf(ctx.doc, stage, name);
      const fix: Fix = { title: `Write ${uid ?? ''}`, safety: 'safe', edits: () => [{ span, text: uid ?? name }] };
      ctx.report({
        message: 'name',
        span,
        data: { user: name },
        fixes: uid === undefined ? [] : [fix],
        noFix: uid === undefined ? `the file does not say which number \`${name}\` has` : undefined,
      });
    },
  }),
});

/** The number that the file gives the user, or that the base image is known to have for it. */
function numberOf(doc: DockerfileDocument, stage: Stage, name: string): string | undefined {
  const created = createdUsers(doc, stage).filter((item) => item.name === name);
  const [only] = created;
  if (only) {
    const uid = only.user.uid?.value;
    return created.length === 1 && uid !== undefined && /^\d+$/.test(uid) ? String(Number(uid)) : undefined;
  }
  const { base } = rootStage(stage);
  if (base.kind !== 'image' || !base.reference) return undefined;
  const { reference } = base;
  if (name === 'node' && officialName(reference) === 'node') return '1000';
  const isDistroless = reference.registry === 'gcr.io' && reference.repository.startsWith('distroless/');
  return name === 'nonroot' && isDistroless ? '65532' : undefined;
}
