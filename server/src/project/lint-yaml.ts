import type { ResolvedRules } from '../core/config';
import type { Linter, LintResult } from '../core/engine';
import type { LanguageAdapter } from '../core/language';
import { composeAdapter } from '../languages/compose/adapter';
import type { ComposeDocument } from '../languages/compose/model';
import type { ComposeSchema } from '../languages/compose/schema/types';
import { kubernetesAdapter } from '../languages/kubernetes/adapter';
import type { KubernetesFacts } from '../languages/kubernetes/facts';
import type { KubernetesDocument } from '../languages/kubernetes/model';
import type { ObjectIndex } from '../languages/kubernetes/object-index';
import type { KubernetesSchema } from '../languages/kubernetes/schema/types';
import { stableFacts } from '../languages/kubernetes/schema-problems';
import { readCompose } from './compose';
import { kubernetesFacts } from './kubernetes';
import type { FileLinter, FilePlace } from './lint-file';

/** How the engine reads Compose files. */
export const composeLanguage = (): LanguageAdapter<ComposeDocument> => composeAdapter;

/** How the engine reads Kubernetes objects. */
export const kubernetesLanguage = (): LanguageAdapter<KubernetesDocument> => kubernetesAdapter;

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
