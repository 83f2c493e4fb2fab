import fc from 'fast-check';

/** Words that mean something in a Dockerfile or its shell, so that random files reach deep into the parser. */
const WORDS = [
  'FROM',
  'from',
  'RUN',
  'COPY',
  'ADD',
  'ENV',
  'ARG',
  'CMD',
  'ENTRYPOINT',
  'USER',
  'WORKDIR',
  'LABEL',
  'EXPOSE',
  'VOLUME',
  'HEALTHCHECK',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'MAINTAINER',
  'AS',
  'scratch',
  'alpine',
  'node:22',
  'golang:1.25-bookworm',
  'python:3.13-slim',
  'build',
  '--from=build',
  '--mount=type=cache,target=/x',
  '--mount=type=secret',
  '--chown=a:b',
  '--platform=$BUILDPLATFORM',
  '--',
  '--x',
  'apt-get',
  'update',
  'install',
  '-y',
  'curl',
  '|',
  '||',
  '&&',
  ';',
  '&',
  '>',
  '<<EOF',
  '<<-"E F"',
  'EOF',
  '$X',
  '${X:-${Y}}',
  '${',
  '$(',
  '`',
  '"',
  "'",
  '[',
  ']',
  '["a","b"]',
  '["a",]',
  '\\',
  '\\\n',
  '\n',
  '\n\n',
  '\t',
  ' ',
  '#',
  '# escape=`\n',
  '# syntax=x\n',
  '=',
  'a=b',
  '.',
  './',
  '/app',
  '..',
  '80/tcp',
  'cd',
  'npm',
  'ci',
  'go',
  'build',
  '-o',
  'pip',
  '-r',
  'requirements.txt',
  'sudo',
  'sh',
  '-c',
  'set',
  '-e',
  'useradd',
  '0',
  '127.0.0.1',
  'latest',
  '\r',
  '\r\n',
  '\ufeff',
  '\u0000',
  '🚢',
  'שלום',
  'é',
  '\u202e',
  '# plimsoll-disable-next-line x\n',
  'x'.repeat(50),
];

/** Random files of such words. */
export const randomFile: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('', ' ', '\n')), { maxLength: 60 })
  .map((parts) => parts.map(([word, gap]) => word + gap).join(''));

type Mutation = (text: string) => string;

const lines = (text: string): string[] => text.split('\n');

const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(9),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(...WORDS),
  )
  .map(
    ([kind, a, b, word]): Mutation =>
      (text) => {
        const at = Math.floor(a * (text.length + 1));
        const list = lines(text);
        const i = Math.floor(a * list.length);
        const j = Math.floor(b * list.length);
        switch (kind) {
          case 0:
            return text.slice(0, at);
          case 1:
            return text.slice(0, at) + word + text.slice(at);
          case 2:
            return text.slice(0, at) + text.slice(at + 1 + Math.floor(b * 10));
          case 3:
            return list.filter((_, index) => index !== i).join('\n');
          case 4:
            return [...list.slice(0, i), list[j] ?? '', ...list.slice(i)].join('\n');
          case 5:
            return text.replace(/\n/g, '\r\n');
          case 6:
            return text.slice(0, at) + '\\' + text.slice(at);
          case 7:
            return list
              .map((line, index) => (index === i ? (list[j] ?? '') : index === j ? (list[i] ?? '') : line))
              .join('\n');
          case 8:
            return text.toLowerCase();
          default:
            return text.replace(/ /g, '\t');
        }
      },
  );

/** Real files with a few changes. */
export const mutated = (seeds: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([text, changes]) => changes.reduce((t, change) => change(t), text));
