import type { LanguageId } from '../core/finding';
import { isComposeText } from '../languages/compose/formats';
import { isComposeName } from '../languages/compose/names';
import { mayHoldManifests } from '../languages/kubernetes/formats';
import { readTemplate } from '../languages/kubernetes/template';
import { isTemplateText } from '../languages/yaml/template';

/**
 * The language of a YAML or JSON text, its name helping; undefined for files of other tools and for templates that say nothing before
 * they are filled. What is named as Compose files are is one, unless it is plainly something else.
 */
export function languageOfYaml(text: string, name = ''): LanguageId | undefined {
  const kubernetes = mayHoldManifests(text);
  if (isTemplateText(text))
    return kubernetes && (readTemplate(text)?.objects.length ?? 0) > 0 ? 'kubernetes' : undefined;
  if (kubernetes) return 'kubernetes';
  return isComposeName(name) || isComposeText(text) ? 'compose' : undefined;
}
