import { joinPath, parentPath } from '../../core/files';
import type { KubernetesFacts } from './facts';

/** Files of tools that put together what is applied, and may add a namespace, labels and annotations. */
const ASSEMBLERS = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
  'Chart.yaml',
  'fleet.yaml',
  'devspace.yaml',
];
/** Folders above that are looked into. */
const MAX_LEVELS = 4;

/** Whether a tool may add to the objects of a file: its file lies in the same folder or in one above. */
export function isAssembled({ workspace }: KubernetesFacts): boolean {
  if (!workspace) return false;
  let folder = parentPath(workspace.path);
  for (let level = 0; level < MAX_LEVELS; level++) {
    for (const name of ASSEMBLERS) {
      const path = joinPath(folder, name);
      if (path !== undefined && typeof workspace.files.text(path) === 'string') return true;
    }
    if (folder === '.') return false;
    folder = parentPath(folder);
  }
  return false;
}
