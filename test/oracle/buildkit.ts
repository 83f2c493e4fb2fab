/**
 * An independent reading of BuildKit's Dockerfile grammar (lines, directives, here-documents, flags, arguments, stages,
 * variables), to judge what the product writes. It shares no code with the product. Where a result depends on what only a
 * build knows (an image's environment, `--build-arg`), it stays silent; every stage is judged, as `docker build --check` does.
 */
import { Refusal } from './go';
import { type Command, readCommand } from './instructions';
import { type Heredoc, type Node, type Problem, parseDockerfile } from './parser';
import { judgeStages, type Located, type ResolvedStage, type StageText } from './stages';

export interface JudgedInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly flags: readonly string[];
  /** Words as BuildKit splits them; ENV and LABEL: one `name=value` a pair; plain RUN, CMD …: the whole text. */
  readonly args: readonly string[];
  /** The arguments were a JSON list. */
  readonly json: boolean;
  /** The text with its lines joined. */
  readonly original: string;
  readonly heredocs: readonly Heredoc[];
}

export interface Verdict {
  readonly ok: boolean;
  /** Every refusal that can be told apart, by line. BuildKit itself stops at the first. */
  readonly errors: readonly Problem[];
  readonly instructions: readonly JudgedInstruction[];
  readonly stages: readonly ResolvedStage[];
}

/** Judges a Dockerfile. Lines count from 1. */
export function judge(text: string): Verdict {
  if (text === '') return refused({ line: 1, message: 'the Dockerfile cannot be empty' });
  const { nodes, problems, escape } = parseDockerfile(text);
  const read = readCommands(nodes);
  const resolved = judgeStages(read.globalArgs, read.stages, escape);
  const errors = [...problems, ...read.problems, ...resolved.problems].sort((a, b) => a.line - b.line);
  if (errors.length === 0 && read.stages.length === 0) {
    errors.push({ line: 1, message: 'dockerfile contains no stages to build' });
  }
  return { ok: errors.length === 0, errors, instructions: nodes.map(describe), stages: resolved.stages };
}

function refused(problem: Problem): Verdict {
  return { ok: false, errors: [problem], instructions: [], stages: [] };
}

interface Commands {
  readonly globalArgs: Located[];
  readonly stages: StageText[];
  readonly problems: Problem[];
}

function readCommands(nodes: readonly Node[]): Commands {
  const globalArgs: Located[] = [];
  const stages: (StageText & { readonly commands: Located[] })[] = [];
  const problems: Problem[] = [];
  for (const node of nodes) {
    if (node.broken) continue;
    const line = node.startLine;
    try {
      const command: Command = readCommand(node);
      if (command.kind === 'stage') stages.push({ from: { line, command }, commands: [] });
      else if (stages.length > 0) stages.at(-1)?.commands.push({ line, command });
      else if (command.kind === 'arg') globalArgs.push({ line, command });
      else throw new Refusal('no build stage in current context');
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      problems.push({ line, message: problem.message });
    }
  }
  return { globalArgs, stages, problems };
}

function describe(node: Node): JudgedInstruction {
  const { startLine, endLine, flags, json, original, heredocs } = node;
  const keyword = node.keyword.toUpperCase();
  const args = keyword === 'ENV' || keyword === 'LABEL' ? joinPairs(node.args) : node.args;
  return { keyword, startLine, endLine, flags, args, json, original, heredocs };
}

function joinPairs(args: readonly string[]): string[] {
  const pairs: string[] = [];
  for (let i = 0; i < args.length; i += 3) pairs.push(`${args[i] ?? ''}=${args[i + 1] ?? ''}`);
  return pairs;
}
