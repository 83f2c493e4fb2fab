import { canonicalName, imageProblem, parseImage } from '../../languages/image/reference';
import { code } from './markdown';

/** The parts of an image reference, in words; undefined for what is none. */
export function imageText(text: string): string | undefined {
  const image = parseImage(text);
  if (text === '' || imageProblem(image) !== undefined) return undefined;
  const untagged = image.digest === undefined ? 'no tag, so `latest`' : 'no tag';
  const tag = image.tag === undefined ? untagged : `tag ${code(image.tag)}`;
  return `**${code(canonicalName(image))}**, ${tag}, ${image.digest === undefined ? 'no digest' : 'pinned by digest'}`;
}
