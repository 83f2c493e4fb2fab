import assert from 'node:assert/strict';
import { judge } from './buildkit';

/** A title, a Dockerfile, and what must be said of it: nothing, or the line and a part of the message. */
type Case = readonly [title: string, text: string, line?: number, message?: string];

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function check(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [name, text, line, message] of cases) {
      it(`${line === undefined ? 'takes' : 'refuses'} ${name}`, () => {
        const { ok, errors } = judge(text);
        const said = errors.map((error) => `${error.line}: ${error.message}`).join('\n');
        if (line === undefined) {
          assert.equal(said, '');
          assert.equal(ok, true);
          return;
        }
        assert.equal(ok, false);
        const found = errors.some((error) => error.line === line && error.message.includes(message ?? ''));
        assert.ok(found, `expected ${line}: …${message}…, got:\n${said}`);
      });
    }
  });
}

/** Puts lines behind `FROM alpine`; the first of them is line 2. */
function inStage(...lines: readonly string[]): string {
  return ['FROM alpine', ...lines, ''].join('\n');
}

check('files and lines', [
  ['an empty file', '', 1, 'cannot be empty'],
  ['a file of comments', '# a\n# b\n', 2, 'file with no instructions'],
  ['a file of blank lines', '\n\n', 2, 'file with no instructions'],
  ['a file without FROM', 'ARG A=1\n', 1, 'no stages'],
  ['a byte order mark', '\uFEFFFROM alpine\n'],
  ['a file without a final newline', 'FROM alpine'],
  ['Windows line ends', 'FROM alpine\r\nRUN a \\\r\n  b\r\n'],
  ['an indented instruction', '   FROM alpine\n\tRUN true\n'],
  ['keywords in any case', 'from alpine\nRun true\n'],
  ['a comment inside a continuation', inStage('RUN a \\', '  # why', '  b')],
  ['a blank line inside a continuation', inStage('RUN a \\', '', '  b')],
  ['blanks behind the continuation character', inStage('RUN a \\  \t', '  b')],
  ['a continuation that the file ends', inStage('RUN a \\')],
  ['a comment that ends in a backslash', inStage('# a \\', 'RUN true')],
  ['a lost continuation', inStage('RUN a', '  && b'), 3, 'unknown instruction: &&'],
  ['a doubled escape at the end', inStage('RUN a \\\\', '  && b'), 3, 'unknown instruction: &&'],
  ['a misspelt keyword', inStage('RUM true'), 2, 'unknown instruction: RUM'],
  ['a line that is too long', inStage(`RUN ${'a'.repeat(65536)}`), 2, 'greater than max allowed size'],
  ['the longest line', inStage(`RUN ${'a'.repeat(65531)}`)],
]);

check('directives', [
  ['all three', '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all\nFROM alpine\n'],
  ['names in any case', '# Escape = `\nFROM alpine\nRUN a `\n  b\n'],
  ['the backtick as escape', '# escape=`\nFROM alpine\nRUN dir C:\\\n'],
  ['another escape', '# escape=x\nFROM alpine\n', 1, "invalid escape token 'x'"],
  ['a second escape', '# escape=`\n# escape=`\nFROM alpine\n', 2, 'only one escape parser directive'],
  ['a second syntax', '# syntax=a\n# SYNTAX=b\nFROM alpine\n', 2, 'only one syntax parser directive'],
  ['a bad escape behind a comment', '# hello\n# escape=x\nFROM alpine\n'],
  ['a second escape behind a blank line', '# escape=`\n\n# escape=x\nFROM alpine\n'],
  ['a bad escape behind an unknown directive', '# foo=bar\n# escape=x\nFROM alpine\n'],
  ['all parts of check', '# check=skip=A,B;error=true;experimental=all\nFROM alpine\n'],
  ['an unknown part of check', '# check=only=A\nFROM alpine\n', 1, 'invalid check option'],
  ['a check that is not a truth value', '# check=error=maybe\nFROM alpine\n', 1, 'failed to parse check option'],
  ['a value of check that ends at a blank', '# check=skip=A only=B\nFROM alpine\n'],
  ['check behind a shebang', '#!/usr/bin/env docker\n# check=x\nFROM alpine\n', 2, 'invalid check option'],
]);

check('here-documents', [
  ['a script', inStage('RUN <<EOF', 'a', 'EOF')],
  ['lines that look like instructions', inStage('RUN <<EOF', 'WRONG line', '# x \\', 'EOF', 'USER a')],
  ['a script without end', inStage('RUN <<EOF', 'a'), 2, 'unterminated heredoc'],
  ['an indented end', inStage('RUN <<EOF', 'a', '  EOF'), 2, 'unterminated heredoc'],
  ['an end behind tabs with a dash', inStage('RUN <<-EOF', '\ta', '\tEOF')],
  ['an end behind blanks with a dash', inStage('RUN <<-EOF', 'a', '  EOF'), 2, 'unterminated heredoc'],
  ['two in one line', inStage('RUN cat <<A && cat <<B', 'a', 'A', 'b', 'B')],
  ['quotes of parts of the name', inStage("RUN <<eo'f'", 'a', 'eof')],
  ['a name of two words in quotes', inStage("RUN <<'one two'", 'a', 'one two')],
  ['a file descriptor and blanks', inStage('RUN cat 3<< EOF', 'a', 'EOF')],
  ['a name that looks like a variable', inStage('RUN <<$EOF', 'a', '$EOF')],
  ['a here-string, which is none', inStage('RUN cat <<<word')],
  ['a quoted one, which is none', inStage('RUN echo "<<EOF"')],
  ['one in a JSON list, which is none', inStage('RUN ["cat", "<<EOF"]')],
  ['one behind another keyword, which is none', inStage('CMD cat <<EOF')],
  ['one behind flags', inStage('RUN --network=none <<EOF', 'a', 'EOF')],
  ['one behind a continuation', inStage('RUN a && \\', '  cat <<EOF', 'a', 'EOF')],
  ['one in a trigger', inStage('ONBUILD RUN <<EOF', 'a', 'EOF')],
  ['a file', inStage('COPY <<a.txt <<b.txt /etc/', 'a', 'a.txt', 'b', 'b.txt')],
  ['a destination', inStage('COPY a <<EOF', 'a', 'EOF'), 2, 'cannot accept a heredoc as a destination'],
  ['a wrong substitution in a file', inStage('COPY <<EOF /a', '${}', 'EOF'), 2, 'bad substitution'],
  ['the same in a quoted one', inStage('COPY <<"EOF" /a', '${}', 'EOF')],
  ['quotes in a file', inStage('COPY <<EOF /a', "it's", 'EOF')],
]);

check('flags', [
  ['an unknown flag', inStage('COPY --form=x a b'), 2, 'unknown flag: --form'],
  ['a flag of another instruction', inStage('ADD --from=x a b'), 2, 'unknown flag: --from'],
  ['a flag of CMD', inStage('CMD --help'), 2, 'unknown flag: --help'],
  ['a flag named like a property', inStage('RUN --constructor=1 a'), 2, 'unknown flag: --constructor'],
  ['words behind a lone --', inStage('RUN -- --help')],
  ['a flag behind the first word', inStage('RUN npm --help')],
  ['a flag without its value', inStage('COPY --chown a b'), 2, 'missing a value on flag: --chown'],
  ['an empty value', inStage('COPY --chown= a b')],
  ['a switch', inStage('COPY --link a b', 'COPY --link=TRUE a b', 'COPY --link=false a b')],
  ['a switch with an empty value', inStage('COPY --link= a b'), 2, 'missing a value on flag: --link'],
  ['a switch that says neither', inStage('COPY --link=yes a b'), 2, 'expecting boolean value'],
  ['the same flag twice', inStage('COPY --link --link a b'), 2, 'duplicate flag specified: --link'],
  [
    'flags that may be repeated',
    inStage('COPY --exclude=a --exclude=b . /x', 'RUN --mount=target=/a --mount=target=/b c'),
  ],
  ['quotes and escapes in a flag', inStage('COPY --chown="a":b --exclude=a\\ b . /x')],
  ['every flag of ADD', inStage(`ADD --keep-git-dir --checksum=${DIGEST} --unpack=false https://a.b/c /x`)],
  ['flags of STOPSIGNAL, which nobody reads', inStage('STOPSIGNAL --foo TERM')],
  ['flags of HEALTHCHECK NONE, which nobody reads', inStage('HEALTHCHECK --foo NONE')],
  ['a network', inStage('RUN --network=none a')],
  ['an unknown network', inStage('RUN --network=bridge a'), 2, 'invalid network mode "bridge"'],
  ['an unknown security', inStage('RUN --security=root a'), 2, 'security "root" is not valid'],
  ['a device', inStage('RUN --device=nvidia.com/gpu=all,required a')],
  ['a device with two names', inStage('RUN --device=a,b=c a'), 2, "unexpected key 'b'"],
]);

check('mounts', [
  ['every type', inStage('RUN --mount=type=cache,target=/a --mount=type=tmpfs,target=/b,size=10m --mount=type=ssh b')],
  ['the default type', inStage('RUN --mount=target=/src,readwrite a', 'RUN --mount=source=.,dst=/b,ro=true a')],
  ['an unknown type', inStage('RUN --mount=type=volume,target=/a b'), 2, 'unsupported mount type "volume"'],
  ['an unknown key', inStage('RUN --mount=tgt=/a b'), 2, "unexpected key 'tgt'"],
  ['a key without its value', inStage('RUN --mount=type=cache,target b'), 2, 'must be a key=value pair'],
  ['keys in any case', inStage('RUN --mount=TYPE=Cache,Target=/a b')],
  ['a size of a cache', inStage('RUN --mount=type=cache,target=/a,size=1g b'), 2, "unexpected key 'size'"],
  ['a size that is none', inStage('RUN --mount=type=tmpfs,target=/a,size=big b'), 2, 'invalid value for size'],
  ['required before its type', inStage('RUN --mount=required,type=secret,id=a b'), 2, "unexpected key 'required'"],
  ['required behind its type', inStage('RUN --mount=type=secret,id=a,required b')],
  ['an owner of a bind mount', inStage('RUN --mount=target=/a,uid=1 b'), 2, 'uid not allowed for "bind"'],
  ['a mode that is not octal', inStage('RUN --mount=type=cache,target=/a,mode=0899 b'), 2, 'invalid value for mode'],
  ['unknown sharing', inStage('RUN --mount=type=cache,target=/a,sharing=all b'), 2, 'unsupported sharing value'],
  ['sharing of a bind mount', inStage('RUN --mount=target=/a,sharing=locked b'), 2, 'invalid cache sharing'],
  ['a secret from a stage', inStage('RUN --mount=type=secret,id=a,from=b c'), 2, 'should not have a from'],
  ['a secret without a name', inStage('RUN --mount=type=secret c'), 2, 'one of source, target required'],
  ['a secret of two names', inStage('RUN --mount=type=secret,id=a,source=b c'), 2, "both source and id can't be set"],
  ['a secret as a variable', inStage('RUN --mount=type=secret,id=a,env=TOKEN c')],
  ['a source of an agent', inStage('RUN --mount=type=ssh,source=/a c'), 2, 'ssh does not support source'],
  ['the root as target', inStage('RUN --mount=type=cache,target=/ c'), 2, 'invalid mount target'],
  ['a missing target at the root', 'FROM scratch\nRUN --mount=type=cache,id=a c\n', 2, 'invalid mount target'],
  ['a missing target in a folder', 'FROM scratch\nWORKDIR /a\nRUN --mount=type=cache,id=a c\n'],
  ['a relative target of an unknown folder', inStage('RUN --mount=target=. c')],
  [
    'a variable in from',
    inStage('ARG A=b', 'RUN --mount=from=$A,target=/a c'),
    3,
    "doesn't support variable expansion",
  ],
  ['variables elsewhere', inStage('ARG A=cache', 'RUN --mount=type=$A,target=/a,sharing=locked c')],
  [
    'a variable that gives a wrong type',
    inStage('ARG A=x', 'RUN --mount=type=$A,target=/a c'),
    3,
    'unsupported mount type',
  ],
  ['a type that only the build knows', inStage('ARG A', 'RUN --mount=type=$A,target=/a,sharing=locked c')],
  ['an empty mount', inStage('RUN --mount= c'), 2, 'failed to parse csv'],
  ['a quoted field', inStage(`RUN --mount='type=cache,"target=/a,b"' c`)],
  ['a stray quote', inStage(`RUN --mount='type=cache,target=/a"b' c`), 2, 'bare "'],
]);

check('JSON or plain form', [
  ['a list', inStage('CMD ["a", "b"]')],
  ['an empty list', inStage('ENTRYPOINT []')],
  ['no arguments at all', inStage('RUN', 'CMD', 'ENTRYPOINT')],
  ['single quotes, which make it plain', inStage("CMD ['a']")],
  ['a trailing comma, which makes it plain', inStage('RUN ["a",]')],
  ['text behind the list, which makes it plain', inStage('CMD ["a"] # why')],
  ['a number in a list', inStage('CMD ["a", 1]'), 2, 'must be comprised of strings only'],
  ['a list in a list', inStage('VOLUME [["a"]]'), 2, 'must be comprised of strings only'],
  ['a number in a list of HEALTHCHECK', inStage('HEALTHCHECK CMD ["a", null]'), 2, 'strings only'],
  ['SHELL in plain form', inStage('SHELL /bin/bash -c'), 2, 'JSON form'],
  ['SHELL without a word', inStage('SHELL []'), 2, 'at least one argument'],
  ['SHELL as a list', inStage('SHELL ["/bin/bash", "-c"]')],
]);

check('FROM and stages', [
  ['a name', 'FROM alpine AS build\n'],
  ['AS in any case', 'FROM alpine aS Build\n'],
  ['two words', 'FROM alpine build\n', 1, 'either one or three arguments'],
  ['another word than AS', 'FROM alpine IS build\n', 1, 'either one or three arguments'],
  ['a comment behind it', 'FROM alpine # base\n', 1, 'either one or three arguments'],
  ['no image', 'FROM\n', 1, 'either one or three arguments'],
  ['a name that starts with a digit', 'FROM alpine AS 1st\n', 1, 'invalid name for build stage'],
  ['a name with a slash', 'FROM alpine AS a/b\n', 1, 'invalid name for build stage'],
  ['a name with dots and dashes', 'FROM alpine AS a-b_c.d\n'],
  ['an instruction before FROM', 'RUN true\nFROM alpine\n', 1, 'no build stage in current context'],
  ['ARG before FROM', 'ARG A=alpine\nFROM $A\n'],
  ['an upper-case repository', 'FROM Alpine\n', 1, 'must be lowercase'],
  ['an upper-case registry', 'FROM Registry/alpine\n'],
  ['a port and a tag', 'FROM localhost:5000/a/b:1.2\n'],
  ['a digest', `FROM alpine:3@${DIGEST}\n`],
  ['a short digest', 'FROM alpine@sha256:0123\n', 1, 'invalid reference format'],
  ['a digest of the wrong length', `FROM alpine@${DIGEST}00\n`, 1, 'invalid digest'],
  ['an empty tag', 'FROM alpine:\n', 1, 'invalid reference format'],
  ['a stage as base', 'FROM alpine AS a\nFROM a\n'],
  ['a platform', 'FROM --platform=linux/arm64 alpine\n'],
  ['a platform of one word', 'FROM --platform=arm64 alpine\n'],
  ['an unknown platform', 'FROM --platform=toaster alpine\n', 1, 'failed to parse platform'],
  ['a platform of four parts', 'FROM --platform=a/b/c/d alpine\n', 1, 'failed to parse platform'],
  ['a platform from a variable', 'FROM --platform=$BUILDPLATFORM alpine\n'],
  ['an empty platform', 'FROM --platform=$NONE alpine\n', 1, 'empty platform value'],
  ['a name that is taken twice', 'FROM alpine AS a\nFROM alpine AS a\n'],
]);

check('variables of FROM', [
  ['a default', 'ARG TAG=3\nFROM alpine:${TAG}\n'],
  ['a name that nobody declared', 'FROM $BASE\n', 1, 'should not be blank'],
  ['a tag that nobody declared', 'FROM alpine:$TAG\n', 1, 'invalid reference format'],
  ['a fallback', 'FROM ${BASE:-alpine}\n'],
  ['a value that only the build knows', 'ARG BASE\nFROM $BASE\n'],
  ['a tag that only the build knows', 'ARG TAG\nFROM alpine:$TAG\n'],
  ['an empty default', 'ARG BASE=\nFROM $BASE\n', 2, 'should not be blank'],
  ['a default that uses another', 'ARG A=alp\nARG B=${A}ine\nFROM $B\n'],
  ['an automatic argument', 'FROM alpine-$TARGETARCH\n'],
  ['an argument of a stage', 'FROM alpine\nARG BASE=alpine\nFROM $BASE\n', 3, 'should not be blank'],
  ['a message for what is missing', 'FROM ${BASE:?none}\n', 1, 'BASE: none'],
  ['a stage named by a variable', 'ARG B=a\nFROM alpine AS a\nFROM $B AS b\nCOPY --from=b /x /y\n', 4, 'circular'],
]);

check('COPY --from and mounts from stages', [
  ['a stage by name', 'FROM alpine AS a\nFROM alpine\nCOPY --from=a /x /y\n'],
  ['a stage by name in another case', 'FROM alpine AS a\nFROM alpine\nCOPY --from=A /x /y\n'],
  ['a stage by number', 'FROM alpine\nFROM alpine\nCOPY --from=0 /x /y\n'],
  ['a number out of range', 'FROM alpine\nFROM alpine\nCOPY --from=2 /x /y\n', 3, 'invalid stage index 2'],
  ['a negative number', 'FROM alpine\nFROM alpine\nCOPY --from=-1 /x /y\n', 3, 'invalid stage index -1'],
  ['itself by name', 'FROM alpine AS a\nCOPY --from=a /x /y\n', 2, 'circular dependency'],
  ['itself by number', 'FROM alpine\nCOPY --from=0 /x /y\n', 2, 'circular dependency'],
  ['a later stage', 'FROM alpine AS a\nCOPY --from=b /x /y\nFROM alpine AS b\n', 2, 'needs to be defined before'],
  ['two that need each other', 'FROM a AS x\nCOPY --from=y /a /b\nFROM a AS y\nCOPY --from=x /a /b\n', 4, 'circular'],
  ['an image', inStage('COPY --from=nginx:1 /x /y')],
  ['an image that is none', inStage('COPY --from=Nginx:1 /x /y'), 2, 'must be lowercase'],
  ['a variable', inStage('ARG A=b', 'COPY --from=$A /x /y'), 3, 'variable expansion is not supported for --from'],
  [
    'a name that a later stage takes again',
    'FROM a AS x\nFROM b\nCOPY --from=x /a /b\nFROM c AS x\n',
    3,
    'defined before',
  ],
  ['a mount from a stage', 'FROM alpine AS a\nFROM alpine\nRUN --mount=from=a,target=/x y\n'],
  ['a mount from a later stage', 'FROM b\nRUN --mount=from=a,target=/x y\nFROM c AS a\n', 2, 'not defined before'],
  ['a mount from itself', 'FROM alpine AS a\nRUN --mount=from=a,target=/x y\n', 2, 'circular dependency'],
]);

check('COPY and ADD', [
  ['a source and a destination', inStage('COPY a b')],
  ['a lone word', inStage('COPY a'), 2, 'at least two arguments'],
  ['a list', inStage('COPY ["a b", "c/"]')],
  ['a list of one', inStage('ADD ["a"]'), 2, 'at least two arguments'],
  ['an address with COPY', inStage('COPY https://a.b/c /d'), 2, "source can't be a URL for COPY"],
  ['a repository with COPY', inStage('COPY https://a.b/c.git /d'), 2, "source can't be a git ref for COPY"],
  ['a repository over ssh with COPY', inStage('COPY git@a.b:c/d.git /e'), 2, 'git ref'],
  ['addresses with ADD', inStage('ADD https://a.b/c git@a.b:c.git /d/')],
  ['an octal mode', inStage('COPY --chmod=0755 a b')],
  ['a mode that is too large', inStage('COPY --chmod=17777 a b'), 2, 'invalid chmod parameter'],
  ['a mode that is not octal', inStage('COPY --chmod=0799 a b'), 2, 'invalid chmod parameter'],
  ['a symbolic mode', inStage('COPY --chmod=u=rwX,go=rX a b')],
  ['a symbolic mode that is none', inStage('COPY --chmod=all a b'), 2, 'invalid syntax in chmod'],
  ['a mode from a variable', inStage('ARG M=755', 'COPY --chmod=$M a b')],
  ['a check sum of a file', inStage(`ADD --checksum=${DIGEST} a /b`), 2, 'requires HTTP(S) or Git sources'],
  ['a check sum of two', inStage(`ADD --checksum=${DIGEST} https://a/b https://a/c /b/`), 2, 'multiple sources'],
  ['a check sum that is none', inStage('ADD --checksum=abc https://a/b /b'), 2, 'invalid checksum'],
  ['a commit as check sum', inStage('ADD --checksum=24eb9b2 https://a/b.git /b')],
]);

check('ENV, LABEL and ARG', [
  ['pairs', inStage('ENV A=1 B="x y" C=x\\ y')],
  ['the old form', inStage('ENV A b c=d', 'LABEL a b')],
  ['a lone name', inStage('ENV A'), 2, 'ENV must have two arguments'],
  ['nothing', inStage('ENV'), 2, 'at least one argument'],
  ['a word without =', inStage('ENV A=1 B'), 2, "can't find = in"],
  ['a blank name', inStage('LABEL =x'), 2, 'names can not be blank'],
  ['a quote without end', inStage('ENV A="x'), 2, 'looking for matching double-quote'],
  ['a single quote without end', inStage("LABEL a='x"), 2, 'looking for matching single-quote'],
  ['blanks round the sign, which belong to the value', inStage('ENV A = b')],
  ['several arguments', inStage('ARG A B=1 C="x y"')],
  ['no argument', inStage('ARG'), 2, 'at least one argument'],
  ['an argument without a name', inStage('ARG =x'), 2, 'ARG names can not be blank'],
  ['a wrong default', inStage('ARG A=${}'), 2, 'bad substitution'],
  ['a wrong global default', 'ARG A=${b!}\nFROM alpine\n', 1, 'unsupported modifier (!)'],
]);

check('substitution', [
  ['every modifier', inStage('ENV A=${a:-b}${a-b}${a:+b}${a+b}${a#b}${a##b*}${a%b}${a%%?}${a/b/c}${a//b/c}')],
  ['nested words', inStage('ENV A=${a:-${b:-"c d"}}')],
  ['a missing brace', inStage('WORKDIR /${a'), 2, 'unsupported modifier'],
  ['a missing brace behind a word', inStage('WORKDIR /${a:-b'), 2, "missing '}'"],
  ['nothing in braces', inStage('USER ${}'), 2, 'bad substitution'],
  ['a colon first', inStage('USER ${:x}'), 2, 'bad substitution'],
  ['two braces', inStage('USER ${{x}}'), 2, 'bad substitution'],
  ['an unknown modifier', inStage('USER ${x!y}'), 2, 'unsupported modifier (!)'],
  ['a colon before a pattern', inStage('USER ${x:#y}'), 2, 'unsupported modifier (:#)'],
  ['a replacement without its slash', inStage('USER ${x/y}'), 2, "missing '/'"],
  ['a wrong escape in a pattern', inStage('USER ${x#\\y}'), 2, "invalid escape '\\y'"],
  ['a literal dollar', inStage('USER \\${', 'WORKDIR /a$')],
  ['a dollar in single quotes', inStage("ENV A='${}'")],
  ['anything in RUN, CMD and ENTRYPOINT', inStage('RUN ${}', 'CMD ${x!}', 'ENTRYPOINT "', 'HEALTHCHECK CMD ${}')],
  ['a variable that must be set, of an image', inStage('WORKDIR ${APP:?must be set}')],
  ['a variable that must be set and is not', 'FROM scratch\nWORKDIR ${APP:?must be set}\n', 2, 'APP: must be set'],
  ['a variable that must be set and is', 'FROM scratch\nENV APP=/a\nWORKDIR ${APP:?must be set}\n'],
  ['the environment before the instruction', 'FROM scratch\nENV A=1 B=${A:?no}\n', 2, 'A: no'],
  ['what a stage inherits', 'FROM scratch AS a\nENV A=1\nFROM a\nUSER ${A:?no}\n'],
  ['what another stage set', 'FROM scratch AS a\nENV A=1\nFROM scratch\nUSER ${A:?no}\n', 4, 'A: no'],
  ['a global argument in a stage', 'ARG A=1\nFROM scratch\nUSER ${A:?no}\n', 3, 'A: no'],
  ['a global argument that is declared again', 'ARG A=1\nFROM scratch\nARG A\nUSER ${A:?no}\n'],
]);

check('HEALTHCHECK', [
  ['durations', inStage('HEALTHCHECK --interval=1m30s --timeout=.5s --start-period=0 --start-interval=500ms CMD a')],
  ['NONE', inStage('HEALTHCHECK NONE', 'HEALTHCHECK none')],
  ['NONE with a command', inStage('HEALTHCHECK NONE a'), 2, 'takes no arguments'],
  ['nothing', inStage('HEALTHCHECK'), 2, 'at least one argument'],
  ['a command without CMD', inStage('HEALTHCHECK curl -f http://a'), 2, 'Unknown type "CURL"'],
  ['CMD without a command', inStage('HEALTHCHECK CMD'), 2, 'Missing command after HEALTHCHECK CMD'],
  ['a bare number', inStage('HEALTHCHECK --interval=30 CMD a'), 2, 'invalid duration "30"'],
  ['an unknown unit', inStage('HEALTHCHECK --timeout=1d CMD a'), 2, 'invalid duration "1d"'],
  ['less than a millisecond', inStage('HEALTHCHECK --timeout=1us CMD a'), 2, 'cannot be less than 1ms'],
  ['a negative duration', inStage('HEALTHCHECK --timeout=-1s CMD a'), 2, 'cannot be less than 1ms'],
  ['retries', inStage('HEALTHCHECK --retries=3 CMD a')],
  ['negative retries', inStage('HEALTHCHECK --retries=-1 CMD a'), 2, 'cannot be negative'],
  ['retries in words', inStage('HEALTHCHECK --retries=many CMD a'), 2, 'invalid syntax'],
]);

check('EXPOSE and STOPSIGNAL', [
  ['ports', inStage('EXPOSE 80 8080-8090/tcp 53/UDP 9/sctp')],
  ['nothing', inStage('EXPOSE'), 2, 'at least one argument'],
  ['a word', inStage('EXPOSE http'), 2, 'invalid containerPort: http'],
  ['a port that is too high', inStage('EXPOSE 65536'), 2, 'invalid containerPort'],
  ['an unknown protocol', inStage('EXPOSE 80/http'), 2, 'invalid proto'],
  ['a range backwards', inStage('EXPOSE 90-80'), 2, 'invalid containerPort'],
  ['a mapping, with which BuildKit puts up', inStage('EXPOSE 127.0.0.1:8080:80')],
  ['a mapping with a wrong address', inStage('EXPOSE 1.2.3:8080:80'), 2, 'invalid IP address'],
  ['variables', inStage('ARG P=80', 'EXPOSE $P ${P}/udp', 'EXPOSE $UNKNOWN')],
  ['a variable that gives a word', inStage('ENV P=web', 'EXPOSE $P'), 3, 'invalid containerPort: web'],
  ['signals', inStage('STOPSIGNAL SIGQUIT', 'STOPSIGNAL term', 'STOPSIGNAL 9', 'STOPSIGNAL SIGRTMIN+3')],
  ['an unknown signal', inStage('STOPSIGNAL SIGFOO'), 2, 'invalid signal: SIGFOO'],
  ['signal zero', inStage('STOPSIGNAL 0'), 2, 'invalid signal: 0'],
  ['a signal from outside', inStage('ARG S', 'STOPSIGNAL $S')],
  ['no signal', inStage('STOPSIGNAL'), 2, 'exactly one argument'],
]);

check('USER, WORKDIR, VOLUME, MAINTAINER, ONBUILD', [
  ['blanks in a path', inStage('WORKDIR /a b', 'USER a b', 'MAINTAINER a b')],
  ['no user', inStage('USER'), 2, 'USER requires exactly one argument'],
  ['no folder', inStage('WORKDIR'), 2, 'WORKDIR requires exactly one argument'],
  ['no maintainer', inStage('MAINTAINER'), 2, 'MAINTAINER requires exactly one argument'],
  ['volumes', inStage('VOLUME /a /b', 'VOLUME ["/a", "/b c"]')],
  ['no volume', inStage('VOLUME'), 2, 'at least one argument'],
  ['an empty volume', inStage('VOLUME [""]'), 2, 'can not be an empty string'],
  ['a volume whose variable is empty', 'FROM scratch\nVOLUME $A\n', 2, 'can not be an empty string'],
  ['a trigger', inStage('ONBUILD COPY . /app')],
  ['no trigger', inStage('ONBUILD'), 2, 'at least one argument'],
  ['a trigger of triggers', inStage('ONBUILD ONBUILD RUN a'), 2, "isn't allowed"],
  ['FROM as a trigger', inStage('ONBUILD FROM a'), 2, "FROM isn't allowed as an ONBUILD trigger"],
  ['MAINTAINER as a trigger', inStage('ONBUILD maintainer a'), 2, "isn't allowed as an ONBUILD trigger"],
  ['a trigger that cannot be split', inStage('ONBUILD ENV A'), 2, 'must have two arguments'],
  ['a wrong trigger that never runs', inStage('ONBUILD COPY a')],
  ['a wrong trigger that runs', 'FROM a AS x\nONBUILD COPY a\nFROM x\n', 3, 'at least two arguments'],
  ['a trigger that copies from a later stage', 'FROM a AS x\nONBUILD COPY --from=y /a /b\nFROM a AS y\nFROM x\n'],
]);

describe('what an instruction is split into', () => {
  const only = (text: string) => judge(text).instructions.at(-1);

  it('gives lines and joined text', () => {
    const run = only('FROM alpine\n\nRUN a \\\n  # why\n  b\n');
    assert.deepEqual([run?.keyword, run?.startLine, run?.endLine, run?.original], ['RUN', 3, 5, 'RUN a   b']);
  });

  it('joins lines without a blank', () => {
    assert.deepEqual(only('FROM alpine\nRUN ec\\\nho\n')?.args, ['echo']);
  });

  it('gives flags without quotes', () => {
    assert.deepEqual(only('FROM a\nCOPY --chown="a b":c  --link x y\n')?.flags, ['--chown=a b:c', '--link']);
  });

  it('gives the words of a list', () => {
    const cmd = only('FROM a\nCMD [ "a", "b c" ]\n');
    assert.deepEqual([cmd?.args, cmd?.json], [['a', 'b c'], true]);
  });

  it('gives pairs', () => {
    assert.deepEqual(only('FROM a\nENV A=1 B="x y"\n')?.args, ['A=1', 'B="x y"']);
    assert.deepEqual(only('FROM a\nENV A b c=d\n')?.args, ['A=b c=d']);
  });

  it('gives here-documents', () => {
    const copy = only('FROM a\nCOPY <<-"A" <<B /x/\n\ta\n\tA\nb\nB\n');
    assert.deepEqual(copy?.heredocs, [
      { name: 'A', chomp: true, expand: false, content: '\ta\n' },
      { name: 'B', chomp: false, expand: true, content: 'b\n' },
    ]);
    assert.equal(copy?.endLine, 6);
  });

  it('gives the trigger of ONBUILD', () => {
    assert.deepEqual(only('FROM a\nONBUILD COPY --link a b\n')?.args, ['COPY', 'a', 'b']);
  });

  it('gives stages', () => {
    const { stages } = judge('ARG V=3\nFROM alpine:$V AS Base\nFROM base\nFROM ${X:-scratch}\n');
    assert.deepEqual(stages, [
      { name: 'base', base: 'alpine:3' },
      { name: '', base: 'base' },
      { name: '', base: 'scratch' },
    ]);
  });

  it('goes on after a mistake', () => {
    const { errors, instructions } = judge('FROM a\nRUM x\nENV A\nCOPY y\nUSER z\n');
    assert.deepEqual(
      errors.map((error) => error.line),
      [2, 3, 4],
    );
    assert.equal(instructions.length, 5);
  });
});
