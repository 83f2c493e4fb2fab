import type { LanguageId } from '../core/finding';
import { CONFIGURATION_FILES } from '../project/load-configuration';
import { languageOfYaml } from './yaml-language';

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

/** Files that may hold Kubernetes objects; what is in them decides. */
const YAML = /\.(?:ya?ml|json)$/i;

/** JSON files of other tools that stand in nearly every folder. */
const OTHER_JSON =
  /(?:^|[/\\])(?:package(?:-lock)?|tsconfig(?:\.\w+)?|jsconfig|composer|deno|biome|angular|nx|turbo|renovate|\w+\.schema)\.json$/i;

/** Whether a file's text has to be looked at to know its language. */
export const isYamlName = (name: string): boolean => YAML.test(name) && !OTHER_JSON.test(name);

/** The language of an editor's document: what the editor says, else its name. */
export function languageOfDocument(languageId: string, uri: string, text: string): LanguageId | undefined {
  const byName = languageOfName(uri);
  if (byName === 'config') return byName;
  if (/^(?:dockercompose|docker-compose|compose)$/i.test(languageId)) return 'compose';
  if (/^(?:yaml|json|jsonc|kubernetes)$/i.test(languageId) || /^yaml\./i.test(languageId))
    return languageOfYaml(text, uri);
  return languageId.toLowerCase() === 'dockerfile' || languageId.toLowerCase() === 'containerfile'
    ? 'dockerfile'
    : byName;
}
