import { canonicalName, imageProblem, parseImage } from '../../languages/image/reference';

/** The page about an image, for registries whose pages have a known address; undefined for others, and for what is no image. */
export function imagePage(text: string): string | undefined {
  const image = parseImage(text);
  if (imageProblem(image) !== undefined || /[$`{\s]/.test(text) || text === 'scratch') return undefined;
  const [registry = '', ...rest] = canonicalName(image).split('/');
  const path = rest.join('/');
  if (registry === 'docker.io')
    return path.startsWith('library/')
      ? `https://hub.docker.com/_/${path.slice('library/'.length)}`
      : `https://hub.docker.com/r/${path}`;
  if (registry === 'quay.io') return `https://quay.io/repository/${path}`;
  if (registry === 'ghcr.io') return `https://ghcr.io/${path}`;
  if (registry === 'mcr.microsoft.com') return `https://mcr.microsoft.com/artifact/mar/${path}`;
  return registry === 'public.ecr.aws' ? `https://gallery.ecr.aws/${path}` : undefined;
}
