import { version } from '../../package.json';

/** Plimsoll's own version, as in package.json. */
export const VERSION: string = version;
