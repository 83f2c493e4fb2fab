import { baseName, type Files, parentPath } from '../core/files';
import { findContext } from '../languages/dockerfile/context';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import { type DockerfileFacts, NO_FACTS } from './facts';
import { projectVersion } from './versions';

/** Gathers what is known about a Dockerfile at `path` among the workspace's files. */
export function dockerfileFacts(
  document: DockerfileDocument,
  place: { readonly files: Files; readonly path: string } | undefined,
): DockerfileFacts {
  if (!place) return NO_FACTS;
  const folder = parentPath(place.path);
  const fileName = baseName(place.path);
  const around = {
    fileName,
    context: findContext(document, place.files, folder, fileName),
    workspace: { files: place.files, folder },
  };
  return { ...around, projectVersion: (image) => projectVersion(image, around) };
}
