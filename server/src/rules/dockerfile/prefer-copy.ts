import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isRemote } from '../../languages/dockerfile/context';
import { flag } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

const ARCHIVE = /\.(?:tar(?:\.[a-z0-9]+)?|tgz|tbz2?|txz|tzst|tlz|taz|gz|bz2|xz|zst|lzma)$/i;

export default defineRule({
  id: 'dockerfile/prefer-copy',
  aka: ['dockerfile/copy-instead-of-add'],
  summary: 'Copy files of the context with COPY, not with ADD',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {
    hadolint: ['DL3020'],
    tally: ['hadolint/DL3020'],
    trivy: ['DS-0005'],
    checkov: ['CKV_DOCKER_4'],
    sonar: ['S7029'],
    droast: ['DF006'],
  },
  messages: {
    heredoc: '`ADD` does no more than `COPY` with a here-document; use `COPY`',
    add: '`ADD` also downloads and unpacks; use `COPY` for `{{source}}`',
  },
  notes: ['copy-and-add'],
  lessons: ['D14'],
  docs: {
    why: '`ADD` does more than copy: it downloads addresses, clones repositories and unpacks tar archives. For files of the build context `COPY` does the same with no surprise when one of them turns out to be an archive.',
    invalid: [
      {
        code: 'FROM node:22\nADD package.json /app/\n',
        fixed: 'FROM node:22\nCOPY package.json /app/\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nCOPY package.json /app/\n' },
      { code: 'FROM scratch\nADD rootfs.tar.xz /\nADD https://example.com/x /x\n' },
    ],
    fixSafety: 'A file that is an archive, though its name does not say so, is no longer unpacked.',
    references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  },
  check: (ctx) => ({
    Add(add) {
      if (['checksum', 'keep-git-dir', 'unpack'].some((name) => flag(add, name))) return;
      const marks = new Set(add.heredocs.map((heredoc) => heredoc.mark.start));
      const sources = add.sources.filter((word) => !marks.has(word.span.start));
      const texts = sources.map((word) => ctx.doc.valueOf(word, add));
      if (add.sources.length === 0 || texts.some((text) => text === undefined || mayNeedAdd(text))) return;
      const sure = texts.every(
        (text) => text !== undefined && (isNamed(text) || ctx.facts.context?.kind(text) === 'folder'),
      );
      const span = add.keyword;
      const fixes: Fix[] = [
        {
          title: 'Replace with COPY',
          safety: sure ? 'safe' : 'unsafe',
          edits: () => [{ span, text: ctx.doc.keyword('COPY', add) }],
        },
      ];
      const [source] = texts;
      if (source === undefined) ctx.report({ message: 'heredoc', span, fixes });
      else ctx.report({ message: 'add', span, data: { source: short(source) }, fixes });
    },
  }),
});

/** An address, an archive, or a pattern that may match archives. */
function mayNeedAdd(source: string): boolean {
  if (source === '' || isRemote(source) || ARCHIVE.test(source)) return true;
  const name = source.slice(source.lastIndexOf('/') + 1);
  return /[*?[]/.test(name) && !/\.[a-z0-9]+$/i.test(name);
}

/** The path says that it is no archive: a folder, or a file with another ending. */
const isNamed = (source: string): boolean => /(?:^|\/)\.{0,2}$|\.[a-z0-9]+$/i.test(source);
