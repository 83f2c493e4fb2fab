import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { overlaps, type Span, shift } from '../../core/span';
import { wholeLines } from '../../core/text';
import { inComment, tokensOf } from '../../languages/dockerfile/clear-secrets';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type {
  ArgInstruction,
  EnvInstruction,
  Instruction,
  Pair,
  RunInstruction,
} from '../../languages/dockerfile/nodes';
import { frontendHas, frontendVersion } from '../../languages/dockerfile/syntax';
import { isNoSecretValue, isSecretName, passwordsInUrls } from '../../languages/secrets';
import { clearPasswords } from '../../languages/shell';

export default defineRule({
  id: 'dockerfile/no-secrets',
  aka: ['dockerfile/secret-in-arg-env'],
  summary: 'Keep passwords, tokens and keys out of the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    env: {
      hadolint: ['DL3064'],
      buildkit: ['SecretsUsedInArgOrEnv'],
      tally: ['buildkit/SecretsUsedInArgOrEnv'],
      trivy: ['DS-0031'],
      sonar: ['S6472'],
      droast: ['DF013'],
    },
    arg: {
      hadolint: ['DL3064'],
      buildkit: ['SecretsUsedInArgOrEnv'],
      tally: ['buildkit/SecretsUsedInArgOrEnv'],
      trivy: ['DS-0031'],
      sonar: ['S6472'],
      droast: ['DF014'],
    },
    url: { tally: ['tally/secrets-in-code'] },
    run: { tally: ['tally/secrets-in-code'] },
  },
  messages: {
    env: '`{{name}}` in ENV can be read from the image; set it when the container starts',
    arg: '`{{name}}` as ARG stays in the image history; use `RUN --mount=type=secret`',
    url: 'The password for `{{host}}` stands here in clear; use a secret mount',
    run: '`{{name}}` stands here in clear and stays in the image history; use a secret mount',
  },
  notes: ['secrets', 'build-mounts', 'env-and-arg'],
  lessons: ['D19'],
  docs: {
    why: 'Whoever can pull an image can read its environment, its labels, the arguments of its build and the text of every instruction: `docker history` and `docker inspect` show them. A later line that unsets a variable or deletes a file changes nothing in the layers below.',
    instead:
      'A secret that the build needs is mounted for one RUN: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN`, built with `docker build --secret id=npm_token,env=NPM_TOKEN .`. A secret that the program needs is given to the container when it starts.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1\nFROM node:22\nARG NPM_TOKEN\nRUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc && npm ci && rm .npmrc\n',
        fixed:
          '# syntax=docker/dockerfile:1\nFROM node:22\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc && npm ci && rm .npmrc\n',
      },
      { code: 'FROM postgres:17\nENV POSTGRES_PASSWORD=sesame\n' },
      { code: 'FROM alpine:3.22\nRUN wget --user=build --password=sesame https://example.com/shop.tar\n' },
    ],
    valid: [
      { code: 'FROM postgres:17\nENV POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password\n' },
      {
        code: '# syntax=docker/dockerfile:1\nFROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
      },
    ],
    fixSafety:
      'The secret no longer comes with `--build-arg`: the build command must give it with `--secret`. A secret that changes does not make the RUN run again.',
    exceptions: 'A default password of an image that is only ever used in tests.',
    references: [
      'https://docs.docker.com/build/building/secrets/',
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    ],
  },
  check: (ctx) => {
    let repairs = 0;
    let staged: ReadonlySet<string> | undefined;
    const isInStage = (name: string): boolean => {
      staged ??= stageArguments(ctx.doc);
      return staged.has(name);
    };
    return {
      Command({ command, instruction }) {
        if (instruction.kind !== 'Run') return;
        const tokens = tokensOf(ctx.doc, instruction);
        for (const { name, ...span } of clearPasswords(command))
          if (!tokens.some((token) => overlaps(token, span))) ctx.report({ message: 'run', span, data: { name } });
      },
      Instruction(instruction) {
        // A trigger is visited by itself.
        if (instruction.kind === 'Onbuild' || instruction.kind === 'From') return;
        const tokens = tokensOf(ctx.doc, instruction);
        const passwords = urlPasswords(ctx.doc, instruction, tokens);
        for (const { span, host } of passwords) ctx.report({ message: 'url', span, data: { host } });
        // A token of a known format is a finding of its own, whatever its variable is called.
        const found = [...tokens, ...passwords.map(({ span }) => span)];
        if (instruction.kind !== 'Env' && instruction.kind !== 'Arg') return;
        for (const pair of instruction.pairs) {
          if (!isSecretName(pair.key.raw) || found.some(({ start }) => holds(pair, start))) continue;
          if (isHarmless(ctx.doc, instruction, pair)) continue;
          if (instruction.kind === 'Env') {
            ctx.report({ message: 'env', span: pair.key.span, data: { name: pair.key.raw } });
          } else if (!ctx.doc.stageOf(instruction) && isInStage(pair.key.raw)) {
            ctx.askAgain();
          } else {
            repairs++;
            ctx.report({
              message: 'arg',
              span: pair.key.span,
              data: { name: pair.key.raw },
              ...(repairs > MAX_REPAIRS ? {} : mountRepair(ctx.doc, instruction, pair)),
            });
          }
        }
      },
    };
  },
});

const holds = ({ span }: Pair, offset: number): boolean => span.start <= offset && offset < span.end;

/** Passwords in addresses in the text of an instruction; comments between its lines are not part of it. */
function urlPasswords(
  doc: DockerfileDocument,
  instruction: Instruction,
  tokens: readonly Span[],
): { readonly span: Span; readonly host: string }[] {
  const { start: from, end } = instruction.span;
  return passwordsInUrls(doc.source.text.slice(from, end)).flatMap(({ start, end, host }) => {
    const span = shift({ start, end }, from);
    return inComment(instruction, span.start) || tokens.some((token) => overlaps(token, span)) ? [] : [{ span, host }];
  });
}

/** A value that is no secret by itself; an ARG without one waits for a secret. */
function isHarmless(doc: DockerfileDocument, instruction: EnvInstruction | ArgInstruction, pair: Pair): boolean {
  const { value } = pair;
  if (!value) return instruction.kind === 'Env';
  const known = doc.valueOf(value, instruction);
  if (known === undefined || (known === '' && value.variables.length > 0)) return false;
  if (known === '') return instruction.kind === 'Env';
  return isNoSecretValue(known);
}

/** Names of the ARGs of all stages: a global declaration of such a one is not reported too. */
const stageArguments = (doc: DockerfileDocument): ReadonlySet<string> =>
  new Set(
    doc.stages.flatMap((stage) => doc.bindings(stage).flatMap(({ name, kind }) => (kind === 'arg' ? [name] : []))),
  );

/** Each repair reads the whole file. */
const MAX_REPAIRS = 20;

type Repair = { readonly fixes: readonly Fix[] } | { readonly noFix: string };

/** The ARG goes, and each RUN of its stage that names it mounts the secret as a variable. */
function mountRepair(doc: DockerfileDocument, instruction: ArgInstruction, pair: Pair): Repair {
  const name = pair.key.raw;
  const stage = doc.stageOf(instruction);
  if (!stage || instruction.onbuild || instruction.pairs.length !== 1) return { fixes: [] };
  const version = frontendVersion(doc);
  if (version !== undefined && !frontendHas(doc, 1, 10))
    return { noFix: 'the `# syntax=` line names a frontend that cannot mount a secret as a variable' };
  if (pair.value && pair.value.literal !== '') return { noFix: 'the file gives it a value, which must go first' };
  const word = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`);
  const mentions = (other: Instruction): boolean =>
    other !== instruction && word.test(doc.source.text.slice(other.span.start, other.span.end));
  const users = doc.instructions.filter(mentions);
  const runs = users.filter((other): other is RunInstruction => other.kind === 'Run');
  const [other] = users.filter((user) => user.kind !== 'Run');
  if (other) return { noFix: `\`${name}\` is used by ${other.name} too, which cannot mount a secret` };
  if (runs.length === 0) return { noFix: `no RUN names \`${name}\`, so it is not clear which one needs it` };
  if (runs.some((run) => doc.stageOf(run) !== stage || run.index < instruction.index)) return { fixes: [] };
  if (runs.some((run) => run.form?.kind === 'exec' || run.mounts.some(({ type }) => type === 'secret'))) {
    return { fixes: [] };
  }
  const flag = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  const edits = (): Edit[] => [
    { span: wholeLines(doc.source, instruction.span), text: '' },
    ...runs.map((run) => ({ span: { start: run.keyword.end, end: run.keyword.end }, text: flag })),
  ];
  return { fixes: [{ title: `Mount ${name} as a secret where RUN uses it`, safety: 'unsafe', edits }] };
}
