/**
 * A Dockerfile of about `lines` lines, as varied as real ones: stages, packages, copies, variables, long RUNs; with a few findings. With another `salt` every
 * instruction has another text, so that nothing that was remembered of one helps with the other.
 */
export function sample(lines: number, salt = ''): string {
  const out = [
    '# syntax=docker/dockerfile:1',
    'ARG NODE_VERSION=22',
    'FROM node:${NODE_VERSION}-bookworm AS base',
    `WORKDIR /app${salt}`,
  ];
  for (let i = 0; out.length < lines; i++) {
    out.push(
      `# step ${i}`,
      `ENV APP_${i}=value-${i}${salt} PATH=/opt/app-${i}/bin:$PATH`,
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends \\',
      `        curl git libpq-dev-${i}${salt} \\`,
      '    && rm -rf /var/lib/apt/lists/*',
      `COPY --chown=node:node package-${i}${salt}.json ./packages/${i}/`,
      `RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --prefix packages/${i}${salt} && echo "done \${APP_${i}}"`,
      `ARG VERSION_${i}=1.0.${i}${salt}`,
      `LABEL step.${i}${salt}="\${VERSION_${i}}"`,
    );
    if (i % 8 === 3) out.push(`RUN curl -k -o /srv/tool-${i}${salt} https://example.com/tool`);
    if (i % 20 === 19)
      out.push(
        '',
        `FROM base AS stage-${i}${salt}`,
        `COPY --from=base /app/packages/${i} /srv/${i}${salt}/`,
        `WORKDIR /srv${salt}`,
      );
  }
  out.push('USER node', 'EXPOSE 3000', 'CMD ["node", "server.js"]', '');
  return out
    .slice(0, lines - 3)
    .concat('USER node', 'EXPOSE 3000', 'CMD ["node", "server.js"]', '')
    .join('\n');
}

/** A Dockerfile with one instruction of about `bytes` characters. */
export const longInstruction = (bytes: number): string =>
  `FROM alpine:3.22\nRUN ${'echo hello world && '.repeat(Math.floor(bytes / 20))}true\nUSER 1000\nCMD ["sh"]\n`;
