import type { DockerfileDocument } from './model';

/** The version of Docker's own frontend that `# syntax=` names: `1.7` is [1, 7], `1` and `latest` the newest; undefined without one. */
export function frontendVersion(
  document: DockerfileDocument,
): readonly [number, number] | 'newest' | 'other' | undefined {
  const directive = document.directives.find((d) => d.name === 'syntax');
  if (!directive) return undefined;
  const image = directive.value.split(/\s+/)[0] ?? '';
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::([^@]+))?(?:@.*)?$/.exec(image);
  if (!match) return 'other';
  const version = /^(\d+)(?:\.(\d+))?/.exec(match[1] ?? '');
  if (!version?.[1]) return 'newest';
  return version[2] === undefined ? 'newest' : [Number(version[1]), Number(version[2])];
}

/** Whether the named frontend has what came with `major.minor`. Without a directive the builder decides: not known, so no. */
export function frontendHas(document: DockerfileDocument, major: number, minor: number): boolean {
  const version = frontendVersion(document);
  if (version === undefined || version === 'other') return false;
  return version === 'newest' || version[0] > major || (version[0] === major && version[1] >= minor);
}

/** `COPY --parents` is stable since 1.20. */
export const allowsParents = (document: DockerfileDocument): boolean => frontendHas(document, 1, 20);
