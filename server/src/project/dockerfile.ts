import type { DockerfileDocument } from '../languages/dockerfile/model';
import { findContext } from './context';
import { type DockerfileFacts, NO_FACTS } from './facts';
import { baseName, type Files, parentPath } from './files';

/** Gathers what is known about a Dockerfile at `path` among the workspace's files. */
export function dockerfileFacts(
  document: DockerfileDocument,
  place: { readonly files: Files; readonly path: string } | undefined,
): DockerfileFacts {
  if (!place) return NO_FACTS;
  const folder = parentPath(place.path);
  const fileName = baseName(place.path);
  return {
    fileName,
    context: findContext(document, place.files, folder, fileName),
    workspace: { files: place.files, folder },
  };
}
