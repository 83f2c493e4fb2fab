import { type Span, touches } from '../../core/span';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/model';
import { imagePage } from './images';
import type { Link, Outline, Place } from './model';

/** The stages with their instructions. */
export function dockerfileOutline(document: DockerfileDocument): readonly Outline[] {
  return document.stages.map((stage) => {
    const end = stage.instructions.at(-1)?.span.end ?? stage.from.span.end;
    const image = stage.from.image?.raw ?? '';
    return {
      name: stage.name ?? `stage ${stage.index}`,
      detail: image,
      kind: 'module',
      span: { start: stage.from.span.start, end },
      selection: stage.from.as?.name?.span ?? stage.from.image?.span ?? stage.from.keyword,
      children: stage.instructions.map((instruction) => ({
        name: instruction.name,
        detail: oneLine(instruction.bodyText),
        kind: 'field' as const,
        span: instruction.span,
        selection: instruction.keyword,
        children: [],
      })),
    };
  });
}

const MAX_DETAIL = 60;

const oneLine = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > MAX_DETAIL ? `${flat.slice(0, MAX_DETAIL - 1)}…` : flat;
};

/** Base images lead to their pages. */
export const dockerfileLinks = (document: DockerfileDocument): readonly Link[] =>
  document.stages.flatMap(({ from, base }) => {
    const address = base.kind === 'image' && from.image ? imagePage(from.image.raw) : undefined;
    return from.image && address !== undefined
      ? [{ span: from.image.span, target: { address }, tooltip: `Open the page of ${from.image.raw}` }]
      : [];
  });

const nameOf = (stage: Stage): Span => stage.from.as?.name?.span ?? stage.from.image?.span ?? stage.from.keyword;

/** The stage that is named at a place. */
function stageAt(document: DockerfileDocument, offset: number): Stage | undefined {
  for (const stage of document.stages) {
    if (stage.from.as?.name && touches(stage.from.as.name.span, offset)) return stage;
    for (const { word, target } of stage.dependencies)
      if (target.kind === 'stage' && touches(word.span, offset)) return document.stages[target.stage];
  }
  return undefined;
}

/** Where the stage that is named at a place begins. */
export function dockerfileDefinition(document: DockerfileDocument, offset: number): readonly Place[] {
  const stage = stageAt(document, offset);
  return stage ? [{ span: nameOf(stage) }] : [];
}

/** All places that name the stage at a place. */
export function dockerfileReferences(
  document: DockerfileDocument,
  offset: number,
  withDeclaration: boolean,
): readonly Place[] {
  const stage = stageAt(document, offset);
  if (!stage) return [];
  const uses = document.stages.flatMap(({ dependencies }) =>
    dependencies.flatMap(({ word, target }) =>
      target.kind === 'stage' && target.stage === stage.index ? [{ span: word.span }] : [],
    ),
  );
  return withDeclaration ? [{ span: nameOf(stage) }, ...uses] : uses;
}
