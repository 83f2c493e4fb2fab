import type { ResolvedRules } from '../core/config';
import type { Linter, LintResult } from '../core/engine';
import type { Files } from '../core/files';
import { composeAdapter } from '../languages/compose/adapter';
import type { ComposeSchema } from '../languages/compose/schema/types';
import { dockerfileAdapter } from '../languages/dockerfile/adapter';
import { kubernetesAdapter } from '../languages/kubernetes/adapter';
import type { KubernetesFacts } from '../languages/kubernetes/facts';
import type { KubernetesDocument } from '../languages/kubernetes/model';
import type { ObjectIndex } from '../languages/kubernetes/object-index';
import type { KubernetesSchema } from '../languages/kubernetes/schema/types';
import { stableFacts } from '../languages/kubernetes/schema-problems';
import { readCompose } from './compose';
import { dockerfileFacts } from './dockerfile';
import { kubernetesFacts } from './kubernetes';

/** A file among the workspace's files. */
export interface FilePlace {
  readonly files: Files;
  readonly path: string;
}

/** How a file is linted in its surroundings, for any text that it may come to hold. */
export interface FileLinter {
  readonly lint: (text: string) => LintResult;
  /** The folder to which the paths of other files in fixes and related places are relative. */
  readonly folder: () => string;
}

export function dockerfileFile(linter: Linter, rules: ResolvedRules, place: FilePlace, text: string): FileLinter {
  return {
    lint(current) {
      const document = dockerfileAdapter.parse(current);
      const facts = dockerfileFacts(document, place);
      return linter.lint({ adapter: dockerfileAdapter, text: current, rules, facts, document });
    },
    folder: () => dockerfileFacts(dockerfileAdapter.parse(text), place).context?.folder ?? '.',
  };
}

/** Lints a file of Kubernetes objects that has been parsed. */
export const lintManifests = (
  linter: Linter,
  rules: ResolvedRules,
  document: KubernetesDocument,
  facts: KubernetesFacts,
): LintResult<KubernetesDocument> =>
  linter.lint({
    adapter: kubernetesAdapter,
    text: document.source.text,
    rules,
    facts,
    document,
    stable: stableFacts(document, facts),
  });

export function kubernetesFile(
  linter: Linter,
  rules: ResolvedRules,
  place: FilePlace,
  schema: KubernetesSchema | undefined,
  index: ObjectIndex | undefined,
): FileLinter {
  return {
    lint(current) {
      const facts = kubernetesFacts(schema, place, rules.kubernetesVersion, { index });
      return lintManifests(linter, rules, kubernetesAdapter.parse(current), facts);
    },
    folder: () => '.',
  };
}

export function composeFile(
  linter: Linter,
  rules: ResolvedRules,
  place: FilePlace,
  schema: ComposeSchema | undefined,
): FileLinter {
  return {
    lint(current) {
      const reading = readCompose(current, schema, place);
      return linter.lint({ adapter: composeAdapter, text: current, rules, ...reading });
    },
    folder: () => '.',
  };
}
