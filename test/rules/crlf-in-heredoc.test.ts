import assert from 'node:assert/strict';
import { lintDockerfile, onlyRules } from '../harness/lint';

/** Rule tests in Markdown hold no carriage returns. */
const lint = (...lines: readonly string[]) =>
  lintDockerfile(lines.map((line) => `${line}\r\n`).join(''), { rules: onlyRules(['dockerfile/crlf-in-heredoc']) });

describe('dockerfile/crlf-in-heredoc with carriage returns', () => {
  it('marks each script, and says why there is no repair', () => {
    const { document, findings } = lint(
      'FROM debian:13',
      'RUN <<ONE',
      'make',
      'ONE',
      'copy --chmod=0755 <<-"TWO" <<three.txt /srv/',
      '\t#!/bin/sh',
      '\tTWO',
      'text',
      'three.txt',
      'ONBUILD RUN sh -x <<FOUR && cat <<FIVE',
      'make',
      'FOUR',
      'text',
      'FIVE',
    );
    assert.deepEqual(
      findings.map(({ messageId, span, noFix }) => [
        messageId,
        document.source.text.slice(span.start, span.end),
        noFix !== undefined,
      ]),
      [
        ['shell', '<<ONE', true],
        ['shebang', '<<-"TWO"', true],
        ['shell', '<<FOUR', true],
      ],
    );
  });

  it('is silent where nobody runs the text as a shell script, and for Windows', () => {
    assert.deepEqual(lint('FROM python:3.14', 'RUN python3 <<EOF', 'print()', 'EOF').findings, []);
    assert.deepEqual(lint('FROM debian:13', 'RUN cat > /etc/motd <<EOF', 'text', 'EOF').findings, []);
    assert.deepEqual(lint('# escape=`', 'FROM windows', 'COPY <<EOF /x', '#!/bin/sh', 'EOF').findings, []);
  });
});
