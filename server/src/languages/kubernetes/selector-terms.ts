import type { Edit } from '../../core/finding';
import { insertEntry } from '../yaml/edits';
import type { YamlMapping } from '../yaml/nodes';
import { asScalar, entryOf } from '../yaml/query';
import { quoteIfNeeded } from '../yaml/quote';
import { mapEntries, mappingAt, type Pod } from './model';
import { isOpen } from './security';

/** The labels by which a workload finds its own pods; else those that its pods have. */
function ownLabels(pod: Pod): readonly (readonly [string, string])[] {
  const selector = mapEntries(mappingAt(pod.manifest.root, 'spec', 'selector'), 'matchLabels');
  const entries = selector.length > 0 ? selector : mapEntries(pod.metadata, 'labels');
  return entries.flatMap(({ name, value }) => {
    const text = asScalar(value)?.text;
    return text === undefined || isOpen(text) || isOpen(name) ? [] : [[name, text] as const];
  });
}

/** Whether nothing is selected: there is no `labelSelector`, or it is null. */
export function selectsNothing(term: YamlMapping): boolean {
  const value = entryOf(term, 'labelSelector')?.value;
  if (value === undefined) return true;
  const scalar = asScalar(value);
  return scalar !== undefined && scalar.style === 'plain' && ['', '~', 'null'].includes(scalar.text);
}

/** Selects the pods of the workload itself; undefined when they have no labels. */
export function selectOwnPods(term: YamlMapping, pod: Pod): readonly Edit[] | undefined {
  const labels = ownLabels(pod);
  if (labels.length === 0 || entryOf(term, 'labelSelector')) return undefined;
  const lines = labels.map(([name, text]) => `    ${quoteIfNeeded(name)}: ${quoteIfNeeded(text)}`);
  return insertEntry(term, ['labelSelector:', '  matchLabels:', ...lines].join('\n'));
}
