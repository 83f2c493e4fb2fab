import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hoverer, hoverOn, library } from '../harness/hover';

const SERVICE = `# syntax=docker/dockerfile:1
ARG NODE_VERSION=22
FROM node:\${NODE_VERSION}-bookworm AS build
ARG VERSION=dev
ENV NODE_ENV=production HOST=127.0.0.1 API_TOKEN=abc
WORKDIR /app
COPY . .
RUN --mount=type=secret,id=npmrc,target=/app/.npmrc --network=default \\
    apt-get update && apt-get install -y curl && npm ci && sudo chown -R node /app && echo $VERSION $HOME
RUN <<EOF
set -e
echo hi
EOF
SHELL ["/bin/bash", "-c"]
LABEL org.opencontainers.image.version=$VERSION
# plimsoll-disable-next-line dockerfile/no-latest-tag -- the newest is wanted
FROM nginx:latest
COPY --from=build --chown=node /app/dist /srv/
ADD app.tar.gz /srv/
EXPOSE 8080
VOLUME /data
USER 1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/healthz
ONBUILD RUN npm ci
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node", "server.js"]
FROM scratch
COPY --from=build /app/shop /shop
MAINTAINER Jane
`;

const FILES = {
  'package.json': '{}',
  'package-lock.json': '{}',
  'README.md': 'hello',
  '.env': 'A=1',
  'certs/dev.key': 'k'.repeat(2000),
  'node_modules/a/index.js': 'x'.repeat(5_000_000),
};

describe('hover', () => {
  it('reaches every lesson of the notes', () => {
    const { at, pages } = hoverer({ text: SERVICE, files: FILES });
    for (let offset = 0; offset <= SERVICE.length; offset++) at(offset);
    const reached = new Set([...pages].flatMap((page) => library.topic(page)?.lessons ?? []));
    const lessons = Array.from({ length: 35 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`);
    assert.deepEqual(
      lessons.filter((lesson) => !reached.has(lesson)),
      [],
    );
  });

  it('keeps to its form everywhere: at most twelve lines, no headings, tables, pictures or HTML', () => {
    for (const text of [
      SERVICE,
      ...['web', 'reports', 'gateway'].map((name) => readFileSync(`examples/${name}/Dockerfile`, 'utf8')),
    ]) {
      const { at } = hoverer({ text, files: FILES });
      for (let offset = 0; offset <= text.length; offset++) {
        const hover = at(offset);
        if (!hover) continue;
        const { markdown, span } = hover;
        assert.ok(markdown.split('\n').length <= 12, markdown);
        assert.doesNotMatch(markdown.replace(/`[^`\n]*`/g, ''), /^#|^\||!\[|<\/?[a-z]+>|undefined|\[object|NaN/m);
        assert.ok(
          span.start <= offset && offset <= span.end,
          `${offset} is not in ${span.start}–${span.end}: ${markdown}`,
        );
      }
    }
  });

  it('has something to say on every instruction, flag and mount key', () => {
    const { at } = hoverer({ text: SERVICE, files: FILES });
    for (const match of SERVICE.matchAll(/^(?:[A-Z]+)(?= )|--[a-z]+(?==)|(?:type|id|target)(?==)/gm)) {
      assert.ok(at(match.index + 1), match[0]);
    }
  });

  it('shows the command that really runs', () => {
    const start =
      'FROM node:22\nWORKDIR /app\nUSER node\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "server.js"]\n';
    assert.match(
      hoverOn({ text: start }, 'ENTRYPOINT'),
      /^\*\*Starts\*\* `docker-entrypoint\.sh node server\.js` \(`ENTRYPOINT` line 4 \+ `CMD` line 5\) in `\/app` as user `node`\n\nThe two are one list\./,
    );
    const shell = 'FROM node:22\nENTRYPOINT node server.js\nCMD ["--watch"]\n';
    assert.match(
      hoverOn({ text: shell }, 'CMD'),
      /^\*\*Starts\*\* `\/bin\/sh -c 'node server\.js'` \(`ENTRYPOINT` line 2\)\n\n\*\*no-cmd-after-shell-entrypoint\*\*/,
    );
  });

  it('takes an image reference apart and names the version that the project uses', () => {
    const hover = hoverOn({ text: 'FROM node:latest\nCMD ["node"]\n', files: { '.nvmrc': '22\n' } }, 'node:latest');
    assert.match(
      hover,
      /^\*\*`docker\.io\/library\/node`\*\*, tag `latest`, no digest: Docker Official Image, starts as root/,
    );
    assert.match(hover, /`\.nvmrc` says \*\*22\*\*/);
    assert.match(hover, /\*\*Notes\*\* .*latest.*\*Docker Course \(2020\)\*/);
    assert.match(
      hoverOn({ text: 'FROM reg.example.com:5000/team/app:1.2@sha256:0123456789abcdef0123456789abcdef\n' }, 'reg'),
      /^\*\*`reg\.example\.com:5000\/team\/app`\*\*, tag `1\.2`, digest/,
    );
  });

  it('says why a RUN runs again, with a link to the line', () => {
    const hover = hoverOn(
      { text: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY . .\nRUN npm run build\n', files: FILES },
      'RUN',
    );
    assert.match(
      hover,
      /Runs again when any file of the context changes, even `README\.md`: \[line 4\]\(#L4\), `COPY \. \.`\./,
    );
    const manifest = hoverOn(
      { text: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n', files: FILES },
      'RUN',
    );
    assert.match(manifest, /Runs again when `package\.json` or `package-lock\.json` change: \[line 2\]/);
    assert.match(
      hoverOn({ text: 'FROM alpine:3.22\nRUN apk add git\n' }, 'RUN'),
      /Runs again when `alpine:3\.22` becomes another image/,
    );
  });

  it('counts what a COPY would carry, and what looks secret', () => {
    const hover = hoverOn({ text: 'FROM node:22\nCOPY . /app\n', files: FILES }, ' . ');
    assert.match(
      hover,
      /^\*\*Carries\*\* 5 MB in \d+ files: `node_modules` 5 MB; looks secret: `\.env`, `certs\/dev\.key`/,
    );
    const ignored = hoverOn(
      { text: 'FROM node:22\nCOPY . /app\n', files: { ...FILES, '.dockerignore': 'node_modules\n.env\ncerts\n' } },
      ' . ',
    );
    assert.doesNotMatch(ignored, /node_modules` 5|looks secret/);
  });

  it('gives a variable its value, its origin and its life', () => {
    const text =
      'ARG BASE=22\nFROM node:${BASE}\nARG VERSION=1\nENV PORT=80\nARG TARGETARCH\nRUN echo $VERSION ${PORT} $TARGETARCH $NOWHERE $BASE\n';
    assert.match(
      hoverOn({ text }, '${BASE}'),
      /^\*\*`BASE`\*\* is `22`: default of `ARG` line 1, which `--build-arg` replaces; gone at run time/,
    );
    assert.match(hoverOn({ text }, '$VERSION'), /is `1`: default of `ARG` line 3/);
    assert.match(hoverOn({ text }, '${PORT}'), /is `80`: `ENV` line 4; set in the build and at run time/);
    assert.match(hoverOn({ text }, '$NOWHERE'), /is not set in this file; the base image or the shell may/);
    assert.match(hoverOn({ text }, '$BASE'), /does not reach here: repeat `ARG BASE` in this stage/);
  });

  it('tells of flags and mounts the least syntax version', () => {
    assert.match(
      hoverOn({ text: 'FROM a:1\nRUN --mount=type=cache,target=/c true\n' }, 'type='),
      /Needs `# syntax=docker\/dockerfile:1\.2` or newer/,
    );
    assert.match(hoverOn({ text: 'FROM a:1\nCOPY --parents a b/\n' }, '--parents'), /1\.20/);
  });

  it('explains findings, suppressions and missing repairs', () => {
    assert.match(
      hoverOn({ text: 'FROM a:1\nMAINTAINER me\n' }, 'MAINTAINER'),
      /\*\*no-maintainer\*\* Docker has called/,
    );
    assert.match(
      hoverOn({ text: SERVICE }, 'dockerfile/no-latest-tag'),
      /^\*\*Disables\*\* `dockerfile\/no-latest-tag` for the next instruction/,
    );
    const scripts = JSON.stringify({ scripts: { postinstall: 'node scripts/setup.js' } });
    const noFix = hoverOn(
      {
        text: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n',
        files: { 'package.json': scripts, 'scripts/setup.js': '' },
      },
      ' . ',
    );
    assert.match(noFix, /No quick fix: `postinstall` runs `scripts\/setup\.js`, which comes with the sources/);
  });

  it('sees variables in flags and in here-documents that become files', () => {
    const text =
      "ARG P=linux/amd64\nFROM --platform=$P a:1\nARG PORT=80\nCOPY <<conf <<'raw' /etc/\na=$PORT\nconf\nraw\n";
    assert.match(hoverOn({ text }, '$P '), /^\*\*`P`\*\* is `linux\/amd64`/);
    assert.match(hoverOn({ text }, '$PORT'), /^\*\*`PORT`\*\* is `80`/);
    assert.match(hoverOn({ text }, '<<conf'), /up to the line `conf`: a file `conf`; the builder puts in variables/);
    assert.match(hoverOn({ text }, "<<'raw'"), /variables stay as they are/);
    assert.match(hoverOn({ text: 'FROM a:1\nRUN <<-EOF\n\tls\n\tEOF\n' }, '<<-EOF'), /what this RUN reads; tabs/);
  });

  it('tells secrets from names about them, and what the builder sets', () => {
    const text = 'FROM a:1\nARG PASSWORD_MIN_LENGTH=8\nARG TARGETARCH\nENV DB_HOST=127.0.0.1\n';
    assert.match(hoverOn({ text }, 'PASSWORD_MIN'), /`PASSWORD_MIN_LENGTH`\*\* = `8`/);
    assert.match(hoverOn({ text }, 'TARGETARCH'), /^\*\*`TARGETARCH`\*\* The processor/);
    assert.match(hoverOn({ text }, 'DB_HOST'), /the container itself/);
  });

  it('says nothing where there is nothing to say', () => {
    const { at } = hoverer({ text: 'FROM a:1\n# just words\n\nRUN true\n' });
    assert.equal(at(12), undefined);
    assert.equal(at(22), undefined);
  });
});
