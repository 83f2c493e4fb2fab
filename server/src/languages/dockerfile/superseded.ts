import type { Fix, Related } from '../../core/finding';
import type { Span } from '../../core/span';
import { lineAt, wholeLines } from '../../core/text';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';

/** An instruction that a later one of its stage puts out of effect, as it is reported. */
export interface Superseded {
  readonly span: Span;
  /** The line of the one that counts. */
  readonly data: { readonly line: number };
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** Instructions of a kind that counts once in a stage, all but the last. */
export function superseded(
  document: DockerfileDocument,
  kind: 'Cmd' | 'Entrypoint' | 'Healthcheck',
): readonly Superseded[] {
  return document.stages.flatMap((stage) => {
    const all = stage.instructions.filter((instruction) => instruction.kind === kind);
    const by = all.at(-1);
    return by ? all.slice(0, -1).map((instruction) => reported(document, instruction, by)) : [];
  });
}

const reported = (
  { source }: DockerfileDocument,
  { keyword, name, span }: Instruction,
  by: Instruction,
): Superseded => ({
  span: keyword,
  data: { line: lineAt(source, by.span.start) + 1 },
  related: [{ span: by.keyword, message: 'This one counts' }],
  fixes: [
    { title: `Remove this ${name}`, safety: 'safe', edits: () => [{ span: wholeLines(source, span), text: '' }] },
  ],
});
