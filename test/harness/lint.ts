import { type ResolvedRules, resolveRules } from '../../server/src/core/config';
import type { Linter, LintResult } from '../../server/src/core/engine';
import { memoryFiles } from '../../server/src/core/files';
import { Linters } from '../../server/src/features/linters';
import { dockerfileAdapter } from '../../server/src/languages/dockerfile/adapter';
import type { DockerfileDocument } from '../../server/src/languages/dockerfile/model';
import { dockerfileFacts } from '../../server/src/project/dockerfile';
import { RULES } from '../../server/src/rules/index.generated';

const linters = new Linters();

/** Lints as the product does, whatever the language. */
export const linter: Linter = { lint: (request) => linters.of(request.adapter.id).lint(request) };

const ruleOf = new Map(RULES.map((rule) => [rule.id, rule]));

/** Only the named rules, with options for the first. */
export function onlyRules(ids: readonly string[], options: Readonly<Record<string, unknown>> = {}): ResolvedRules {
  const on = Object.fromEntries(
    ids.map((id, index) => [
      id,
      { severity: ruleOf.get(id)?.severity ?? 'warning', options: index === 0 ? options : {} },
    ]),
  );
  const named = ids.flatMap((id) => ruleOf.get(id) ?? []);
  return resolveRules(named, [{ configuration: { rules: on }, path: undefined }]);
}

export const recommended: ResolvedRules = resolveRules(RULES, []);
export const allRules: ResolvedRules = resolveRules(RULES, [{ configuration: { profiles: ['all'] }, path: undefined }]);

export interface Setup {
  readonly rules: ResolvedRules;
  readonly path?: string;
  /** Files of the workspace by path; undefined for a document without a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** The release of Kubernetes that is aimed at. */
  readonly kubernetesVersion?: string;
}

/** Lints a Dockerfile over files held in memory. */
export function lintDockerfile(text: string, setup: Setup): LintResult<DockerfileDocument> {
  const document = dockerfileAdapter.parse(text);
  const path = setup.path ?? 'Dockerfile';
  const facts = dockerfileFacts(
    document,
    setup.files && { files: memoryFiles({ ...setup.files, [path]: text }), path },
  );
  return linter.lint({ adapter: dockerfileAdapter, text, rules: setup.rules, facts, document });
}
