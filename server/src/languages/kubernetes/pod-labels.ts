import type { YamlNode } from '../yaml/nodes';
import { mapEntries, mappingAt, type Pod } from './model';
import { isOpen } from './security';

const sourceOf = ({ document, span }: YamlNode): string => document.source.text.slice(span.start, span.end);

/**
 * The labels by which a workload finds its pods, else those of the template, as lines of YAML; undefined where one of them is not known.
 */
export function selectorLines(pod: Pod, indent: string): string | undefined {
  const own = mapEntries(mappingAt(pod.manifest.root, 'spec', 'selector'), 'matchLabels');
  const labels = own.length > 0 ? own : mapEntries(pod.metadata, 'labels');
  const lines = labels.map(({ key, value }) => {
    if (key.kind !== 'scalar' || value?.kind !== 'scalar' || isOpen(value.text) || isOpen(key.text)) return undefined;
    return `${indent}${sourceOf(key)}: ${sourceOf(value)}`;
  });
  if (lines.length === 0 || lines.some((line) => line === undefined || line.includes('\n'))) return undefined;
  return lines.join('\n');
}
