import type { Edit, Fix } from '../../../core/finding';
import { lineAt, lineSpan } from '../../../core/text';
import { type DockerfileDocument, withLeadingComments } from '../model';
import { flag, type Instruction } from '../nodes';
import type { SplitPlan, SplitSite } from './plan';

/** The repair that a plan stands for. */
export const splitFix = (site: SplitSite, plan: SplitPlan): Fix => ({
  title: plan.title,
  safety: 'unsafe',
  edits: () => new SplitWriter(site, plan).edits(),
});

/** `build`, else `builder`, else `build2`: one that neither the stage has nor an image or context that it takes from. */
function buildName(site: SplitSite): string {
  const taken = new Set([site.stage.name, ...site.stage.dependencies.map(({ word }) => word.literal?.toLowerCase())]);
  return ['build', 'builder', 'build2'].find((name) => !taken.has(name)) ?? 'build3';
}

/** Writes the edits of a split. Lines that stay where they are are not touched. */
class SplitWriter {
  readonly #site: SplitSite;
  readonly #plan: SplitPlan;
  readonly #doc: DockerfileDocument;

  constructor(site: SplitSite, plan: SplitPlan) {
    this.#site = site;
    this.#plan = plan;
    this.#doc = site.doc;
  }

  edits(): Edit[] {
    const { splitAfter, buildEdits, buildEnd } = this.#plan;
    const above = this.#above();
    const below = this.#site.stage.instructions.filter((i) => i.index > splitAfter.index);
    const name = buildName(this.#site);
    const last = [
      ...this.#withArguments(above.map((item) => ({ instruction: item, text: this.#lastText(item) }))),
      ...this.#plan.copies(name),
    ];
    const repeated = new Set<string>();
    for (const item of above) for (const used of variablesOf(item)) repeated.add(used);
    const late = this.#lateArguments(below, repeated);
    const first = below[0];
    for (const { before, lines } of late) if (before === first) last.push(...lines);
    const at = splitAfter.span.end;
    const text = [
      ...buildEnd.map((line) => `\n${line}`),
      '\n',
      `\n${this.#fromLine()}`,
      ...last.map((line) => `\n${line}`),
    ];
    return [
      ...this.#nameEdits(name),
      ...above.filter((item) => this.#plan.placements.get(item) === 'last').map((item) => this.#removal(item)),
      ...this.#insertion(),
      ...buildEdits,
      { span: { start: at, end: at }, text: text.join(''), note: this.#plan.note },
      ...late
        .filter(({ before }) => before !== first)
        .map(({ before, lines }) => {
          const { start } = withLeadingComments(this.#doc, before);
          return { span: { start, end: start }, text: `${lines.join('\n')}\n`, note: 'Used here' };
        }),
    ];
  }

  /** Lines above the split that the last stage has too, or alone. */
  #above(): Instruction[] {
    const { placements, splitAfter } = this.#plan;
    return this.#site.stage.instructions.filter(
      (i) => i.index <= splitAfter.index && (placements.get(i) ?? 'build') !== 'build',
    );
  }

  #text(span: { readonly start: number; readonly end: number }): string {
    return this.#doc.source.text.slice(span.start, span.end).replace(/\r\n/g, '\n');
  }

  /** A moved line takes its comments along, a copied one does not. */
  #lastText(instruction: Instruction): string {
    const rewritten = this.#plan.rewritten?.get(instruction);
    if (rewritten !== undefined) return rewritten;
    if (this.#plan.placements.get(instruction) === 'last')
      return this.#text(withLeadingComments(this.#doc, instruction));
    const start = this.#doc.source.lineStarts[instruction.raw.firstLine] ?? instruction.span.start;
    return this.#text({ start, end: instruction.span.end }).replace(/^\ufeff/, '');
  }

  /** The ARGs above the split by the names that they declare. */
  #arguments(): ReadonlyMap<string, Instruction> {
    const found = new Map<string, Instruction>();
    for (const item of this.#site.stage.instructions) {
      if (item.kind !== 'Arg' || item.index > this.#plan.splitAfter.index) continue;
      for (const pair of item.pairs) found.set(pair.key.raw, item);
    }
    return found;
  }

  #withArguments(items: readonly { instruction: Instruction; text: string }[]): string[] {
    const known = this.#arguments();
    const done = new Set<Instruction>();
    const lines: string[] = [];
    for (const { instruction, text } of items) {
      for (const name of variablesOf(instruction)) {
        const argument = known.get(name);
        if (!argument || done.has(argument)) continue;
        done.add(argument);
        lines.push(this.#lastText(argument));
      }
      lines.push(text);
    }
    return lines;
  }

  /** ARGs that lines below the split use: repeated above the first use. */
  #lateArguments(
    below: readonly Instruction[],
    repeated: ReadonlySet<string>,
  ): { before: Instruction; lines: string[] }[] {
    const known = this.#arguments();
    const done = new Set<Instruction>([...repeated].flatMap((name) => known.get(name) ?? []));
    const redeclared = new Set<string>();
    const out: { before: Instruction; lines: string[] }[] = [];
    for (const instruction of below) {
      const lines: string[] = [];
      for (const name of variablesOf(instruction)) {
        const argument = known.get(name);
        if (!argument || done.has(argument) || redeclared.has(name)) continue;
        done.add(argument);
        lines.push(this.#lastText(argument));
      }
      if (lines.length > 0) out.push({ before: instruction, lines });
      if (instruction.kind === 'Arg' || instruction.kind === 'Env')
        for (const pair of instruction.pairs) redeclared.add(pair.key.raw);
    }
    return out;
  }

  #fromLine(): string {
    const { from } = this.#site.stage;
    const platform = flag(from, 'platform');
    const kept =
      platform && !/^\$\{?BUILDPLATFORM\}?$/.test(platform.value?.raw ?? '') ? [this.#text(platform.span)] : [];
    const named = from.as?.name ? [from.as.keywordText, from.as.name.raw] : [];
    return [this.#doc.keyword('FROM', from), ...kept, this.#plan.image, ...named].join(' ');
  }

  #nameEdits(name: string): Edit[] {
    const { from } = this.#site.stage;
    const note = 'Tools stay here';
    if (from.as?.name) return [{ span: from.as.name.span, text: name, note }];
    const end = from.image?.span.end ?? from.span.end;
    return [{ span: { start: end, end }, text: ` ${this.#doc.keyword('AS', from)} ${name}`, note }];
  }

  /** Takes whole lines away, and one of two blank lines that would meet. */
  #removal(instruction: Instruction): Edit {
    const { source } = this.#doc;
    const { start, end } = withLeadingComments(this.#doc, instruction);
    const lastLine = lineAt(source, end);
    const above = lineAt(source, start) - 1;
    const blank = (line: number): boolean => {
      if (line < 0 || line >= source.lineStarts.length) return false;
      const span = lineSpan(source, line);
      return source.text.slice(span.start, span.end).trim() === '';
    };
    const next = blank(above) && blank(lastLine + 1) ? lastLine + 2 : lastLine + 1;
    return {
      span: { start, end: source.lineStarts[next] ?? source.text.length },
      text: '',
      note: 'Moves to the runtime stage',
    };
  }

  #insertion(): Edit[] {
    const { inserted } = this.#plan;
    if (!inserted) return [];
    const { start } = withLeadingComments(this.#doc, inserted.before);
    return [
      {
        span: { start, end: start },
        text: inserted.lines.map((line) => `${line}\n`).join(''),
        note: 'What the runtime stage takes over',
      },
    ];
  }
}

/** Names of variables in an instruction's text that the builder or the shell of a RUN puts in. */
function variablesOf(instruction: Instruction): string[] {
  if (instruction.kind === 'Cmd' || instruction.kind === 'Entrypoint' || instruction.kind === 'Healthcheck') return [];
  const text = [...instruction.flags.map((f) => f.value?.raw ?? ''), instruction.bodyText].join(' ');
  const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap((match) => match[1] ?? []);
  // apt-get asks nothing when this is set, and nobody writes it out.
  return instruction.kind === 'Run' ? [...names, 'DEBIAN_FRONTEND'] : names;
}
