import { createLinter, type Linter } from '../core/engine';
import type { LanguageId } from '../core/finding';
import type { AnyRule } from '../core/rule';
import { DOCKERFILE_RULES } from '../rules/dockerfile.generated';
import { allRules, yamlRules } from '../rules/index.generated';

/** The rules that can run on files of a language. */
export const rulesOf = (language: LanguageId): readonly AnyRule[] =>
  language === 'dockerfile' ? DOCKERFILE_RULES : yamlRules();

/** One engine for Dockerfiles, one for the YAML languages, each made when the first of its files comes. */
export class Linters {
  readonly #byRules = new Map<readonly AnyRule[], Linter>();

  of(language: LanguageId): Linter {
    const rules = rulesOf(language);
    const known = this.#byRules.get(rules);
    if (known) return known;
    const linter = createLinter(rules, allRules);
    this.#byRules.set(rules, linter);
    return linter;
  }
}
