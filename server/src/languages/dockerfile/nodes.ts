import type { Remembering } from '../../core/memo';
import type { Span } from '../../core/span';
import type { Comment, HeredocBody, RawInstruction } from './lines';
import type { Mount } from './mounts';
import type { Word } from './word';

/** `--name` or `--name=value` between a keyword and its arguments. */
export interface Flag {
  readonly name: string;
  /** `--name` */
  readonly nameSpan: Span;
  /** Undefined when there is no `=`. */
  readonly value: Word | undefined;
  readonly span: Span;
}

/** A JSON array of strings; each word's value is its decoded text and its span the quoted form. */
export interface ExecForm {
  readonly kind: 'exec';
  readonly span: Span;
  readonly words: readonly Word[];
}

/** Text for a shell. */
export interface ShellForm {
  readonly kind: 'shell';
  /** The text in the file, continuations and comments within included; heredoc bodies not. */
  readonly span: Span;
  /** It begins with `[` and is no valid JSON, so it goes to the shell as it is. */
  readonly looksLikeJson: boolean;
}

export type CommandForm = ExecForm | ShellForm;

interface InstructionBase extends Remembering {
  /** Position among all instructions; an ONBUILD's trigger has its parent's. */
  readonly index: number;
  /** In capitals. */
  readonly name: string;
  readonly keyword: Span;
  readonly keywordText: string;
  /** From the keyword to the end of the last line, heredoc bodies included. */
  readonly span: Span;
  /** The end of the instruction proper, before any heredoc body. */
  readonly headEnd: number;
  /** From behind the flags to the end, before heredoc bodies; zero-width when there is nothing. */
  readonly body: Span;
  /** The joined text of `body`. */
  readonly bodyText: string;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly HeredocBody[];
  /** Comment lines among its continued lines. */
  readonly comments: readonly Comment[];
  readonly raw: RawInstruction;
  /** It is the trigger of an ONBUILD. */
  readonly onbuild: boolean;
}

export interface FromInstruction extends InstructionBase {
  readonly kind: 'From';
  readonly image: Word | undefined;
  readonly as: { readonly keyword: Span; readonly keywordText: string; readonly name: Word | undefined } | undefined;
  /** Words beyond `image AS name`, or in the place of AS. */
  readonly extra: readonly Word[];
}

export interface RunInstruction extends InstructionBase {
  readonly kind: 'Run';
  readonly form: CommandForm | undefined;
  readonly mounts: readonly Mount[];
}

export interface CmdInstruction extends InstructionBase {
  readonly kind: 'Cmd';
  readonly form: CommandForm | undefined;
}

export interface EntrypointInstruction extends InstructionBase {
  readonly kind: 'Entrypoint';
  readonly form: CommandForm | undefined;
}

export interface ShellInstruction extends InstructionBase {
  readonly kind: 'Shell';
  readonly form: CommandForm | undefined;
}

export interface HealthcheckInstruction extends InstructionBase {
  readonly kind: 'Healthcheck';
  /** `NONE` or `CMD`, as written. */
  readonly type: Word | undefined;
  readonly form: CommandForm | undefined;
}

interface FileTransfer extends InstructionBase {
  /** Sources, here-documents among them. */
  readonly sources: readonly Word[];
  readonly destination: Word | undefined;
  readonly json: boolean;
}

export interface CopyInstruction extends FileTransfer {
  readonly kind: 'Copy';
}

export interface AddInstruction extends FileTransfer {
  readonly kind: 'Add';
}

export interface Pair {
  readonly key: Word;
  /** Undefined where no `=` follows. */
  readonly value: Word | undefined;
  readonly span: Span;
}

interface KeyValue extends InstructionBase {
  readonly pairs: readonly Pair[];
  /** `ENV key value`: the rest of the line is the value. */
  readonly legacy: boolean;
}

export interface EnvInstruction extends KeyValue {
  readonly kind: 'Env';
}

export interface LabelInstruction extends KeyValue {
  readonly kind: 'Label';
}

export interface ArgInstruction extends InstructionBase {
  readonly kind: 'Arg';
  readonly pairs: readonly Pair[];
}

export interface ExposeInstruction extends InstructionBase {
  readonly kind: 'Expose';
  readonly ports: readonly Word[];
}

export interface VolumeInstruction extends InstructionBase {
  readonly kind: 'Volume';
  readonly paths: readonly Word[];
  readonly json: boolean;
}

interface SingleValue extends InstructionBase {
  readonly value: Word | undefined;
}

export interface UserInstruction extends SingleValue {
  readonly kind: 'User';
}

export interface WorkdirInstruction extends SingleValue {
  readonly kind: 'Workdir';
}

export interface StopsignalInstruction extends SingleValue {
  readonly kind: 'Stopsignal';
}

export interface MaintainerInstruction extends SingleValue {
  readonly kind: 'Maintainer';
}

export interface OnbuildInstruction extends InstructionBase {
  readonly kind: 'Onbuild';
  readonly trigger: Instruction | undefined;
}

/** A keyword that BuildKit does not know. */
export interface UnknownInstruction extends InstructionBase {
  readonly kind: 'Unknown';
}

export type Instruction =
  | FromInstruction
  | RunInstruction
  | CmdInstruction
  | EntrypointInstruction
  | ShellInstruction
  | HealthcheckInstruction
  | CopyInstruction
  | AddInstruction
  | EnvInstruction
  | LabelInstruction
  | ArgInstruction
  | ExposeInstruction
  | VolumeInstruction
  | UserInstruction
  | WorkdirInstruction
  | StopsignalInstruction
  | MaintainerInstruction
  | OnbuildInstruction
  | UnknownInstruction;

/** Keywords of instructions, in capitals. */
export const KEYWORDS = [
  'FROM',
  'RUN',
  'CMD',
  'LABEL',
  'MAINTAINER',
  'EXPOSE',
  'ENV',
  'ADD',
  'COPY',
  'ENTRYPOINT',
  'VOLUME',
  'USER',
  'WORKDIR',
  'ARG',
  'ONBUILD',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'SHELL',
] as const;

/** Elements that are shared by both kinds of copying. */
export type TransferInstruction = CopyInstruction | AddInstruction;

/** The first flag of that name (BuildKit refuses a second one where only one may be). */
export const flag = (instruction: InstructionBase, name: string): Flag | undefined =>
  instruction.flags.find((f) => f.name === name);
