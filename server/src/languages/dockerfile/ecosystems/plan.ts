import { joinPath, parentPath } from '../../../core/files';
import type { PackageCommand } from '../../shell';
import type { BuildContext } from '../context';
import { isIgnored } from '../dockerignore';

/** One `COPY` of manifests: from and to folders below the project's folder, `''` for the folder itself. */
export interface ManifestCopy {
  /** Relative to the project's folder in the build context. */
  readonly sources: readonly string[];
  /** A folder relative to the install's working directory, with a slash at the end; `''` is that directory. */
  readonly destination: string;
  /** `COPY --parents`: sources keep their folders. */
  readonly parents?: boolean;
}

/** How an install can be made to depend on manifests alone. */
export type Plan =
  | {
      readonly kind: 'copy';
      readonly copies: readonly ManifestCopy[];
      /** Folders that the install fills, as patterns of an ignore file: a later `COPY . .` must not bring the host's own. */
      readonly ignore: readonly string[];
      readonly title: string;
      /** A command that downloads before the sources come, for ecosystems whose build downloads by itself. */
      readonly download?: string;
      /** What the install has to be given beside files. */
      readonly secret?: { readonly id: string; readonly file: string };
      /** False when the context could not be read and the least was assumed. */
      readonly certain: boolean;
    }
  /** The install reads no file, or has them already: the sources only have to move below it. */
  | { readonly kind: 'move'; readonly ignore: readonly string[] }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      /** Where it is another one than the install's. */
      readonly manifest?: string;
    }
  /** Nothing is downloaded here, or it is cached by other means. */
  | { readonly kind: 'silent' };

/** An install or build that downloads what a manifest lists. */
export interface Install {
  /** As a person calls it: `npm install`, `pip install`. */
  readonly name: string;
  /** The file that decides what is downloaded. */
  readonly manifest: string;
  /** Installs the project itself: little is left to be downloaded once what its manifests list is there. */
  readonly ofProject?: boolean;
  readonly plan: (folder: ProjectFolder, site: InstallSite) => Plan;
  /** The folder of all that is copied for which the plan is made, where that is not the one that the install runs in. */
  readonly rootOf?: (copied: ProjectFolder, directory: string) => string;
}

/** What a plan may ask of the place of the install. */
export interface InstallSite {
  readonly call: PackageCommand;
  /** The file's `# syntax=` allows `COPY --parents`. */
  readonly parentsFlag: boolean;
  /** The absolute directory of the install, when it is known. */
  readonly directory: string | undefined;
  /** The install's directory relative to the project's folder, and that one relative to all that is copied. */
  readonly below: string;
  readonly within: string;
  /** Maps an absolute path in the image to the project's folder; undefined when it lies outside. */
  readonly toProject: (absolute: string) => string | undefined;
  /** The value of an environment variable there. */
  readonly environment: (name: string) => string | undefined;
}

export const blocked = (reason: string): Plan => ({ kind: 'blocked', reason });
export const SILENT: Plan = { kind: 'silent' };

/** The project's folder in the build context, as far as it is known. */
export class ProjectFolder {
  readonly #context: BuildContext | undefined;
  readonly #path: string;

  constructor(context: BuildContext | undefined, path: string) {
    this.#context = context;
    this.#path = path;
  }

  /** Whether the context's files are known at all. */
  get known(): boolean {
    return this.#context?.files.list(this.#path) !== undefined && this.#context.ignore !== undefined;
  }

  /** The path of something in this folder, relative to the build context; undefined when it leads out of it. */
  contextPath(path: string): string | undefined {
    return joinPath(this.#path, path);
  }

  /** The file or folder is part of the build: there, and not ignored. */
  has(path: string): boolean {
    const full = this.contextPath(path);
    return full !== undefined && this.#context?.carries(full) === true;
  }

  kind(path: string): 'file' | 'folder' | undefined {
    const full = this.contextPath(path);
    const kind = full === undefined ? undefined : this.#context?.kind(full);
    return kind === 'file' || kind === 'folder' ? kind : undefined;
  }

  /** It is there and an ignore file keeps it out. */
  ignored(path: string): boolean {
    const full = this.contextPath(path);
    const ignore = this.#context?.ignore;
    return full !== undefined && !!ignore && isIgnored(ignore, full) && this.kind(path) !== undefined;
  }

  text(path: string): string | undefined {
    const full = this.contextPath(path);
    return full === undefined ? undefined : (this.#context?.files.text(full) ?? undefined);
  }

  /** Names in a folder. */
  names(path = '.'): readonly string[] {
    const full = this.contextPath(path);
    return (full === undefined ? undefined : this.#context?.files.list(full))?.map((entry) => entry.name) ?? [];
  }

  /** Folders directly in a folder. */
  folders(path = '.'): readonly string[] {
    const full = this.contextPath(path);
    const entries = full === undefined ? undefined : this.#context?.files.list(full);
    return (entries ?? []).filter((entry) => entry.kind === 'folder').map((entry) => entry.name);
  }

  /** The name of the ignore file in force. */
  get ignoreName(): string {
    return this.#context?.ignorePath ?? '.dockerignore';
  }

  /** Why a manifest cannot be copied by name; undefined when it can. */
  missing(file: string): string | undefined {
    if (this.has(file)) return undefined;
    if (this.ignored(file)) return `\`${this.ignoreName}\` keeps \`${file}\` out of the build`;
    return `\`${file}\` is not in the build context`;
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names[names.length - 1];
  if (last === undefined) return '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Copies of single files: those of the project's folder together, those of each folder below by themselves, in order. */
export function copiesOf(files: readonly string[]): ManifestCopy[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const folder = parentPath(file);
    const known = groups.get(folder);
    if (known) known.push(file);
    else groups.set(folder, [file]);
  }
  return [...groups].map(([folder, sources]) => ({ sources, destination: folder === '.' ? '' : `${folder}/` }));
}

/** A copy of a whole folder to its place. */
export const copyFolder = (folder: string): ManifestCopy => ({ sources: [folder], destination: folder });

export const manifestTitle = (files: readonly string[]): string => `Copy ${listed(files)} before the sources`;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON file's object; undefined when it is none. */
export function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
