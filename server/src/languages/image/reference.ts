/** The parts of an image reference, as github.com/distribution/reference splits it. Ranges are offsets within the text. */
export interface ImageReference {
  readonly text: string;
  /** `registry.example.com:5000`, when the first part of the path names a host. */
  readonly registry: string | undefined;
  /** The path without registry, tag and digest: `library/node` is written `node`. */
  readonly repository: string;
  /** The last part of the repository. */
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly tagStart: number | undefined;
  readonly digestStart: number | undefined;
}

const HOST =
  /^(?:localhost|[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z0-9.-]*|[a-zA-Z0-9][a-zA-Z0-9.-]*:\d+|\[[0-9a-fA-F:]+\](?::\d+)?)$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Splits a reference; it need not be a valid one ({@link imageProblem} tells). Linear. */
export function parseImage(text: string): ImageReference {
  const at = text.indexOf('@');
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash + 1);
  const path = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  const first = path.indexOf('/');
  const host = first > 0 && HOST.test(path.slice(0, first)) ? path.slice(0, first) : undefined;
  const repository = host === undefined ? path : path.slice(first + 1);
  const nameStart = path.lastIndexOf('/') + 1;
  return {
    text,
    registry: host,
    repository,
    name: path.slice(nameStart),
    tag: colon < 0 ? undefined : beforeDigest.slice(colon + 1),
    digest: at < 0 ? undefined : text.slice(at + 1),
    nameStart,
    nameEnd: path.length,
    tagStart: colon < 0 ? undefined : colon + 1,
    digestStart: at < 0 ? undefined : at + 1,
  };
}

/** What is wrong with a reference, as a clause; undefined when it is valid. */
export function imageProblem(image: ImageReference): string | undefined {
  if (image.repository === '') return 'the name is missing';
  if (image.repository !== image.repository.toLowerCase()) return 'the name has capital letters';
  if (!PATH.test(image.repository)) return 'the name holds a character that none may have';
  if (image.tag !== undefined && !TAG.test(image.tag))
    return image.tag === '' ? 'the tag is empty' : 'the tag is not valid';
  if (image.digest !== undefined && !DIGEST.test(image.digest)) return 'the digest is not valid';
  return undefined;
}

/** The full name, as a registry sees it: `docker.io/library/node`. */
export function canonicalName(image: ImageReference): string {
  const registry = image.registry ?? 'docker.io';
  const hub = registry === 'docker.io' || registry === 'index.docker.io';
  const repository = hub && !image.repository.includes('/') ? `library/${image.repository}` : image.repository;
  return `${hub ? 'docker.io' : registry}/${repository}`;
}

/** The name of a Docker Official Image (`node`), whatever way it is written; undefined for any other image. */
export function officialName(image: ImageReference): string | undefined {
  const match = /^docker\.io\/library\/([^/]+)$/.exec(canonicalName(image));
  return match?.[1];
}
