export type DirectiveName = 'syntax' | 'escape' | 'check';

export interface DirectiveMatch {
  readonly name: DirectiveName;
  readonly value: string;
  /** Offsets within the line. */
  readonly nameStart: number;
  readonly valueStart: number;
}

const NAMES: readonly string[] = ['syntax', 'escape', 'check'] satisfies DirectiveName[];

const isDirectiveName = (name: string): name is DirectiveName => NAMES.includes(name);

/**
 * Reads `# name=value`, as BuildKit does in the first lines of a file (frontend/dockerfile/parser/directives.go). `line` begins at
 * its `#` and has no line ending. An unknown name is no directive, and ends the zone in which BuildKit looks for them.
 */
export function matchDirective(line: string): DirectiveMatch | undefined {
  const equals = line.indexOf('=');
  if (equals < 0) return undefined;
  const head = line.slice(1, equals);
  const name = head.trim().toLowerCase();
  if (!isDirectiveName(name)) return undefined;
  const value = line.slice(equals + 1).trim();
  if (value === '') return undefined;
  return {
    name,
    value,
    nameStart: 1 + head.length - head.trimStart().length,
    valueStart: equals + 1 + line.slice(equals + 1).indexOf(value),
  };
}
