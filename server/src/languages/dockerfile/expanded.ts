import { MemoMap } from '../../core/memo';
import { slice } from '../../core/text';
import { Logical } from './logical';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';
import { flag } from './nodes';
import { Word } from './word';

const EXPANDED_FLAGS: ReadonlySet<string> = new Set(['chown', 'chmod', 'checksum', 'exclude']);

const KNOWN = new MemoMap<Instruction, readonly Word[]>();

/** Whether a variable can stand in an instruction at all. */
export const mayUseVariables = ({ source }: DockerfileDocument, { span }: Instruction): boolean =>
  slice(source, span).includes('$');

/** The words of an instruction in which the builder replaces variables; not the text that a shell reads. */
export function expandedWords(document: DockerfileDocument, instruction: Instruction): readonly Word[] {
  const known = KNOWN.get(instruction);
  if (known) return known;
  const words = findWords(document, instruction);
  KNOWN.set(instruction, words);
  return words;
}

function findWords(document: DockerfileDocument, instruction: Instruction): Word[] {
  switch (instruction.kind) {
    case 'From':
      return present(instruction.image, flag(instruction, 'platform')?.value);
    case 'Env':
    case 'Label':
      return instruction.pairs.flatMap((pair) => present(pair.key, pair.value));
    case 'Arg':
      return instruction.pairs.flatMap((pair) => present(pair.value));
    case 'Copy':
    case 'Add':
      return [
        ...instruction.flags.flatMap((f) => (EXPANDED_FLAGS.has(f.name) ? present(f.value) : [])),
        ...instruction.sources,
        ...present(instruction.destination),
        ...heredocBodies(document, instruction),
      ];
    case 'Run':
      if (instruction.mounts.length === 0) return [];
      return instruction.mounts.flatMap((mount) =>
        mount.fields.flatMap((field) => (field.key === 'from' ? [] : present(field.value))),
      );
    case 'Volume':
      return [...instruction.paths];
    case 'Expose':
      return [...instruction.ports];
    case 'User':
    case 'Workdir':
    case 'Stopsignal':
      return present(instruction.value);
    default:
      return [];
  }
}

const present = (...words: readonly (Word | undefined)[]): Word[] => words.filter((word) => word !== undefined);

/** The bodies of here-documents that become files; the backslash escapes in them whatever the directive says. */
function heredocBodies(document: DockerfileDocument, instruction: Instruction): Word[] {
  return instruction.heredocs.flatMap(({ body, expand }) => {
    if (!expand) return [];
    const raw = document.source.text.slice(body.start, body.end);
    const logical = new Logical(document.source.text);
    logical.add(body.start, body.end);
    return [new Word(raw, logical, 0, '\\', 'expand-only')];
  });
}
