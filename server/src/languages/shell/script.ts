import { parse } from 'unbash';
import { RecentMap } from '../../core/recent-map';
import { buildScript, type ParseTree, type Tree } from './build';
import type { ShellScript } from './model';
import { splitStatements } from './split';

/** Beyond this the plain splitter takes over: some nestings cost the parser time that grows with the square. */
const MAX_PARSED = 128 * 1024;
const MAX_NESTING = 48;
const MAX_HEREDOCS = 500;

/** Characters of script text whose trees are kept. */
const CACHE_CHARACTERS = 1_000_000;

const TREES = new RecentMap<Tree>(CACHE_CHARACTERS, 'repeated');

/** Whether brackets nest deeper, or here-documents are more, than in any script written by people; quotes disregarded. */
function isHostile(text: string): boolean {
  let depth = 0;
  let heredocs = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 123) {
      if (++depth > MAX_NESTING) return true;
    } else if ((c === 41 || c === 125) && depth > 0) depth--;
    else if (c === 60 && text.charCodeAt(i + 1) === 60 && ++heredocs > MAX_HEREDOCS) return true;
  }
  return false;
}

function approximateTree(text: string): Tree {
  return { text, statements: splitStatements(text), errors: [], approximate: true, facts: new Map() };
}

const parseTree: ParseTree = (text) => {
  if (text.length > MAX_PARSED || (text.length > MAX_NESTING && isHostile(text))) return approximateTree(text);
  try {
    const { commands, errors } = parse(text);
    return { text, statements: commands, errors: errors ?? [], approximate: false, facts: new Map() };
  } catch {
    return approximateTree(text);
  }
};

const cachedTree: ParseTree = (text) => {
  const known = TREES.get(text);
  if (known) return known;
  const tree = parseTree(text);
  TREES.set(text, tree);
  return tree;
};

/**
 * The model of a shell script.
 *
 * `text` is shell text (the output of `prepareRun`, a here-document's body, the string behind `sh -c`); `offset` is where
 * its first code unit stands in the file, and every span of the result has it added. What was parsed is shared by all scripts of one
 * text; the spans are built anew.
 * Never throws: a broken script has `errors` and what could be read of it; one that is over 128 K characters or nested more
 * than 48 brackets deep is split into words and operators only (`approximate`).
 */
export const parseScript = (text: string, offset: number): ShellScript =>
  buildScript(cachedTree(text), offset, cachedTree);
