import type { LanguageId } from '../core/finding';
import { CONFIGURATION_FILES } from '../project/configuration';

const DOCKERFILE = /^(?:dockerfile|containerfile)(?:\..+)?$|\.(?:dockerfile|containerfile)$/i;

/** Files named like a Dockerfile that are something else: ignore files, templates, notes about one. */
const NOT_DOCKERFILE =
  /\.(?:dockerignore|containerignore|md|j2|tmpl|tpl|erb|template|in|mustache|gotmpl|hbs|txt|sh|py|js|ts|json|ya?ml|orig|rej|bak)$/i;

/** The language of a file by its name; undefined for files that Plimsoll leaves alone. */
export function languageOfName(name: string): LanguageId | undefined {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  if (CONFIGURATION_FILES.includes(base)) return 'config';
  return DOCKERFILE.test(base) && !NOT_DOCKERFILE.test(base) ? 'dockerfile' : undefined;
}

/** The language of an editor's document: what the editor says, else its name. */
export function languageOfDocument(languageId: string, uri: string): LanguageId | undefined {
  const byName = languageOfName(uri);
  if (byName === 'config') return byName;
  return languageId.toLowerCase() === 'dockerfile' || languageId.toLowerCase() === 'containerfile'
    ? 'dockerfile'
    : byName;
}
