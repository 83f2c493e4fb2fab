import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { type DockerfileDocument, joinDirectory, type Stage } from '../../languages/dockerfile/model';
import type { TransferInstruction } from '../../languages/dockerfile/nodes';
import { isRoot } from '../../languages/dockerfile/privileges';
import { commandsOf } from '../../languages/dockerfile/scripts';
import { userCommand } from '../../languages/shell';

/** Numbers that stand for a name by convention: distroless images, and the user that owns nothing. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['nonroot', '65532'],
  ['nobody', '65534'],
]);

export default defineRule({
  id: 'dockerfile/named-user-in-scratch',
  summary: 'Give USER a number where the image has no /etc/passwd',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/named-identity-in-passwdless-stage'] },
  messages: {
    user: 'This image has no /etc/passwd in which to find `{{name}}`; write a number such as 65532',
    group: 'This image has no /etc/group in which to find `{{name}}`; write a number such as 65532',
  },
  notes: ['scratch', 'user'],
  docs: {
    why: '`scratch` is empty. A name in USER is looked up in `/etc/passwd` of the image when a container starts, and without that file it does not start: "unable to find user". A number needs no file.',
    instead: 'Write the number, or copy `/etc/passwd` from the stage in which the user was created.',
    invalid: [
      {
        code: 'FROM scratch\nCOPY shop /shop\nUSER nonroot\nENTRYPOINT ["/shop"]\n',
        fixed: 'FROM scratch\nCOPY shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
      },
    ],
    valid: [
      { code: 'FROM scratch\nCOPY shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n' },
      {
        code: 'FROM alpine:3.22 AS build\nRUN adduser -D -u 10001 app\nFROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nCOPY shop /shop\nUSER app\nENTRYPOINT ["/shop"]\n',
      },
    ],
    fixSafety:
      'Files that the program writes belong to the number. It is the one with which the file creates that user elsewhere, else the usual one of the name. A group of the same name gets the same number.',
    references: ['https://docs.docker.com/reference/dockerfile/#user'],
  },
  check: (ctx) => ({
    End() {
      if (ctx.doc.os === 'windows') return;
      const bare = bareStages(ctx.doc);
      let numbers: ReadonlyMap<string, string> | undefined;
      for (const stage of ctx.doc.stages) {
        const { user } = ctx.doc.finalState(stage);
        // One that comes from the stage below was judged there.
        const lacks = user?.value && user.index > stage.from.index && stage.reached ? bare.get(stage) : undefined;
        const text = user?.value && ctx.doc.valueOf(user.value, user)?.trim();
        if (!user?.value || !lacks || text === undefined) continue;
        const word = user.value;
        const [name = '', group = ''] = text.split(':');
        const colon = word.raw.indexOf(':');
        const plain = word.raw === text;
        const place = (from: number, to: number): Span => (plain ? word.at(from, to) : word.span);
        const end = word.raw.length;
        if (isName(name) && lacks.passwd) {
          const span = place(0, colon < 0 ? end : colon);
          numbers ??= createdNumbers(ctx.doc);
          const number = plain ? numbers.get(name) : undefined;
          // A group of the same name goes with it.
          const whole = group === name ? word.span : span;
          const written = group === name ? `${number}:${number}` : `${number}`;
          const fix: Fix = {
            title: `Write USER ${written}`,
            safety: 'unsafe',
            edits: () => [{ span: whole, text: written }],
          };
          ctx.report({ message: 'user', span, data: { name }, fixes: number === undefined ? [] : [fix] });
        } else if (isName(group) && lacks.group) {
          ctx.report({ message: 'group', span: place(colon + 1, end), data: { name: group } });
        }
      }
    },
  }),
});

interface Lacks {
  readonly passwd: boolean;
  readonly group: boolean;
}

/** Stages upon scratch, with the files that cannot have come into them. Stages stand upon earlier ones, so one pass is enough. */
function bareStages(doc: DockerfileDocument): ReadonlyMap<Stage, Lacks> {
  const bare = new Map<Stage, Lacks>();
  for (const stage of doc.stages) {
    const { base } = stage;
    const below = base.kind === 'stage' ? bare.get(base.stage) : { passwd: true, group: true };
    if (base.kind === 'image' || !below) continue;
    bare.set(stage, {
      passwd: below.passwd && !mayBring(doc, stage, 'passwd'),
      group: below.group && !mayBring(doc, stage, 'group'),
    });
  }
  return bare;
}

/** A number needs no file; what root is, some engines know without one. */
const isName = (text: string): boolean => text !== '' && !/^\d+$/.test(text) && !isRoot(text);

/** Whether a stage may have brought a file of `/etc`: by name, with a whole folder, or out of a program that ran. */
const mayBring = (doc: DockerfileDocument, { instructions }: Stage, file: keyof Lacks): boolean =>
  instructions.some((instruction) => {
    const one = instruction.kind === 'Onbuild' ? (instruction.trigger ?? instruction) : instruction;
    if (one.kind === 'Run') return true;
    return (one.kind === 'Copy' || one.kind === 'Add') && mayWrite(doc, one, file);
  });

function mayWrite(doc: DockerfileDocument, instruction: TransferInstruction, file: string): boolean {
  const { destination, sources } = instruction;
  const text = destination && doc.valueOf(destination, instruction);
  const target = joinDirectory(doc.stateAt(instruction).directory, text);
  if (target === undefined || target === `/etc/${file}`) return true;
  if (instruction.flags.some(({ name }) => name === 'parents')) return true;
  if (target !== '/' && target !== '/etc') return false;
  // A here-document is a file of its own name.
  const marks = new Set(instruction.heredocs.map(({ mark }) => mark.start));
  return sources.some((word) => !marks.has(word.span.start) || word.raw.includes(file));
}

/** The numbers that names have by convention, or with which the file creates them, which count more. */
function createdNumbers(doc: DockerfileDocument): ReadonlyMap<string, string> {
  const numbers = new Map(USUAL);
  for (const instruction of doc.instructions) {
    if (instruction.kind !== 'Run') continue;
    for (const { command } of commandsOf(doc, instruction)) {
      const user = userCommand(command);
      const name = user?.action === 'add-user' ? user.name?.value : undefined;
      if (name === undefined) continue;
      const number = user?.uid?.value ?? '';
      if (/^\d+$/.test(number)) numbers.set(name, number);
      else numbers.delete(name);
    }
  }
  return numbers;
}
