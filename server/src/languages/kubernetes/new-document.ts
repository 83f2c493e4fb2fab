import type { Edit } from '../../core/finding';
import { span } from '../../core/span';
import { fragmentOf, reindented } from '../yaml/fragment';
import { indentStep, isSound, listStyle } from '../yaml/layout';
import type { Manifest } from './model';

/** Puts an object of its own below another one, indented as that is; undefined in JSON, in a list, and where the text does not allow it. */
export function addDocument(manifest: Manifest, text: string): readonly Edit[] | undefined {
  const { yaml, root, inList } = manifest;
  if (inList || root.flow || !isSound(yaml) || /^\.\.\./m.test(yaml.text)) return undefined;
  const fragment = fragmentOf(text);
  if (!fragment) return undefined;
  const own = reindented(fragment, 0, indentStep(yaml), listStyle(yaml)).join('\n');
  const { end } = yaml.span;
  const gap = yaml.source.text[end - 1] === '\n' ? '' : '\n';
  return [{ span: span(end, end), text: `${gap}---\n${own}\n` }];
}

/** The head of an object that belongs to another one: kind, name and namespace. */
export function headFor({ name = 'name', namespace }: Manifest, apiVersion: string, kind: string): string {
  const place = namespace === undefined ? '' : `\n  namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}${place}`;
}
