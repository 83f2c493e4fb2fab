import { type Configuration, type ConfigurationLayer, configurationFinding, PROFILES } from '../core/config';
import type { Finding } from '../core/finding';
import { globMatcher } from '../core/glob';
import type { AnyRule } from '../core/rule';
import { span } from '../core/span';
import { parseConfiguration } from './configuration';

/** The names under which a configuration is looked for, the first one found in a folder counting. */
export const CONFIGURATION_FILES: readonly string[] = ['.plimsoll.yaml', '.plimsoll.yml', '.plimsoll.json'];

/** The part of a host that finding a configuration needs. */
export interface ConfigurationHost {
  readonly readText: (place: string) => Promise<string | null | undefined>;
  readonly join: (folder: string, path: string) => string;
  readonly parent: (place: string) => string | undefined;
  readonly relative: (folder: string, place: string) => string | undefined;
}

/** What is in force for the files of one folder. */
export interface LoadedConfiguration {
  /** The file that was found; undefined when there is none. */
  readonly place: string | undefined;
  /** Extended files first, so that the nearer one wins. */
  readonly sources: readonly { readonly place: string; readonly configuration: Configuration }[];
  /** Mistakes, by the file that holds them. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

export const NO_CONFIGURATION: LoadedConfiguration = { place: undefined, sources: [], findings: new Map() };

/** Looks for a configuration from `folder` upwards, not above `root` (without one: up to the top). */
export async function findConfiguration(
  host: ConfigurationHost,
  rules: () => readonly AnyRule[],
  folder: string,
  root: string | undefined,
): Promise<LoadedConfiguration> {
  for (let at: string | undefined = folder; at !== undefined; at = at === root ? undefined : host.parent(at)) {
    for (const name of CONFIGURATION_FILES) {
      const place = host.join(at, name);
      const text = await host.readText(place);
      if (text !== null) return loadConfiguration(host, rules, place, root, text);
    }
  }
  return NO_CONFIGURATION;
}

/** More files than this in one chain of `extends` is a mistake. */
const MAX_EXTENDS = 20;

/** Loads a configuration file with what it extends: profile names, and files inside the workspace. */
export async function loadConfiguration(
  host: ConfigurationHost,
  rules: () => readonly AnyRule[],
  place: string,
  root: string | undefined,
  text?: string | undefined,
): Promise<LoadedConfiguration> {
  const sources: { place: string; configuration: Configuration }[] = [];
  const findings = new Map<string, readonly Finding[]>();
  const loading = new Set<string>();

  const load = async (at: string, known?: string | undefined): Promise<string | undefined> => {
    if (loading.has(at)) return 'extends itself';
    if (loading.size >= MAX_EXTENDS) return 'is one file too many in a chain of `extends`';
    const content = known ?? (await host.readText(at));
    if (content === null) return 'does not exist';
    if (content === undefined) return 'cannot be read as text';
    loading.add(at);
    const read = parseConfiguration(content, rules());
    const mistakes = [...read.findings];
    const profiles = [...(read.configuration.profiles ?? [])];
    for (const name of read.configuration.extends ?? []) {
      if (PROFILES.some((profile) => profile === name)) {
        profiles.push(name);
        continue;
      }
      const problem = await loadExtended(at, name);
      if (problem) mistakes.push(configurationFinding(`\`${name}\` ${problem}`, placeOf(content, name)));
    }
    findings.set(at, mistakes);
    sources.push({ place: at, configuration: { ...read.configuration, profiles } });
    return undefined;
  };

  const loadExtended = async (from: string, name: string): Promise<string | undefined> => {
    if (!/^\.{1,2}\//.test(name)) return 'is neither a profile nor a relative file (`./base.yaml`)';
    const target = resolve(host, from, name);
    if (target === undefined || (root !== undefined && host.relative(root, target) === undefined)) {
      return 'lies outside the workspace';
    }
    return load(target);
  };

  const problem = await load(place, text);
  if (problem) findings.set(place, [configurationFinding(`The configuration ${problem}`, span(0, 0))]);
  return { place, sources, findings };
}

function resolve(host: ConfigurationHost, from: string, name: string): string | undefined {
  let folder = host.parent(from);
  let rest = name;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      folder = folder === undefined ? undefined : host.parent(folder);
    } else break;
  }
  return folder === undefined ? undefined : host.join(folder, rest);
}

const placeOf = (text: string, name: string) => {
  const at = text.indexOf(name);
  return at < 0 ? span(0, 0) : span(at, at + name.length);
};

/** The layers that concern one file, the weakest first. */
export const layersFor = (
  host: Pick<ConfigurationHost, 'parent' | 'relative'>,
  loaded: LoadedConfiguration,
  file: string,
): ConfigurationLayer[] =>
  loaded.sources.map(({ place, configuration }) => {
    const folder = host.parent(place);
    return { configuration, path: folder === undefined ? undefined : host.relative(folder, file) };
  });

/** Whether an `ignore` glob of the configuration leaves a file out. */
export const isLeftOut = (layers: readonly ConfigurationLayer[]): boolean =>
  layers.some(
    ({ configuration, path }) =>
      path !== undefined && (configuration.ignore ?? []).some((glob) => globMatcher(glob)(path)),
  );
