import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import {
  type Configuration,
  type ConfigurationLayer,
  type ResolvedRules,
  RULE_GROUPS,
  resolveRules,
} from '../core/config';
import { type Files, joinPath } from '../core/files';
import type { Finding, LanguageId } from '../core/finding';
import { applyEdits, type FixOutcome, fixText } from '../core/fixer';
import { type SourceText, sourceText } from '../core/text';
import { isYamlName, languageOfName } from '../features/languages';
import { Linters, rulesOf } from '../features/linters';
import { languageOfYaml } from '../features/yaml-language';
import type { ComposeSchema } from '../languages/compose/schema/types';
import type { ObjectIndex } from '../languages/kubernetes/object-index';
import type { KubernetesSchema } from '../languages/kubernetes/schema/types';
import { decodeText, nodePathHost, slashRelative, syncFiles } from '../platform/node';
import { readComposeSchema } from '../project/compose';
import { parseConfiguration } from '../project/configuration';
import { readKubernetesSchema } from '../project/kubernetes';
import { emptyIndex, indexText } from '../project/kubernetes-index';
import { dockerfileFile, type FileLinter, type FilePlace } from '../project/lint-file';
import { composeFile, kubernetesFile } from '../project/lint-yaml';
import {
  findConfiguration,
  isLeftOut,
  type LoadedConfiguration,
  layersFor,
  loadConfiguration,
  NO_CONFIGURATION,
} from '../project/load-configuration';
import { allRules } from '../rules/index.generated';
import { type LintOptions, UsageError } from './arguments';
import { unifiedDiff } from './diff';
import { discover } from './discover';
import type { Terminal } from './main';
import { jsonReporter } from './reporters/json';
import type { Reporter } from './reporters/reporter';
import { stylishReporter } from './reporters/stylish';

/** One file with what was found in it. */
export interface FileResult {
  /** As it is shown: as given, or relative to the working directory. */
  readonly file: string;
  readonly language: LanguageId;
  readonly source: SourceText;
  readonly findings: readonly Finding[];
  /** Texts of other files that fixes and related places point into, by their path relative to the build context. */
  readonly others: (file: string) => SourceText | undefined;
  /** The shown path of such a file. */
  readonly otherPath: (file: string) => string;
}

const linters = new Linters();

/** Runs `plimsoll lint`. Exit status as ESLint: findings are those that are left after fixing. */
export async function lintCommand(options: LintOptions, terminal: Terminal): Promise<number> {
  const lint = new LintRun(options, terminal);
  return lint.run();
}

class LintRun {
  readonly #options: LintOptions;
  readonly #terminal: Terminal;
  readonly #configurations = new Map<string, LoadedConfiguration>();
  readonly #roots = new Map<string, Files>();
  readonly #resolved = new Map<string, ResolvedRules>();
  readonly #indices = new Map<string, ObjectIndex>();
  #folders: readonly string[] = [];
  #kubernetes: Promise<KubernetesSchema | undefined> | undefined;
  #compose: Promise<ComposeSchema | undefined> | undefined;
  readonly #reporter: Reporter;
  /** Configuration files that have been reported. */
  readonly #listed = new Set<string>();
  readonly #counts = { error: 0, warning: 0, information: 0, hint: 0 };
  #unreadable = false;

  constructor(options: LintOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
    this.#reporter = options.format === 'json' ? jsonReporter() : stylishReporter(options.color ?? false);
  }

  async run(): Promise<number> {
    const { paths, stdinFilename, diff } = this.#options;
    this.#checkRules();
    const fromStdin = paths.includes('-');
    if (fromStdin && paths.length > 1) throw new UsageError('- stands alone');
    if (fromStdin) {
      const name = stdinFilename ?? 'Dockerfile';
      const text = decodeText(await readAll(this.#terminal.stdin));
      if (text === undefined) this.#fail(name, 'standard input is not UTF-8 text');
      else this.#take(await this.#lintText(name, text, true));
    } else {
      const found = discover(paths, this.#terminal.cwd);
      for (const { path, reason } of found.problems) this.#fail(path, reason);
      this.#folders = paths.map((path) => resolve(this.#terminal.cwd, path));
      await this.#indexObjects(found.files);
      for (const file of found.files) this.#take(await this.#lintFile(file));
    }
    this.#take(this.#configurationResults());
    if (!diff && !(fromStdin && this.#options.fix !== 'none')) this.#terminal.out(this.#reporter.end());
    return this.#status();
  }

  /** Counts and reports what was found; nothing of a file's document is kept. */
  #take(results: readonly FileResult[]): void {
    for (const result of results) {
      if (result.language === 'config') this.#listed.add(resolve(this.#terminal.cwd, result.file));
      for (const { severity } of result.findings) this.#counts[severity]++;
      const findings = this.#options.quiet
        ? result.findings.filter((finding) => finding.severity === 'error')
        : result.findings;
      this.#reporter.add({ ...result, findings });
    }
  }

  #fail(path: string, reason: string): void {
    this.#unreadable = true;
    this.#terminal.error(`plimsoll: ${path}: ${reason}\n`);
  }

  #checkRules(): void {
    const { configuration } = this.#argumentsLayer();
    const wanted = Object.keys(configuration.rules ?? {});
    if (wanted.length === 0) return;
    const names = new Set(allRules().flatMap((rule) => [rule.id, ...(rule.aka ?? [])]));
    for (const name of wanted) {
      if (!names.has(name) && !RULE_GROUPS.includes(name))
        throw new UsageError(`there is no rule ${name}; see plimsoll rules`);
    }
  }

  async #lintFile(file: string): Promise<FileResult[]> {
    let text: string | undefined;
    try {
      text = decodeText(readFileSync(resolve(this.#terminal.cwd, file)));
    } catch (error) {
      this.#fail(file, error instanceof Error ? reasonOf(error) : String(error));
      return [];
    }
    if (text === undefined) {
      // A folder may hold JSON of any kind; only what could be ours is worth a word.
      if (!/\.json$/i.test(file)) this.#fail(file, 'not UTF-8 text');
      return [];
    }
    return this.#lintText(file, text, false);
  }

  async #lintText(file: string, text: string, stdin: boolean): Promise<FileResult[]> {
    const path = resolve(this.#terminal.cwd, file);
    // A file that is named is taken for a Dockerfile unless its name says otherwise.
    const language = languageOfName(file) ?? (isYamlName(file) ? languageOfYaml(text, file) : 'dockerfile');
    if (language === 'config') return [this.#configurationFile(file, text)];
    if (language === undefined) return [];
    const loaded = await this.#configurationFor(dirname(path));
    const layers = [
      ...layersFor(
        nodePathHost('', () => undefined),
        loaded,
        path,
      ),
      this.#argumentsLayer(),
    ];
    if (isLeftOut(layers)) return [];
    const rules = this.#rulesFor(language, layers);
    const root = this.#rootOf(path);
    const view = this.#filesOf(root);
    const place = slashRelative(root, path);
    const face = { files: view, path: place };
    const { lint: run, folder } = await this.#linterOf(language, rules, face, root, text);
    const lint = (current: string): readonly Finding[] => {
      const { findings, crashes } = run(current);
      for (const crash of crashes) this.#terminal.error(`plimsoll: ${file}: ${crash.rule} failed: ${crash.error}\n`);
      return findings;
    };
    const others = (other: string): SourceText | undefined => {
      const at = joinPath(folder(), other);
      const content = at === undefined ? undefined : view.text(at);
      return typeof content === 'string' ? sourceText(content) : undefined;
    };
    const otherPath = (other: string): string => slashRelative(this.#terminal.cwd, join(root, folder(), other));
    const context = { file, language, path, root, folder, others, otherPath, stdin };
    if (this.#options.fix === 'none' && !this.#options.diff) {
      return [{ file, language, source: sourceText(text), findings: lint(text), others, otherPath }];
    }
    return this.#fix(text, lint, context);
  }

  async #fix(
    text: string,
    lint: (text: string) => readonly Finding[],
    place: {
      file: string;
      language: LanguageId;
      path: string;
      root: string;
      folder: () => string;
      others: FileResult['others'];
      otherPath: FileResult['otherPath'];
      stdin: boolean;
    },
  ): Promise<FileResult[]> {
    const outcome = fixText(text, lint, { unsafe: this.#options.fix === 'unsafe' });
    for (const rule of outcome.cycle)
      this.#terminal.error(`plimsoll: ${place.file}: the fixes of ${rule} go round in a circle; not applied\n`);
    if (this.#options.diff) this.#printDiff(text, outcome, place);
    else if (place.stdin) this.#terminal.out(outcome.text);
    else await this.#write(text, outcome, place);
    const { file, language, others, otherPath } = place;
    return [{ file, language, source: sourceText(outcome.text), findings: outcome.findings, others, otherPath }];
  }

  #printDiff(
    text: string,
    outcome: FixOutcome,
    place: { file: string; others: FileResult['others']; otherPath: FileResult['otherPath'] },
  ): void {
    this.#terminal.out(unifiedDiff(place.file, text, outcome.text));
    for (const { file, edits } of outcome.files) {
      const before = place.others(file)?.text ?? '';
      this.#terminal.out(
        unifiedDiff(
          place.otherPath(file),
          before,
          applyEdits(
            before,
            edits.map(({ span, text: t }) => ({ span, text: t })),
          ),
        ),
      );
    }
  }

  async #write(
    text: string,
    outcome: FixOutcome,
    place: { file: string; path: string; root: string; folder: () => string; others: FileResult['others'] },
  ): Promise<void> {
    try {
      const files = outcome.files.map(({ file, edits }) => ({
        path: join(place.root, place.folder(), file),
        text: applyEdits(
          place.others(file)?.text ?? '',
          edits.map(({ span, text: t }) => ({ span, text: t })),
        ),
      }));
      for (const file of files) {
        await mkdir(dirname(file.path), { recursive: true });
        await writeFile(file.path, file.text);
      }
      if (outcome.text !== text) await writeFile(place.path, outcome.text);
    } catch (error) {
      this.#fail(place.file, `cannot be written: ${error instanceof Error ? reasonOf(error) : String(error)}`);
    }
    if (outcome.files.length > 0) this.#roots.delete(place.root);
  }

  #configurationFile(file: string, text: string): FileResult {
    return {
      file,
      language: 'config',
      source: sourceText(text),
      findings: parseConfiguration(text, allRules()).findings,
      ...NO_OTHERS,
    };
  }

  /** Mistakes in the configuration files that were used and not themselves linted. */
  #configurationResults(): FileResult[] {
    const out: FileResult[] = [];
    for (const loaded of this.#configurations.values()) {
      for (const [place, findings] of loaded.findings) {
        if (findings.length === 0 || this.#listed.has(place)) continue;
        this.#listed.add(place);
        const text = safeRead(place) ?? '';
        out.push({
          file: slashRelative(this.#terminal.cwd, place),
          language: 'config',
          source: sourceText(text),
          findings,
          ...NO_OTHERS,
        });
      }
    }
    return out;
  }

  async #linterOf(
    language: LanguageId,
    rules: ResolvedRules,
    face: FilePlace,
    root: string,
    text: string,
  ): Promise<FileLinter> {
    const linter = linters.of(language);
    if (language === 'kubernetes') {
      return kubernetesFile(linter, rules, face, await this.#schema(), this.#indices.get(root));
    }
    if (language === 'compose') return composeFile(linter, rules, face, await this.#composeSchema());
    return dockerfileFile(linter, rules, face, text);
  }

  #composeSchema(): Promise<ComposeSchema | undefined> {
    this.#compose ??= readComposeSchema((name) => nodePathHost(this.#terminal.assets, () => undefined).asset(name));
    return this.#compose;
  }

  /** Read once, and only when there is a file to use it for. */
  #schema(): Promise<KubernetesSchema | undefined> {
    this.#kubernetes ??= readKubernetesSchema((name) =>
      nodePathHost(this.#terminal.assets, () => undefined).asset(name),
    );
    return this.#kubernetes;
  }

  async #configurationFor(folder: string): Promise<LoadedConfiguration> {
    const { config, noConfig } = this.#options;
    if (noConfig) return NO_CONFIGURATION;
    const key = config === undefined ? folder : '';
    const known = this.#configurations.get(key);
    if (known) return known;
    const host = nodePathHost('', () => undefined);
    const loaded =
      config === undefined
        ? await findConfiguration(host, allRules, folder, undefined)
        : await loadConfiguration(host, allRules, resolve(this.#terminal.cwd, config), undefined);
    if (config !== undefined && safeRead(resolve(this.#terminal.cwd, config)) === undefined) {
      throw new UsageError(`the configuration ${config} cannot be read`);
    }
    this.#configurations.set(key, loaded);
    return loaded;
  }

  #rulesFor(language: LanguageId, layers: readonly ConfigurationLayer[]): ResolvedRules {
    const key = JSON.stringify([language === 'dockerfile', ...layers]);
    const known = this.#resolved.get(key);
    if (known) return known;
    const resolved = resolveRules(rulesOf(language), layers);
    this.#resolved.set(key, resolved);
    return resolved;
  }

  /** What the command line says is stronger than any file. */
  #argumentsLayer(): ConfigurationLayer {
    const { profile, rules, kubernetesVersion } = this.#options;
    const configuration: Configuration = {
      ...(profile === undefined ? {} : { profiles: [profile] }),
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
      rules: Object.fromEntries(Object.entries(rules).map(([name, severity]) => [name, { severity, options: {} }])),
    };
    return { configuration, path: undefined };
  }

  /** What stands in the files that were asked for, so that references between them can be judged. */
  async #indexObjects(files: readonly string[]): Promise<void> {
    const yaml = files.filter(isYamlName);
    const schema = yaml.length > 0 ? await this.#schema() : undefined;
    for (const file of yaml) {
      const path = resolve(this.#terminal.cwd, file);
      const root = this.#rootOf(path);
      const index = this.#indices.get(root) ?? emptyIndex();
      this.#indices.set(root, index);
      indexText(index, slashRelative(root, path), safeRead(path), schema);
    }
    for (const index of this.#indices.values()) index.complete = true;
  }

  /**
   * The folder up to which a file's surroundings are read: the working directory; for a file elsewhere the folder that was named, or its own
   * folder.
   */
  #rootOf(path: string): string {
    const { cwd } = this.#terminal;
    if (!slashRelative(cwd, path).startsWith('../')) return cwd;
    return this.#folders.find((folder) => path.startsWith(folder + sep)) ?? dirname(path);
  }

  #filesOf(root: string): Files {
    const known = this.#roots.get(root);
    if (known) return known;
    const files = syncFiles(root);
    this.#roots.set(root, files);
    return files;
  }

  #status(): number {
    if (this.#unreadable) return 2;
    const { failOn, maxWarnings, quiet } = this.#options;
    const { warning } = this.#counts;
    if (maxWarnings !== undefined && warning > maxWarnings) {
      this.#terminal.error(`plimsoll: ${warning} warnings, more than the ${maxWarnings} of --max-warnings\n`);
      return 1;
    }
    const levels = FAILING[quiet && failOn !== 'never' ? 'error' : failOn];
    return levels.some((severity) => this.#counts[severity] > 0) ? 1 : 0;
  }
}

const FAILING = {
  never: [],
  error: ['error'],
  warning: ['error', 'warning'],
  information: ['error', 'warning', 'information'],
} as const;

const NO_OTHERS: Pick<FileResult, 'others' | 'otherPath'> = { others: () => undefined, otherPath: (file) => file };

const reasonOf = (error: Error): string =>
  'code' in error && error.code === 'ENOENT'
    ? 'no such file'
    : 'code' in error && error.code === 'EACCES'
      ? 'permission denied'
      : error.message;

function safeRead(path: string): string | undefined {
  try {
    return decodeText(readFileSync(path));
  } catch {
    return undefined;
  }
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  return Buffer.concat(chunks);
}
