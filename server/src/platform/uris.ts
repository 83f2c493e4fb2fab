import { joinPath } from '../core/files';
import type { Host } from './host';

/** How URIs are joined and taken apart, whatever their scheme. */
export const uriPlaces: Pick<Host, 'join' | 'parent' | 'relative'> = {
  join: (folder, below) => {
    const clean = joinPath('.', below);
    if (clean === undefined || clean === '.') return folder;
    return `${folder.replace(/\/$/, '')}/${clean.split('/').map(encodeURIComponent).join('/')}`;
  },
  parent: (place) => {
    const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)?$/i.exec(place);
    const below = match?.[2]?.replace(/\/$/, '');
    if (!match || !below) return undefined;
    return `${match[1]}${below.slice(0, below.lastIndexOf('/')) || '/'}`;
  },
  relative: (folder, place) => {
    const from = decode(folder.replace(/\/$/, ''));
    const to = decode(place);
    return from !== undefined && to?.startsWith(`${from}/`) ? to.slice(from.length + 1) : undefined;
  },
};

/** Clients do not agree on which characters they encode (`%3A` or `:`), so places are compared decoded. */
function decode(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
}
