import { baseName } from '../../core/files';
import { type ComposeFacts, workspacePath } from './facts';

/** Whether it is known what `.env` holds, be it nothing: only then is a variable known not to be there. */
export function isDotenvKnown({ dotenv, dotenvPath, workspace }: ComposeFacts): boolean {
  if (dotenv) return true;
  return dotenvPath !== undefined && workspace?.files.text(dotenvPath) === null;
}

/** The text of a file that a path of the Compose file leads to. */
export function textAt(path: string, facts: ComposeFacts): string | undefined {
  const at = workspacePath(path, facts);
  return (at === undefined ? undefined : facts.workspace?.files.text(at)) ?? undefined;
}

/** Whether the `.gitignore` of the project names a file beside it, in the ways that people do. */
export function isIgnored(path: string, facts: ComposeFacts): boolean {
  const name = baseName(path);
  const lines = (textAt('.gitignore', facts) ?? '').split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const ending = name.includes('.') ? `*${name.slice(name.lastIndexOf('.'))}` : name;
  return lines.some(
    (line) => line === name || line === path.replace(/^\.\//, '') || line === ending || line === `${name}*`,
  );
}

/** The files that `COMPOSE_FILE` of `.env` names. */
export function composeFilesOf({ dotenv }: ComposeFacts): readonly string[] {
  const text = dotenv?.get('COMPOSE_FILE')?.value;
  if (!text) return [];
  const separator = dotenv?.get('COMPOSE_PATH_SEPARATOR')?.value || (text.includes(';') ? ';' : ':');
  return text.split(separator).filter((path) => path !== '');
}
