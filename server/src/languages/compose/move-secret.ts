import { joinPath, kindOf } from '../../core/files';
import type { Edit } from '../../core/finding';
import { renameKey, replaceValue, setPath } from '../yaml/edits';
import type { YamlMapping, YamlNode } from '../yaml/nodes';
import type { ComposeFacts } from './facts';
import type { Pair } from './pairs';
import type { Service } from './service';

/** A variable's value that becomes a secret of the project. */
export interface SecretMove {
  readonly service: Service;
  readonly pair: Pair;
  readonly value: string;
  /** The variable that names the file. */
  readonly variable: string;
  /** The secret's name, and that of its file without folder and `.txt`. */
  readonly secret: string;
  readonly root: YamlMapping;
}

/** The mapping of a service that stands in the file for it alone: what is behind an alias or anchor belongs to others too. */
function ownMapping({ entry }: Service): YamlMapping | undefined {
  const value = entry.written?.value;
  return value?.kind === 'mapping' && !value.anchor ? value : undefined;
}

/** Whether a variable is written in the service itself. */
function isOwn(mapping: YamlMapping, { entry, item }: Pair): boolean {
  const held: YamlNode | undefined = mapping.entries.find(({ name }) => name === 'environment')?.value;
  if (!held || held.anchor) return false;
  return held === (entry?.written?.mapping ?? item?.written?.sequence);
}

/** Whether the value can be moved: nothing else shares it, and the names are free. */
export function canMove(move: SecretMove, facts: ComposeFacts): boolean {
  const { service, pair, secret } = move;
  const mapping = ownMapping(service);
  if (!mapping || !isOwn(mapping, pair) || facts.project.has('secrets', secret)) return false;
  const path = pathOf(move, facts);
  if (path === undefined || !facts.workspace) return true;
  return kindOf(facts.workspace.files, path) === null;
}

const pathOf = ({ secret }: SecretMove, { folder }: ComposeFacts): string | undefined =>
  folder === undefined ? undefined : joinPath(folder, `${FOLDER}/${secret}.txt`);

/** The edits of the move; undefined when one of them cannot be made. */
export function moveEdits(move: SecretMove, facts: ComposeFacts): readonly Edit[] | undefined {
  const { service, pair, variable, secret, root } = move;
  const mapping = ownMapping(service);
  if (!mapping) return undefined;
  const named = renamed(pair, variable, `/run/secrets/${secret}`);
  const listed = mapping.entries.find(({ name }) => name === 'secrets')?.value;
  const count = listed?.kind === 'sequence' ? listed.items.length : 0;
  const used = setPath(mapping, ['secrets', count], secret);
  const declared = setPath(root, ['secrets', secret, 'file'], `./${FOLDER}/${secret}.txt`);
  if (!named || !used || !declared) return undefined;
  return [...named, ...used, ...declared, ...fileEdits(move, facts)];
}

function renamed({ style, scalar, entry }: Pair, variable: string, path: string): readonly Edit[] | undefined {
  const node = scalar?.node;
  if (!node) return undefined;
  if (style === 'list') return replaceValue(node, `${variable}=${path}`, 'go-yaml-3');
  const key = entry?.written && renameKey(entry.written, variable, 'go-yaml-3');
  const value = replaceValue(node, path, 'go-yaml-3');
  return key && value ? [...key, ...value] : undefined;
}

/** One folder for all, so that one line keeps them out of Git. */
const FOLDER = 'secrets';

const IGNORED = /^\/?secrets(?:\/\*{0,2})?\r?$/m;

const START = { start: 0, end: 0 };

/** The secret's file, and a line that keeps it out of Git. */
function fileEdits(move: SecretMove, facts: ComposeFacts): readonly Edit[] {
  const { workspace, folder } = facts;
  const file = pathOf(move, facts);
  const ignored = folder === undefined ? undefined : joinPath(folder, '.gitignore');
  if (!workspace || file === undefined || ignored === undefined) return [];
  const text = workspace.files.text(ignored);
  const line = `/${FOLDER}/\n`;
  const made: Edit = { file, create: true, span: START, text: `${move.value}\n` };
  if (text === null) return [made, { file: ignored, create: true, span: START, text: line }];
  if (text === undefined || IGNORED.test(text)) return [made];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const open = text === '' || text.endsWith('\n') ? '' : eol;
  const span = { start: text.length, end: text.length };
  return [made, { file: ignored, span, text: open + line.replace('\n', eol) }];
}
