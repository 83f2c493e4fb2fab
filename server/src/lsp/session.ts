import type { Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConfigurationLayer, type ResolvedRules, resolveRules } from '../core/config';
import type { LintResult } from '../core/engine';
import { joinPath } from '../core/files';
import type { Edit, Finding, LanguageId } from '../core/finding';
import { hash } from '../core/hash';
import type { LanguageAdapter } from '../core/language';
import { RecentMap } from '../core/recent-map';
import type { Document } from '../core/rule';
import { type SourceText, sourceText } from '../core/text';
import { isYamlName, languageOfDocument, languageOfName } from '../features/languages';
import { type Library, readLibrary } from '../features/library';
import { Linters, rulesOf } from '../features/linters';
import { suppressInFile, suppressNextLine } from '../features/suppress';
import type { ComposeFacts } from '../languages/compose/facts';
import type { ComposeDocument } from '../languages/compose/model';
import type { ComposeSchema } from '../languages/compose/schema/types';
import { dockerfileAdapter } from '../languages/dockerfile/adapter';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { KubernetesFacts } from '../languages/kubernetes/facts';
import type { KubernetesDocument } from '../languages/kubernetes/model';
import type { ObjectIndex } from '../languages/kubernetes/object-index';
import type { Descriptions } from '../languages/kubernetes/schema/lookup';
import type { KubernetesSchema } from '../languages/kubernetes/schema/types';
import type { Host } from '../platform/host';
import { FileCache, type FileSource, settle } from '../project/cache';
import { type ComposeReading, readCompose, readComposeDescriptions, readComposeSchema } from '../project/compose';
import { parseConfiguration } from '../project/configuration';
import { dockerfileFacts } from '../project/dockerfile';
import { type DockerfileFacts, NO_FACTS } from '../project/facts';
import { kubernetesFacts, readDescriptions, readKubernetesSchema } from '../project/kubernetes';
import { emptyIndex } from '../project/kubernetes-index';
import { composeLanguage, kubernetesLanguage, lintManifests } from '../project/lint-yaml';
import {
  findConfiguration,
  isLeftOut,
  type LoadedConfiguration,
  layersFor,
  loadConfiguration,
  NO_CONFIGURATION,
} from '../project/load-configuration';
import { allRules } from '../rules/index.generated';
import type { Capabilities } from './capabilities';
import type { OtherFiles } from './convert';
import type { Settings } from './messages';
import { DEFAULT_SETTINGS, readSettings, settingsLayer } from './settings';

/** Characters of configurations whose rules are kept. */
const MAX_SHARED = 100_000;

/** A document with all that was found in it, at one version. */
export interface Linted {
  readonly uri: string;
  readonly version: number;
  readonly language: LanguageId;
  readonly source: SourceText;
  readonly findings: readonly Finding[];
  /** Equal ids, equal findings: made of the text, the rules in force and the files around it. */
  readonly resultId: string;
  /** Lints another text in the same surroundings: what fixing to the end needs. */
  readonly relint: (text: string) => readonly Finding[];
  readonly files: OtherFiles;
  /** Asks again until the files that the answer needs have been read. */
  readonly settle: <T>(ask: () => T) => Promise<T>;
  readonly dockerfile: { readonly document: DockerfileDocument; readonly facts: DockerfileFacts } | undefined;
  readonly kubernetes: { readonly document: KubernetesDocument; readonly facts: KubernetesFacts } | undefined;
  readonly compose: { readonly document: ComposeDocument; readonly facts: ComposeFacts } | undefined;
  /** Kinds of objects elsewhere in the workspace on which the findings may depend. */
  readonly asked: ReadonlySet<string>;
  /** Comments that silence rules; undefined where there can be none. */
  readonly suppression:
    | { readonly nextLine: (finding: Finding) => Edit; readonly inFile: (rule: string) => Edit }
    | undefined;
}

/** A folder with the files below it. */
export interface Root {
  readonly place: string;
  readonly cache: FileCache;
  /** The same files, open documents as they stand in the editor, nothing kept. */
  readonly source: FileSource;
  /** The Kubernetes objects in them; filled by the workspace when a manifest has been opened. */
  readonly index: () => ObjectIndex;
}

/** The rules in force for a file, and what they were made of. */
interface Resolved {
  readonly language: LanguageId;
  readonly loaded: LoadedConfiguration;
  readonly settings: Settings;
  readonly rules: ResolvedRules;
}

/** Everything that the server knows between requests. The protocol's handlers ask it, and tell it what changed. */
export class Session {
  readonly #linters = new Linters();
  readonly #roots = new Map<string, Root>();
  readonly #linted = new Map<string, { key: string; result: Promise<Linted | undefined> }>();
  readonly #configurations = new Map<string, Promise<LoadedConfiguration>>();
  readonly #settings = new Map<string, Promise<Settings>>();
  /** The version that is on disk, by URI. */
  readonly #cleanVersions = new Map<string, number>();
  readonly #last = new Map<string, Linted>();
  readonly #shared = new RecentMap<ResolvedRules>(MAX_SHARED);
  readonly #resolved = new Map<string, Resolved>();
  #schema: Promise<KubernetesSchema | undefined> | undefined;
  #composeSchema: Promise<ComposeSchema | undefined> | undefined;
  #descriptions: Promise<Descriptions> | undefined;
  #composeTexts: Promise<(id: string) => string | undefined> | undefined;
  #generation = 0;
  #library: Promise<Library> | undefined;
  #pushedSettings: unknown;
  folders: readonly string[] = [];
  /** Told when a manifest of a workspace folder is linted: its findings may depend on the objects of other files. */
  onManifest: (root: Root) => void = () => undefined;

  constructor(
    readonly connection: Connection,
    readonly documents: TextDocuments<TextDocument>,
    readonly host: Host,
    readonly capabilities: Capabilities,
  ) {
    this.#pushedSettings = capabilities.options.settings;
  }

  /** Files, folders or settings changed: what is known beyond open documents counts no more. */
  invalidate(places?: readonly string[]): void {
    this.#generation++;
    this.#configurations.clear();
    if (!places) for (const root of this.#roots.values()) root.cache.clear();
    for (const place of places ?? []) this.#forget(place);
  }

  #forget(place: string): void {
    for (const root of this.#roots.values()) {
      const path = this.host.relative(root.place, place);
      if (path !== undefined) root.cache.forget(path);
    }
  }

  settingsChanged(pushed: unknown): void {
    if (typeof pushed === 'object' && pushed !== null) {
      const own: unknown = Reflect.get(pushed, 'plimsoll');
      if (own !== undefined) this.#pushedSettings = own;
    }
    this.#settings.clear();
    this.invalidate([]);
  }

  /** Forgets a closed document. */
  closed(uri: string): void {
    this.#linted.delete(uri);
    this.#resolved.delete(uri);
    this.#cleanVersions.delete(uri);
    this.#last.delete(uri);
    this.#settings.delete(uri);
    this.#forget(uri);
  }

  /** The document is as on disk: it was opened or saved. */
  clean(uri: string, version: number): void {
    this.#cleanVersions.set(uri, version);
    this.#linted.delete(uri);
  }

  settings(uri: string): Promise<Settings> {
    const known = this.#settings.get(uri);
    if (known) return known;
    const read = this.#readSettings(uri);
    this.#settings.set(uri, read);
    return read;
  }

  async #readSettings(uri: string): Promise<Settings> {
    if (!this.capabilities.configuration) return readSettings(this.#pushedSettings);
    try {
      return readSettings(await this.connection.workspace.getConfiguration({ scopeUri: uri, section: 'plimsoll' }));
    } catch (error) {
      this.host.log(`The client gave no settings: ${String(error)}`);
      return DEFAULT_SETTINGS;
    }
  }

  library(): Promise<Library> {
    this.#library ??= readLibrary((name) => this.host.asset(name));
    return this.#library;
  }

  /** The innermost workspace folder that holds a place. */
  folderOf(uri: string): string | undefined {
    return this.folders
      .filter((folder) => this.host.relative(folder, uri) !== undefined)
      .sort((a, b) => b.length - a.length)[0];
  }

  #root(uri: string): Root | undefined {
    // An untitled document has no files around it.
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return undefined;
    const place = this.folderOf(uri) ?? this.host.parent(uri);
    if (place === undefined) return undefined;
    const known = this.#roots.get(place);
    if (known) return known;
    return this.#makeRoot(place);
  }

  #makeRoot(place: string): Root {
    const source: FileSource = {
      readText: (path) => this.#read(this.host.join(place, path)),
      list: (path) => this.host.list(this.host.join(place, path)),
    };
    let index: ObjectIndex | undefined;
    const root: Root = {
      place,
      cache: new FileCache(source),
      source,
      index() {
        index ??= emptyIndex();
        return index;
      },
    };
    this.#roots.set(place, root);
    return root;
  }

  /** The workspace folder that holds a place; undefined for files outside of all. */
  workspaceRoot(uri: string): Root | undefined {
    return this.folderOf(uri) === undefined ? undefined : this.#root(uri);
  }

  workspaceRoots(): readonly Root[] {
    return this.folders.map((place) => this.#roots.get(place) ?? this.#makeRoot(place));
  }

  isOpen(uri: string): boolean {
    return this.#openDocument(uri) !== undefined;
  }

  #openDocument(place: string): TextDocument | undefined {
    return this.documents.get(place) ?? this.documents.all().find((document) => samePlace(document.uri, place));
  }

  /** An open document counts as it stands in the editor. */
  #read(place: string): Promise<string | null | undefined> {
    const open = this.#openDocument(place);
    return open ? Promise.resolve(open.getText()) : this.host.readText(place);
  }

  async configuration(uri: string): Promise<LoadedConfiguration> {
    const settings = await this.settings(uri);
    const folder = this.host.parent(uri);
    const root = this.folderOf(uri);
    const key = `${settings.configFile} ${settings.configFile ? root : folder}`;
    const known = this.#configurations.get(key);
    if (known) return known;
    const host = { ...this.host, readText: (place: string) => this.#read(place) };
    const load =
      folder === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)
        ? Promise.resolve(NO_CONFIGURATION)
        : settings.configFile !== '' && root !== undefined
          ? loadConfiguration(host, allRules, configuredPlace(this.host, root, settings.configFile), root)
          : findConfiguration(host, allRules, folder, root);
    this.#configurations.set(key, load);
    return load;
  }

  /** Lints an open document, or gives what was found before when nothing has changed. Undefined: not ours, or switched off. */
  lint(document: TextDocument): Promise<Linted | undefined> {
    const key = `${document.version} ${this.#generation}`;
    const known = this.#linted.get(document.uri);
    if (known?.key === key) return known.result;
    const result = this.#lint(document).catch((error: unknown) => {
      this.host.log(`Linting ${document.uri} failed: ${error instanceof Error ? error.stack : String(error)}`);
      return undefined;
    });
    this.#linted.set(document.uri, { key, result });
    return result;
  }

  async #lint(document: TextDocument): Promise<Linted | undefined> {
    const { uri } = document;
    const language = languageOfDocument(document.languageId, uri, document.getText());
    if (language === undefined || uri.startsWith('git:') || uri.startsWith('vscode-notebook-cell:')) return undefined;
    const settings = await this.settings(uri);
    if (!settings.enable) return undefined;
    const before = this.#last.get(uri);
    if (settings.run === 'onSave' && before && this.#cleanVersions.get(uri) !== document.version) return before;
    const linted = await this.#lintAs(language, document, settings);
    if (linted) this.#last.set(uri, linted);
    return linted;
  }

  /** Lints a file that is not open, as it is on disk; undefined when it is not ours, switched off or not readable. */
  async lintClosed(uri: string): Promise<Linted | undefined> {
    const text = await this.host.readText(uri);
    if (typeof text !== 'string') return undefined;
    const languageId = isYamlName(uri) ? 'yaml' : 'plaintext';
    const document = TextDocument.create(uri, languageId, 0, text);
    const language = languageOfDocument(languageId, uri, text);
    if (language === undefined) return undefined;
    const settings = await this.settings(uri);
    const linted = settings.enable ? await this.#lintAs(language, document, settings) : undefined;
    this.#resolved.delete(uri);
    return linted;
  }

  /** Objects of the workspace changed: findings that speak of them count no more. */
  objectsChanged(): void {
    this.#generation++;
  }

  /** How many rules are on for a document. */
  async ruleCount(uri: string): Promise<number> {
    const [settings, loaded] = await Promise.all([this.settings(uri), this.configuration(uri)]);
    const layers = this.#layers(loaded, settings, uri);
    const open = this.#openDocument(uri);
    const language = open ? languageOfDocument(open.languageId, uri, open.getText()) : languageOfName(uri);
    if (language === undefined || language === 'config') return resolveRules(allRules(), layers).rules.size;
    return [...resolveRules(rulesOf(language), layers).rules.keys()].filter((id) => id.startsWith(`${language}/`))
      .length;
  }

  /** The same until configuration or settings change, which is to say for nearly every key that is pressed. */
  #rules(language: LanguageId, loaded: LoadedConfiguration, settings: Settings, uri: string): ResolvedRules {
    const known = this.#resolved.get(uri);
    if (known?.language === language && known.loaded === loaded && known.settings === settings) return known.rules;
    const rules = this.#resolveRules(language, loaded, settings, uri);
    this.#resolved.set(uri, { language, loaded, settings, rules });
    return rules;
  }

  /** The weakest first: the configuration files, then the editor's settings. */
  #layers(loaded: LoadedConfiguration, settings: Settings, uri: string): readonly ConfigurationLayer[] {
    return [...layersFor(this.host, loaded, uri), { configuration: settingsLayer(settings), path: undefined }];
  }

  /** Files with equal configuration share the result, and with it what the engine remembers of their parts. */
  #resolveRules(language: LanguageId, loaded: LoadedConfiguration, settings: Settings, uri: string): ResolvedRules {
    const own = rulesOf(language);
    const layers = this.#layers(loaded, settings, uri);
    // An override counts for some paths only.
    if (layers.some(({ configuration }) => (configuration.overrides ?? []).length > 0))
      return resolveRules(own, layers);
    const group = own === rulesOf('dockerfile') ? 'dockerfile' : 'yaml';
    const key = JSON.stringify([group, ...layers.map(({ configuration }) => configuration)]);
    const rules = this.#shared.get(key) ?? resolveRules(own, layers);
    this.#shared.set(key, rules);
    return rules;
  }

  async #lintAs(language: LanguageId, document: TextDocument, settings: Settings): Promise<Linted | undefined> {
    const { uri } = document;
    if (language === 'config') return this.#lintConfiguration(document);
    const loaded = await this.configuration(uri);
    if (isLeftOut(layersFor(this.host, loaded, uri))) return undefined;
    const rules = this.#rules(language, loaded, settings, uri);
    if (language === 'kubernetes') return this.#lintKubernetes(document, rules);
    return language === 'compose' ? this.#lintCompose(document, rules) : this.#lintDockerfile(document, rules);
  }

  /** The official texts of fields; a large file that only hovers need. */
  descriptions(): Promise<Descriptions> {
    this.#descriptions ??= readDescriptions((name) => this.host.asset(name));
    return this.#descriptions;
  }

  /** The schema's own texts for Compose keys. */
  composeDescriptions(): Promise<(id: string) => string | undefined> {
    this.#composeTexts ??= readComposeDescriptions((name) => this.host.asset(name));
    return this.#composeTexts;
  }

  kubernetesSchema(): Promise<KubernetesSchema | undefined> {
    this.#schema ??= readKubernetesSchema((name) => this.host.asset(name));
    return this.#schema;
  }

  async #lintKubernetes(document: TextDocument, rules: ResolvedRules): Promise<Linted> {
    const { uri } = document;
    const text = document.getText();
    const schema = await this.kubernetesSchema();
    const root = this.#root(uri);
    const path = root && this.host.relative(root.place, uri);
    const place = root && path !== undefined ? { files: root.cache, path } : undefined;
    const adapter = kubernetesLanguage();
    const parsed = adapter.parse(text);
    const folder = this.workspaceRoot(uri);
    if (folder) this.onManifest(folder);
    const index = folder?.index();
    const linter = this.#linters.of('kubernetes');
    const asked = new Set<string>();
    const factsNow = (): KubernetesFacts => kubernetesFacts(schema, place, rules.kubernetesVersion, { index, asked });
    const run = (tree: KubernetesDocument): LintResult<KubernetesDocument> => {
      const linted = lintManifests(linter, rules, tree, factsNow());
      wantRelated(linted.findings, root?.cache);
      return linted;
    };
    const result = root ? await settle(root.cache, () => run(parsed)) : run(parsed);
    for (const crash of result.crashes) this.host.log(`${crash.rule} failed on ${uri}: ${crash.error}`);
    return {
      uri,
      version: document.version,
      language: 'kubernetes',
      source: parsed.source,
      findings: result.findings,
      resultId: `${hash(text)}-${rules.key}-${this.#generation}`,
      relint: (changed) => run(adapter.parse(changed)).findings,
      files: root ? this.#otherFiles(root, '.') : NO_OTHER_FILES,
      settle: async (ask) => (root ? settle(root.cache, ask) : ask()),
      dockerfile: undefined,
      compose: undefined,
      kubernetes: { document: parsed, facts: factsNow() },
      asked,
      suppression: suppressionIn(adapter, parsed),
    };
  }

  async #lintCompose(document: TextDocument, rules: ResolvedRules): Promise<Linted> {
    const { uri } = document;
    const text = document.getText();
    this.#composeSchema ??= readComposeSchema((name) => this.host.asset(name));
    const schema = await this.#composeSchema;
    const root = this.#root(uri);
    const path = root && this.host.relative(root.place, uri);
    const place = root && path !== undefined ? { files: root.cache, path } : undefined;
    const adapter = composeLanguage();
    const linter = this.#linters.of('compose');
    const run = (current: string): ComposeReading & { readonly result: LintResult<ComposeDocument> } => {
      const reading = readCompose(current, schema, place);
      const result = linter.lint({ adapter, text: current, rules, ...reading });
      return { ...reading, result };
    };
    const { document: parsed, facts, result } = root ? await settle(root.cache, () => run(text)) : run(text);
    for (const crash of result.crashes) this.host.log(`${crash.rule} failed on ${uri}: ${crash.error}`);
    return {
      uri,
      version: document.version,
      language: 'compose',
      source: parsed.source,
      findings: result.findings,
      resultId: `${hash(text)}-${rules.key}-${this.#generation}`,
      relint: (changed) => run(changed).result.findings,
      files: root ? this.#otherFiles(root, '.') : NO_OTHER_FILES,
      settle: async (ask) => (root ? settle(root.cache, ask) : ask()),
      dockerfile: undefined,
      kubernetes: undefined,
      asked: NOTHING,
      compose: { document: parsed, facts },
      suppression: suppressionIn(adapter, parsed),
    };
  }

  async #lintConfiguration(document: TextDocument): Promise<Linted> {
    const text = document.getText();
    const loaded = await this.configuration(document.uri);
    const own =
      loaded.place !== undefined && samePlace(loaded.place, document.uri)
        ? loaded.findings.get(loaded.place)
        : undefined;
    const relint = (changed: string): readonly Finding[] => parseConfiguration(changed, allRules()).findings;
    return {
      uri: document.uri,
      version: document.version,
      language: 'config',
      source: sourceText(text),
      findings: own ?? relint(text),
      resultId: `${hash(text)}-${this.#generation}`,
      relint,
      files: NO_OTHER_FILES,
      settle: async (ask) => ask(),
      dockerfile: undefined,
      kubernetes: undefined,
      asked: NOTHING,
      compose: undefined,
      suppression: undefined,
    };
  }

  async #lintDockerfile(document: TextDocument, rules: ResolvedRules): Promise<Linted> {
    const { uri } = document;
    const text = document.getText();
    const root = this.#root(uri);
    const path = root && this.host.relative(root.place, uri);
    const place = root && path !== undefined ? { files: root.cache, path } : undefined;
    const parsed = dockerfileAdapter.parse(text);
    const linter = this.#linters.of('dockerfile');
    const run = (): { result: LintResult<DockerfileDocument>; facts: DockerfileFacts } => {
      const facts = place ? dockerfileFacts(parsed, place) : NO_FACTS;
      return { facts, result: linter.lint({ adapter: dockerfileAdapter, text, rules, facts, document: parsed }) };
    };
    const { result, facts } = root ? await settle(root.cache, run) : run();
    for (const crash of result.crashes) this.host.log(`${crash.rule} failed on ${uri}: ${crash.error}`);
    return {
      uri,
      version: document.version,
      language: 'dockerfile',
      source: parsed.source,
      findings: result.findings,
      resultId: `${hash(text)}-${rules.key}-${this.#generation}`,
      relint: (changed) => {
        const next = dockerfileAdapter.parse(changed);
        const around = place ? dockerfileFacts(next, place) : NO_FACTS;
        return linter.lint({ adapter: dockerfileAdapter, text: changed, rules, facts: around, document: next })
          .findings;
      },
      files: root ? this.#otherFiles(root, facts.context?.folder ?? '.') : NO_OTHER_FILES,
      settle: async (ask) => (root ? settle(root.cache, ask) : ask()),
      dockerfile: { document: parsed, facts },
      kubernetes: undefined,
      asked: NOTHING,
      compose: undefined,
      suppression: suppressionIn(dockerfileAdapter, parsed),
    };
  }

  #otherFiles(root: Root, folder: string): OtherFiles {
    const path = (file: string): string | undefined => joinPath(folder, file);
    return {
      uri: (file) => {
        const at = path(file);
        return at === undefined ? undefined : this.host.join(root.place, at);
      },
      source: (file) => {
        const at = path(file);
        const text = at === undefined ? undefined : root.cache.text(at);
        return typeof text === 'string' ? sourceText(text) : undefined;
      },
    };
  }
}

const suppressionIn = <D extends Document>(adapter: LanguageAdapter<D>, document: D): Linted['suppression'] => ({
  nextLine: (finding) => suppressNextLine(adapter, document, finding),
  inFile: (rule) => suppressInFile(adapter, document, rule),
});

const NOTHING: ReadonlySet<string> = new Set();

/** Ranges in other files need those files' texts. */
function wantRelated(findings: readonly Finding[], files: FileCache | undefined): void {
  for (const { related } of findings) for (const { file } of related) if (file !== undefined) files?.text(file);
}

const NO_OTHER_FILES: OtherFiles = { uri: () => undefined, source: () => undefined };

const configuredPlace = (host: Host, root: string, file: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(file)
    ? file
    : file.startsWith('/')
      ? `file://${file.split('/').map(encodeURIComponent).join('/')}`
      : host.join(root, file);

/** Whether two URIs name one place: clients and hosts do not encode the same characters. */
export function samePlace(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return decodeURIComponent(a) === decodeURIComponent(b);
  } catch {
    return false;
  }
}
