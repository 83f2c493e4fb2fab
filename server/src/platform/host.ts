import type { Entry } from '../core/files';

/**
 * What the product needs from the machine that it runs on. Places are opaque texts: URIs in the language server, paths on the command
 * line; only the host takes them apart. Nothing throws for a file that is missing or cannot be read.
 */
export interface Host {
  /** The text of a file; `null` when there is none; `undefined` when it is there but cannot be read or is not text. */
  readonly readText: (place: string) => Promise<string | null | undefined>;
  /** Entries of a folder; `null` when there is none; `undefined` when it cannot be listed. */
  readonly list: (place: string) => Promise<readonly Entry[] | null | undefined>;
  /** The place of a `/`-separated path below a folder. */
  readonly join: (folder: string, path: string) => string;
  /** The folder of a place; undefined for a root. */
  readonly parent: (place: string) => string | undefined;
  /** `place` relative to `folder`, `/`-separated; undefined when it does not lie below. */
  readonly relative: (folder: string, place: string) => string | undefined;
  /** A file shipped with Plimsoll, by its path below `assets`. */
  readonly asset: (name: string) => Promise<string | undefined>;
  readonly log: (message: string) => void;
}
