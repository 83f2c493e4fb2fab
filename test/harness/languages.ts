import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { LintResult } from '../../server/src/core/engine';
import { memoryFiles } from '../../server/src/core/files';
import type { Edit, Finding } from '../../server/src/core/finding';
import type { Span } from '../../server/src/core/span';
import { isYamlName } from '../../server/src/features/languages';
import { suppressNextLine } from '../../server/src/features/suppress';
import { composeAdapter } from '../../server/src/languages/compose/adapter';
import { loadComposeSchema } from '../../server/src/languages/compose/schema/load';
import type { ComposeSchema } from '../../server/src/languages/compose/schema/types';
import { dockerfileAdapter } from '../../server/src/languages/dockerfile/adapter';
import { kubernetesAdapter } from '../../server/src/languages/kubernetes/adapter';
import { ObjectIndex } from '../../server/src/languages/kubernetes/object-index';
import { loadSchema } from '../../server/src/languages/kubernetes/schema/load';
import type { KubernetesSchema } from '../../server/src/languages/kubernetes/schema/types';
import type { YamlNode } from '../../server/src/languages/yaml/nodes';
import { deref, entriesOf, walk } from '../../server/src/languages/yaml/query';
import { parseStream } from '../../server/src/languages/yaml/stream';
import { readCompose } from '../../server/src/project/compose';
import { kubernetesFacts } from '../../server/src/project/kubernetes';
import { indexText } from '../../server/src/project/kubernetes-index';
import { lintManifests } from '../../server/src/project/lint-yaml';
import { judge } from '../oracle/buildkit';
import { lintDockerfile, linter, type Setup } from './lint';

/** What the oracles must know of a language. */
export interface TestLanguage {
  /** Of the fenced blocks that hold its files. */
  readonly fence: string;
  /** What a file is called that has no name of its own. */
  readonly path: string;
  readonly lint: (text: string, setup: Setup) => LintResult;
  readonly suppress: (text: string, finding: Finding) => Edit;
  /** A comment where it changes nothing. */
  readonly insertComment: (text: string) => string;
  /** A comment of its own behind every line that can have one. */
  readonly commentLines: (text: string) => string;
  /** What the text says, comments apart. */
  readonly meaning: (text: string) => unknown;
  /** Fails when what was good before is not afterwards. */
  readonly judge: (before: string, after: string, label: string) => void;
  /** Places in a text from which a stretch can be cut, for the oracle of memory. */
  readonly cuts: (text: string) => readonly { readonly start: number; readonly end: number }[];
}

/** Behind the parser directives, which end at the first comment. */
function insertComment(text: string): string {
  const document = dockerfileAdapter.parse(text);
  const at = dockerfileAdapter.fileCommentPlace(document);
  return `${text.slice(0, at)}# Überschrift 🚢 שלום\n\n${text.slice(at)}`;
}

/** BuildKit's grammar accepts what it accepted before. */
function judgeDockerfile(before: string, after: string, label: string): void {
  const old = judge(before);
  const now = judge(after);
  if (old.ok) assert.ok(now.ok, `${label}: BuildKit would refuse the result: ${JSON.stringify(now.errors)}\n${after}`);
  else assert.ok(now.errors.length <= old.errors.length, `${label}: more errors than before\n${after}`);
}

const DOCKERFILE: TestLanguage = {
  fence: 'dockerfile',
  path: 'Dockerfile',
  lint: lintDockerfile,
  suppress: (text, finding) => suppressNextLine(dockerfileAdapter, dockerfileAdapter.parse(text), finding),
  insertComment,
  // Dockerfiles have no comments behind anything.
  commentLines: (text) => text,
  meaning: (text) => dockerfileAdapter.parse(text).instructions.map((i) => i.name + i.bodyText),
  judge: judgeDockerfile,
  cuts: (text) => dockerfileAdapter.parse(text).instructions.map(({ span }) => span),
};

let schema: KubernetesSchema | undefined;

/** The schema that the build made. */
export function kubernetesSchema(): KubernetesSchema {
  schema ??= loadSchema(readFileSync('dist/assets/kubernetes.json', 'utf8'));
  return schema;
}

/** The objects of files held in memory, as the command line and the server gather them. */
function indexOf(files: Readonly<Record<string, string>>): ObjectIndex {
  const index = new ObjectIndex();
  for (const [file, text] of Object.entries(files))
    if (isYamlName(file)) indexText(index, file, text, kubernetesSchema());
  index.complete = true;
  return index;
}

/** Lints Kubernetes objects over files held in memory. */
export function lintKubernetes(text: string, setup: Setup): LintResult {
  const path = setup.path ?? 'manifest.yaml';
  const place = setup.files && { files: memoryFiles({ ...setup.files, [path]: text }), path };
  const index = setup.files && indexOf({ ...setup.files, [path]: text });
  const facts = kubernetesFacts(kubernetesSchema(), place, setup.kubernetesVersion, { index });
  return lintManifests(linter, setup.rules, kubernetesAdapter.parse(text), facts);
}

/** Plain data of a tree: scalars with their style, so that quotes count. */
function dataOf(node: YamlNode | undefined, depth = 0): unknown {
  const target = deref(node);
  if (!target || depth > 50) return null;
  if (target.kind === 'scalar') return [target.style === 'plain' ? 'plain' : 'string', target.text];
  if (target.kind === 'sequence') return target.items.map(({ value }) => dataOf(value, depth + 1));
  return entriesOf(target).map(({ name, value }) => ({ [name]: dataOf(value, depth + 1) }));
}

/** No mistake of YAML more than before, and every comment still there. */
function judgeYaml(before: string, after: string, label: string): void {
  const [old, now] = [parseStream(before), parseStream(after)];
  const problems = (stream: typeof old): number => stream.documents.reduce((n, { problems: p }) => n + p.length, 0);
  assert.ok(problems(now) <= problems(old), `${label}: broken YAML\n${after}`);
  const left = now.comments.map(({ text }) => text);
  for (const { text } of old.comments)
    assert.ok(left.includes(text), `${label}: the comment “${text}” is gone\n${after}`);
}

/** Unchanged when the comments would change what it says. */
function commentLines(text: string): string {
  const { comments, documents } = parseStream(text);
  const closed: Span[] = comments.map(({ span }) => span);
  for (const { root } of documents) walk(root, (node) => void (node.kind === 'scalar' && closed.push(node.span)));
  let at = 0;
  const lines = text.split('\n').map((line, index) => {
    const end = at + line.replace(/\r$/, '').length;
    at += line.length + 1;
    const isOpen = closed.some((span) => span.start < end && end < span.end);
    const isClosed = line.trim() === '' || isOpen || closed.some((span) => span.end === end && isComment(text, span));
    return isClosed ? line : line.replace(/(?=\r?$)/, ` # ${index}`);
  });
  const commented = lines.join('\n');
  return isDeepStrictEqual(meaningOf(commented), meaningOf(text)) ? commented : text;
}

const isComment = (text: string, { start }: Span): boolean => text[start] === '#';

const meaningOf = (text: string): unknown => parseStream(text).documents.map(({ root }) => dataOf(root));

const KUBERNETES: TestLanguage = {
  fence: 'yaml',
  path: 'manifest.yaml',
  lint: lintKubernetes,
  suppress: (text, finding) => suppressNextLine(kubernetesAdapter, kubernetesAdapter.parse(text), finding),
  insertComment: (text) => `# Überschrift 🚢 שלום\n\n${text}`,
  commentLines,
  meaning: meaningOf,
  judge: judgeYaml,
  cuts: (text) => parseStream(text).documents.flatMap(({ root }) => entrySpans(root).slice(1)),
};

const entrySpans = (node: YamlNode | undefined): readonly Span[] =>
  node?.kind === 'mapping' && !node.flow ? node.entries.map(({ span }) => span) : [];

let composeBundle: ComposeSchema | undefined;

/** The Compose schema that the build made. */
export function composeSchema(): ComposeSchema {
  composeBundle ??= loadComposeSchema(readFileSync('dist/assets/compose.json', 'utf8'));
  return composeBundle;
}

/** Lints a Compose file over files held in memory. */
export function lintCompose(text: string, setup: Setup): LintResult {
  const path = setup.path ?? 'compose.yaml';
  const place = setup.files && { files: memoryFiles({ ...setup.files, [path]: text }), path };
  const reading = readCompose(text, composeSchema(), place);
  return linter.lint({ adapter: composeAdapter, text, rules: setup.rules, ...reading });
}

const COMPOSE: TestLanguage = {
  ...KUBERNETES,
  path: 'compose.yaml',
  lint: lintCompose,
  suppress: (text, finding) => suppressNextLine(composeAdapter, composeAdapter.parse(text), finding),
  cuts: (text) =>
    parseStream(text).documents.flatMap(({ root }) => {
      const entries = root?.kind === 'mapping' && !root.flow ? root.entries : [];
      return entries.flatMap(({ key, span, value }) =>
        key.kind === 'scalar' && key.text === 'services' ? [span, ...entrySpans(value)] : [span],
      );
    }),
};

const LANGUAGES: Readonly<Record<string, TestLanguage>> = { compose: COMPOSE, kubernetes: KUBERNETES };

/** The language of a rule, by its id. */
export const languageOfRule = (id: string): TestLanguage => LANGUAGES[id.slice(0, id.indexOf('/'))] ?? DOCKERFILE;
