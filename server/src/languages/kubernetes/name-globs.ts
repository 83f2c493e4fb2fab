import { globMatcher } from '../../core/glob';

/** Whether a label's or annotation's key is what a glob says: `team`, `example.com/*`. A glob without a prefix means keys without one. */
export function keyMatcher(glob: string): (key: string) => boolean {
  return globMatcher(glob.includes('/') || glob.startsWith('./') ? glob : `./${glob}`);
}
