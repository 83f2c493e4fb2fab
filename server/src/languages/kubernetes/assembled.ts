import { joinPath, parentPath } from '../../core/files';
import type { YamlMapping } from '../yaml/nodes';
import { asMapping, asScalar } from '../yaml/query';
import { parseStream } from '../yaml/stream';
import type { KubernetesFacts } from './facts';
import { booleanAt, mapEntries, mappingsAt } from './model';

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
export function isAssembled(facts: KubernetesFacts): boolean {
  return !filesAround(facts, ASSEMBLERS).next().done;
}

const KUSTOMIZATIONS = ASSEMBLERS.slice(0, 3);

/** The labels that kustomizations put on the pods of a file's folder, and into the selectors there. */
export function labelsAdded(facts: KubernetesFacts): ReadonlyMap<string, string> {
  const added = new Map<string, string>();
  for (const text of filesAround(facts, KUSTOMIZATIONS)) {
    const root = asMapping(parseStream(text).documents[0]?.root);
    for (const [name, value] of podLabels(root)) added.set(name, value);
  }
  return added;
}

/** `labels` reach pods only where they say so. */
function podLabels(root: YamlMapping | undefined): readonly (readonly [string, string])[] {
  const sets = mappingsAt(root, 'labels').filter(
    (set) => booleanAt(set, 'includeSelectors') === true || booleanAt(set, 'includeTemplates') === true,
  );
  return [...mapEntries(root, 'commonLabels'), ...sets.flatMap((set) => mapEntries(set, 'pairs'))].flatMap((entry) => {
    const text = asScalar(entry.value)?.text;
    return text === undefined ? [] : [[entry.name, text] as const];
  });
}

/** The texts of files with certain names in the file's folder and in those above. */
function* filesAround({ workspace }: KubernetesFacts, names: readonly string[]): Generator<string> {
  if (!workspace) return;
  let folder = parentPath(workspace.path);
  for (let level = 0; level < MAX_LEVELS; level++) {
    for (const name of names) {
      const path = joinPath(folder, name);
      const text = path === undefined ? undefined : workspace.files.text(path);
      if (typeof text === 'string') yield text;
    }
    if (folder === '.') return;
    folder = parentPath(folder);
  }
}
