import { baseName, type Files, parentPath, within } from '../core/files';
import { type BuildContext, findContext, makeContext } from '../languages/dockerfile/context';
import type { ComposeBuild } from '../languages/dockerfile/facts';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import { composeBuildsOf } from './compose-builds';
import { type DockerfileFacts, NO_FACTS } from './facts';
import { projectVersion } from './versions';

/** The context that Compose files name, when they agree. */
function contextOf(builds: readonly ComposeBuild[], files: Files, path: string): BuildContext | undefined {
  const [first] = builds;
  if (!first || builds.some(({ context }) => context !== first.context)) return undefined;
  const { context } = first;
  const inside = context === '.' ? path : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined;
  return inside === undefined ? undefined : makeContext(within(files, context), inside, context);
}

/** Gathers what is known about a Dockerfile at `path` among the workspace's files. */
export function dockerfileFacts(
  document: DockerfileDocument,
  place: { readonly files: Files; readonly path: string } | undefined,
): DockerfileFacts {
  if (!place) return NO_FACTS;
  const folder = parentPath(place.path);
  const fileName = baseName(place.path);
  const builds = composeBuildsOf(place.files, place.path);
  const around = {
    fileName,
    builds,
    context: contextOf(builds, place.files, place.path) ?? findContext(document, place.files, folder, fileName),
    workspace: { files: place.files, folder },
  };
  return { ...around, projectVersion: (image) => projectVersion(image, around) };
}
