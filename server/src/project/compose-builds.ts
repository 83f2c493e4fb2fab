import { baseName, type Files, joinPath, parentPath } from '../core/files';
import { isComposeName, MAIN_NAMES } from '../languages/compose/names';
import type { ComposeBuild } from '../languages/dockerfile/facts';
import { buildsIn } from './built-from';

/** A Compose file stands beside the Dockerfile or a few folders above it. */
const MAX_LEVELS = 4;

/** The services of Compose files in the Dockerfile's folder and above that are built from it. */
export function composeBuildsOf(files: Files, path: string): readonly ComposeBuild[] {
  const found: ComposeBuild[] = [];
  let folder = parentPath(path);
  for (let level = 0; level <= MAX_LEVELS; level++) {
    for (const name of composeFilesIn(files, folder)) {
      const file = joinPath(folder, name);
      const text = file === undefined ? undefined : files.text(file);
      if (file === undefined || typeof text !== 'string') continue;
      for (const build of buildsIn(text)) {
        const context = joinPath(folder, build.context);
        if (context === undefined || joinPath(context, build.dockerfile) !== path) continue;
        found.push({ file, service: build.service, context, args: build.args, target: build.target });
      }
    }
    if (folder === '.') break;
    folder = parentPath(folder);
  }
  return found;
}

/** The files that Compose would take by itself, and others that are named like Compose files. */
function composeFilesIn(files: Files, folder: string): readonly string[] {
  const names = (files.list(folder) ?? []).flatMap(({ name, kind }) =>
    kind === 'file' && isComposeName(baseName(name)) ? [name] : [],
  );
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, 8);
}

const rank = (name: string): number => {
  const names: readonly string[] = MAIN_NAMES;
  const at = names.indexOf(name);
  return at < 0 ? names.length : at;
};
