import type { Edit } from '../../core/finding';
import { span } from '../../core/span';
import { isSound } from '../yaml/layout';
import type { Manifest } from './model';

/** Puts an object of its own below another one; undefined in JSON, in a list, and where the text does not allow it. */
export function addDocument(manifest: Manifest, text: string): readonly Edit[] | undefined {
  const { yaml, root, inList } = manifest;
  if (inList || root.flow || !isSound(yaml) || /^\.\.\./m.test(yaml.text)) return undefined;
  const { end } = yaml.span;
  const gap = yaml.source.text[end - 1] === '\n' ? '' : '\n';
  return [{ span: span(end, end), text: `${gap}---\n${text}` }];
}

/** The head of an object that belongs to another one: kind, name and namespace. */
export function headFor({ name = 'name', namespace }: Manifest, apiVersion: string, kind: string): string {
  const place = namespace === undefined ? '' : `\n  namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}${place}`;
}
