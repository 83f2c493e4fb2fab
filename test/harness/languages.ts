import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LintResult } from '../../server/src/core/engine';
import { memoryFiles } from '../../server/src/core/files';
import type { Edit, Finding } from '../../server/src/core/finding';
import { suppressNextLine } from '../../server/src/features/suppress';
import { dockerfileAdapter } from '../../server/src/languages/dockerfile/adapter';
import { kubernetesAdapter } from '../../server/src/languages/kubernetes/adapter';
import { loadSchema } from '../../server/src/languages/kubernetes/schema/load';
import type { KubernetesSchema } from '../../server/src/languages/kubernetes/schema/types';
import type { YamlNode } from '../../server/src/languages/yaml/nodes';
import { deref, entriesOf } from '../../server/src/languages/yaml/query';
import { parseStream } from '../../server/src/languages/yaml/stream';
import { kubernetesFacts } from '../../server/src/project/kubernetes';
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

/** Lints Kubernetes objects over files held in memory. */
export function lintKubernetes(text: string, setup: Setup): LintResult {
  const path = setup.path ?? 'manifest.yaml';
  const place = setup.files && { files: memoryFiles({ ...setup.files, [path]: text }), path };
  const facts = kubernetesFacts(kubernetesSchema(), place);
  return linter.lint({ adapter: kubernetesAdapter, text, rules: setup.rules, facts });
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

const KUBERNETES: TestLanguage = {
  fence: 'yaml',
  path: 'manifest.yaml',
  lint: lintKubernetes,
  suppress: (text, finding) => suppressNextLine(kubernetesAdapter, kubernetesAdapter.parse(text), finding),
  insertComment: (text) => `# Überschrift 🚢 שלום\n\n${text}`,
  meaning: (text) => parseStream(text).documents.map(({ root }) => dataOf(root)),
  judge: judgeYaml,
  cuts: (text) =>
    parseStream(text).documents.flatMap(({ root }) =>
      root?.kind === 'mapping' && !root.flow ? root.entries.slice(1).map(({ span }) => span) : [],
    ),
};

/** The language of a rule, by its id. */
export const languageOfRule = (id: string): TestLanguage => (id.startsWith('kubernetes/') ? KUBERNETES : DOCKERFILE);
