import { type ImageReference, officialName } from '../image/reference';

/** How a program gets a user of its own on a base image that runs as root. */
export type BaseUser =
  /** The image has a user for it. */
  | { readonly kind: 'existing'; readonly user: string }
  /** A command that creates one. */
  | { readonly kind: 'create'; readonly command: string; readonly user: string }
  /** Another tag of the image. */
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'unknown' };

/** Docker Official Images that start as root and hand over to nobody: distributions and languages. */
const ROOT_IMAGES = new Set(
  (
    'alpine amazoncorretto amazonlinux almalinux archlinux buildpack-deps busybox clojure dart debian eclipse-temurin elixir erlang ' +
    'fedora gcc golang haskell julia maven node openjdk oraclelinux perl php pypy python rockylinux ruby rust sapmachine swift ubuntu'
  ).split(' '),
);

/** Of those, what stands on Debian or Ubuntu unless the tag says otherwise. */
const DEBIAN_BASED = new Set(
  'buildpack-deps debian elixir erlang gcc golang haskell julia node perl php pypy python ruby rust ubuntu'.split(' '),
);

const UID = '10001';

/** For an image that is known to start as root; undefined for one of which that is not known. */
export function baseUser(image: ImageReference): BaseUser | undefined {
  const tag = image.tag ?? '';
  if (image.registry === 'gcr.io' && image.repository.startsWith('distroless/')) return distroless(image, tag);
  if (image.registry === 'mcr.microsoft.com' && image.repository.startsWith('dotnet/')) return dotnet(image, tag);
  const name = officialName(image);
  if (name === undefined || !ROOT_IMAGES.has(name)) return undefined;
  // Servers within these images have workers with users of their own.
  if (name === 'php' && /fpm|apache/.test(tag)) return undefined;
  if (name === 'node') return { kind: 'existing', user: 'node' };
  if (name === 'alpine' || /alpine/.test(tag))
    return { kind: 'create', command: `adduser -D -u ${UID} app`, user: UID };
  const isDebian = DEBIAN_BASED.has(name) && !/nanoserver|windows/.test(tag);
  return isDebian
    ? { kind: 'create', command: `useradd --create-home --uid ${UID} app`, user: UID }
    : { kind: 'unknown' };
}

function distroless(image: ImageReference, tag: string): BaseUser | undefined {
  if (/nonroot/.test(tag) || (image.digest !== undefined && tag === '')) return undefined;
  if (image.digest !== undefined) return { kind: 'unknown' };
  if (tag === '' || tag === 'latest') return { kind: 'tag', tag: 'nonroot' };
  return tag === 'debug' ? { kind: 'tag', tag: 'debug-nonroot' } : { kind: 'unknown' };
}

function dotnet(image: ImageReference, tag: string): BaseUser | undefined {
  if (!/^dotnet\/(?:aspnet|runtime|runtime-deps)$/.test(image.repository)) return undefined;
  if (/chiseled|distroless|nanoserver|windows/.test(tag)) return undefined;
  const major = Number(/^(\d+)\./.exec(tag)?.[1] ?? 0);
  return major >= 8 ? { kind: 'existing', user: 'app' } : { kind: 'unknown' };
}
