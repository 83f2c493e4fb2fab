import type { Span } from '../../core/span';
import type { ShellWord } from './model';

/** Which options of a program take a value; all others take none. */
export interface OptionSpec {
  /** Letters of the short options that take a value: `-o file`, `-ofile`, `-yo file`. */
  readonly short?: string;
  /** Long options that take a value, with their dashes: `--output file` (`--output=file` always works). */
  readonly long?: readonly string[];
  /** Options are whole words after one dash, as with Go's flag package and Maven: no clusters; `-tags x`, `-tags=x`. */
  readonly words?: true;
  /** With `words`: letters whose value is attached without `=`, as in Maven's `-Dname=value`. */
  readonly attached?: string;
  /** Options end at the first word that is none, as before a subcommand. */
  readonly leading?: true;
}

export interface ParsedOption {
  /** With its dashes: `-y`, `--output`. */
  readonly name: string;
  /** The word that names it. */
  readonly word: ShellWord;
  /** Its value when that is literal. */
  readonly value: string | undefined;
  /** The word that holds its value: the next one, or the same one for `-ofile` and `--output=file`. */
  readonly valueWord: ShellWord | undefined;
  /** The option's own characters: one letter of a cluster, else the whole word. */
  readonly span: Span;
}

export interface ParsedOptions {
  readonly options: readonly ParsedOption[];
  readonly positional: readonly ShellWord[];
  /** Positional words that begin with an expansion: they may hold anything, options too. */
  readonly unknown: readonly ShellWord[];
  /** Where the words behind a lone `--` begin in `positional`. */
  readonly afterDashes: number | undefined;
  /** How many of the given words were used; fewer than all only with `leading`. */
  readonly used: number;
}

const quoteless = (word: ShellWord): boolean => word.raw.length === word.span.end - word.span.start && !word.quoted;

function letterSpan(word: ShellWord, index: number): Span {
  if (!quoteless(word) || word.literalPrefix.length === 2) return word.span;
  return { start: word.span.start + index, end: word.span.start + index + 1 };
}

interface Sink {
  readonly options: ParsedOption[];
  readonly words: readonly ShellWord[];
  next: number;
}

function takeNext(sink: Sink): ShellWord | undefined {
  const word = sink.words[sink.next];
  if (word) sink.next++;
  return word;
}

function addWithNext(sink: Sink, name: string, word: ShellWord, at: Span): void {
  const valueWord = takeNext(sink);
  sink.options.push({ name, word, value: valueWord?.value, valueWord, span: at });
}

/** `--name`, `--name=value`, `--name value`; also `-name…` for whole-word options. */
function addLong(sink: Sink, word: ShellWord, spec: OptionSpec): void {
  const text = word.literalPrefix;
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  if (equals >= 0) {
    const value = word.value === undefined ? undefined : text.slice(equals + 1);
    sink.options.push({ name, word, value, valueWord: word, span: word.span });
  } else if (spec.long?.includes(name)) addWithNext(sink, name, word, word.span);
  else sink.options.push({ name, word, value: undefined, valueWord: undefined, span: word.span });
}

function addAttached(sink: Sink, word: ShellWord, name: string, from: number, at: Span): void {
  const value = word.value?.slice(from);
  sink.options.push({ name, word, value, valueWord: word, span: at });
}

/** `-x`, `-xyz`, `-ovalue`, `-q=2`. */
function addCluster(sink: Sink, word: ShellWord, spec: OptionSpec): void {
  const text = word.literalPrefix;
  for (let i = 1; i < text.length; i++) {
    const letter = text.charAt(i);
    const name = `-${letter}`;
    const at = letterSpan(word, i);
    const rest = i + 1 < text.length || word.value === undefined;
    if (text.charAt(i + 1) === '=') {
      addAttached(sink, word, name, i + 2, word.span);
      return;
    }
    if (spec.short?.includes(letter)) {
      if (rest) {
        addAttached(sink, word, name, i + 1, word.span);
        return;
      }
      addWithNext(sink, name, word, at);
      return;
    }
    sink.options.push({ name, word, value: undefined, valueWord: undefined, span: at });
  }
}

function addOption(sink: Sink, word: ShellWord, spec: OptionSpec): void {
  const text = word.literalPrefix;
  if (text.startsWith('--')) {
    addLong(sink, word, spec);
    return;
  }
  if (!spec.words) {
    addCluster(sink, word, spec);
    return;
  }
  const letter = text.charAt(1);
  if (spec.attached?.includes(letter) && text.length > 2) {
    addAttached(sink, word, `-${letter}`, 2, word.span);
    return;
  }
  addLong(sink, word, spec);
}

/**
 * Sorts a program's words into options and the rest, as GNU getopt does: options may stand anywhere up to a lone `--`.
 * An option that `spec` does not know takes no value. A lone `-` is positional; a word that begins with an expansion is
 * positional and listed as unknown. Never throws.
 */
export function parseOptions(words: readonly ShellWord[], spec: OptionSpec): ParsedOptions {
  const sink: Sink = { options: [], words, next: 0 };
  const positional: ShellWord[] = [];
  const unknown: ShellWord[] = [];
  let afterDashes: number | undefined;
  while (sink.next < words.length) {
    const word = words[sink.next];
    if (!word) break;
    const text = word.literalPrefix;
    if (text === '--' && word.value === '--') {
      sink.next++;
      afterDashes = positional.length;
      if (!spec.leading) positional.push(...words.slice(sink.next));
      if (!spec.leading) sink.next = words.length;
      break;
    }
    const isOption = text.length > 1 && text.startsWith('-') && text !== '--';
    if (!isOption && spec.leading) break;
    sink.next++;
    if (isOption) addOption(sink, word, spec);
    else positional.push(word);
    if (!isOption && text === '' && word.hasExpansion) unknown.push(word);
  }
  return { options: sink.options, positional, unknown, afterDashes, used: sink.next };
}

/** Whether one of `names` is among the options; `-qq` means `-q` twice. */
export function hasOption(options: readonly ParsedOption[], ...names: readonly string[]): boolean {
  return names.some((name) => {
    const letter = name.charAt(1);
    const repeated = name.length > 2 && letter !== '-' && name.slice(1) === letter.repeat(name.length - 1);
    if (!repeated) return options.some((option) => option.name === name);
    return options.filter((option) => option.name === `-${letter}`).length >= name.length - 1;
  });
}
