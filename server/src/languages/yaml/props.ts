import type { CST } from 'yaml';
import { note, noteToken, type Reading, unexpected } from './reading';

/** What stands before a node: its anchor and tag, and the indicator (`:`, `-`, `?`) that it belongs to. */
export interface Props {
  anchor: CST.SourceToken | undefined;
  tag: CST.SourceToken | undefined;
  found: CST.SourceToken | undefined;
  comma: CST.SourceToken | undefined;
  newline: boolean;
  /** Where a line ends behind an anchor or tag; -1 when none does. */
  newlineAfterProp: number;
  start: number;
  end: number;
}

export const NO_PROPS: Readonly<Props> = {
  anchor: undefined,
  tag: undefined,
  found: undefined,
  comma: undefined,
  newline: false,
  newlineAfterProp: -1,
  start: 0,
  end: 0,
};

export function readProps(
  on: Reading,
  tokens: readonly CST.SourceToken[],
  indicator: CST.SourceToken['type'],
  next: CST.Token | null | undefined,
  offset: number,
  parentIndent: number,
  startOnNewline: boolean,
  flow: boolean,
): Props {
  const last = tokens[tokens.length - 1];
  const end = last ? last.offset + last.source.length : offset;
  const props: Props = {
    anchor: undefined,
    tag: undefined,
    found: undefined,
    comma: undefined,
    newline: false,
    newlineAfterProp: -1,
    start: -1,
    end,
  };
  let atNewline = startOnNewline;
  let spaced = startOnNewline;
  let needsSpace = false;
  let tab: CST.SourceToken | undefined;
  for (const token of tokens) {
    const { type } = token;
    if (needsSpace) {
      if (type !== 'space' && type !== 'newline' && type !== 'comma') noteMissingBlank(on, token.offset);
      needsSpace = false;
    }
    if (tab) {
      if (atNewline && type !== 'comment' && type !== 'newline') on.tabs.push(tab);
      tab = undefined;
    }
    if (type === 'space') {
      const leads = indicator !== 'doc-start' || next?.type !== 'flow-collection';
      if (!flow && leads && token.source.includes('\t')) tab = token;
      spaced = true;
    } else if (type === 'comment') {
      if (!spaced) note(on, 'syntax', 'A space is missing before "#"', token.offset, token.offset + 1);
      atNewline = false;
    } else if (type === 'newline') {
      atNewline = true;
      props.newline = true;
      if (props.anchor || props.tag) props.newlineAfterProp = token.offset;
      spaced = true;
    } else if (type === 'anchor' || type === 'tag') {
      takeMark(on, props, token, type);
      atNewline = false;
      spaced = false;
      needsSpace = true;
    } else if (type === indicator) {
      if (props.anchor || props.tag) {
        noteToken(on, `Anchors and tags must stand after "${token.source}"`, token);
      } else if (props.found) noteToken(on, `There is one "${token.source}" too many`, token);
      props.found = token;
      atNewline = indicator === 'seq-item-ind' || indicator === 'explicit-key-ind';
      spaced = false;
    } else if (type === 'comma' && flow) {
      if (props.comma) noteToken(on, 'There is one "," too many', token);
      props.comma = token;
      atNewline = false;
      spaced = false;
    } else {
      noteToken(on, unexpected(token), token);
      atNewline = false;
      spaced = false;
    }
  }
  if (needsSpace && next && !BLANKS.has(next.type) && (next.type !== 'scalar' || next.source !== '')) {
    noteMissingBlank(on, next.offset);
  }
  if (tab && ((atNewline && tab.indent <= parentIndent) || next?.type === 'block-map' || next?.type === 'block-seq')) {
    on.tabs.push(tab);
  }
  if (props.start < 0) props.start = end;
  return props;
}

const BLANKS: ReadonlySet<string> = new Set(['space', 'newline', 'comma']);

/** `!!` or `!name!` without more. */
const EMPTY_TAG = /^![\w-]*!$/;

function takeMark(on: Reading, props: Props, token: CST.SourceToken, type: 'anchor' | 'tag'): void {
  if (props[type]) noteToken(on, `A value can have one ${type} only`, token);
  const { source } = token;
  if (source === '&' || EMPTY_TAG.test(source)) noteToken(on, `The name is missing after "${source}"`, token);
  else if (source.startsWith('!<') && !source.endsWith('>')) noteToken(on, 'The closing ">" is missing', token);
  props[type] = token;
  if (props.start < 0) props.start = token.offset;
}

const noteMissingBlank = (on: Reading, offset: number): void =>
  note(on, 'syntax', 'A space is missing before this', offset, offset + 1);

/** What follows a value on its line. */
export function composeEnd(on: Reading, tokens: readonly CST.SourceToken[] | undefined, needsSpace: boolean): void {
  if (!tokens) return;
  let spaced = false;
  let noted = false;
  for (const token of tokens) {
    if (token.type === 'space' || token.type === 'newline') spaced = true;
    else if (token.type === 'comment') {
      if (needsSpace && !spaced) note(on, 'syntax', 'A space is missing before "#"', token.offset, token.offset + 1);
    } else if (!noted) {
      noted = true;
      noteToken(on, 'Nothing more can stand after the value', token);
    }
  }
}

export const isBlock = (token: CST.Token): token is CST.BlockMap | CST.BlockSequence =>
  token.type === 'block-map' || token.type === 'block-seq';

const tokenEnd = (token: CST.SourceToken | undefined): number => (token ? token.offset + token.source.length : 0);

export const markEnd = (props: Readonly<Props>): number =>
  Math.max(tokenEnd(props.anchor), tokenEnd(props.tag), tokenEnd(props.found));
