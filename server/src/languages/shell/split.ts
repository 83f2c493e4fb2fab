import type {
  AndOr,
  Command,
  CommandNode,
  Pipeline,
  PipelineNode,
  PipeOperator,
  Redirection,
  Statement,
  Word,
} from 'unbash';

/**
 * A plain splitter into words and `&& || ; & |`, for text that is too large or too deeply nested for the parser. It
 * knows quotes, escapes, comments and balanced `$(…)` inside a word, and nothing of compound commands, redirections
 * (their operators and targets end up as words) and here-documents.
 */

const BLANK = new Set([' ', '\t', '\r', '\0']);
const WORD_END = new Set([' ', '\t', '\r', '\n', '&', '|', ';', '(', ')']);

function wordEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\' && quote !== "'") i++;
    else if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (WORD_END.has(c)) return i;
  }
  return text.length;
}

const wordNode = (text: string, pos: number, end: number): Word => {
  const raw = text.slice(pos, end);
  return { type: 'Word', pos, end, text: raw, value: raw };
};

function commandNode(words: readonly Word[]): Command {
  const [name, ...suffix] = words;
  const pos = name?.pos ?? 0;
  const end = words[words.length - 1]?.end ?? pos;
  const redirects: readonly Redirection[] = [];
  return { type: 'Command', pos, end, name, prefix: [], suffix, args: suffix, redirects };
}

interface Sink {
  words: Word[];
  stages: CommandNode[];
  pipes: PipeOperator[];
  parts: PipelineNode[];
  joins: ('&&' | '||')[];
  readonly statements: Statement[];
}

function endCommand(sink: Sink): void {
  if (sink.words.length > 0) sink.stages.push(commandNode(sink.words));
  sink.words = [];
}

function endPipeline(sink: Sink): void {
  endCommand(sink);
  const [first] = sink.stages;
  const last = sink.stages[sink.stages.length - 1];
  if (first && last) {
    const pipeline: Pipeline = {
      type: 'Pipeline',
      pos: first.pos,
      end: last.end,
      prefixes: [],
      commands: sink.stages,
      operators: sink.pipes,
    };
    sink.parts.push(sink.stages.length > 1 ? pipeline : first);
  }
  sink.stages = [];
  sink.pipes = [];
}

function endStatement(sink: Sink, end: number, background: boolean): void {
  endPipeline(sink);
  const [first] = sink.parts;
  const last = sink.parts[sink.parts.length - 1];
  if (first && last) {
    const list: AndOr = { type: 'AndOr', pos: first.pos, end: last.end, commands: sink.parts, operators: sink.joins };
    const command = sink.parts.length > 1 ? list : first;
    sink.statements.push({ type: 'Statement', pos: first.pos, end: background ? end : last.end, command, background });
  }
  sink.parts = [];
  sink.joins = [];
}

/** The statements of `text`, as the parser would give them for a plain list. Linear; never throws. */
export function splitStatements(text: string): readonly Statement[] {
  const sink: Sink = { words: [], stages: [], pipes: [], parts: [], joins: [], statements: [] };
  let i = 0;
  while (i < text.length) {
    const c = text.charAt(i);
    const pair = text.slice(i, i + 2);
    if (BLANK.has(c) || c === '(' || c === ')') i++;
    else if (pair === '\\\n') i += 2;
    else if (c === '#') {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (pair === '&&' || pair === '||') {
      endPipeline(sink);
      if (sink.parts.length > sink.joins.length) sink.joins.push(pair);
      i += 2;
    } else if (c === '|') {
      endCommand(sink);
      if (sink.stages.length > sink.pipes.length) sink.pipes.push('|');
      i++;
    } else if (c === ';' || c === '&' || c === '\n') {
      endStatement(sink, i + 1, c === '&');
      i++;
    } else {
      const end = Math.max(i + 1, wordEnd(text, i));
      sink.words.push(wordNode(text, i, end));
      i = end;
    }
  }
  endStatement(sink, text.length, false);
  return sink.statements;
}
