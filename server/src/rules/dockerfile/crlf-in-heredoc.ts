import { defineRule } from '../../core/rule';
import { contains, type Span } from '../../core/span';
import { slice } from '../../core/text';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { AddInstruction, CopyInstruction, RunInstruction } from '../../languages/dockerfile/nodes';
import { scriptsOf } from '../../languages/dockerfile/scripts';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/crlf-in-heredoc',
  summary: 'Save files whose here-documents are scripts with LF line endings',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  messages: {
    shell: 'The lines of `{{mark}}` end in CRLF, and a shell keeps the CR; save the file with LF',
    shebang: '`{{shebang}}` ends in CRLF, so this script cannot be started; save the file with LF',
  },
  notes: ['heredocs'],
  docs: {
    why: 'The builder takes carriage returns away from instructions, and keeps those of here-documents. A shell takes them for a part of the last word of each line, and the kernel looks for an interpreter called `sh\\r`: "not found", though it is there.',
    instead:
      'Save the file with LF line endings, and keep Git from changing them: `*Dockerfile* text eol=lf` in `.gitattributes`.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1\r\nFROM debian:13\r\nRUN <<EOF\r\nset -e\r\nmake\r\nEOF\r\n',
      },
      {
        code: '# syntax=docker/dockerfile:1\r\nFROM debian:13\r\nCOPY <<EOF /start.sh\r\n#!/bin/sh\r\nexec shop\r\nEOF\r\n',
      },
      {
        code: '# syntax=docker/dockerfile:1\r\nFROM python:3.14\r\nRUN <<EOF\r\n#!/usr/bin/env python3\r\nprint()\r\nEOF\r\n',
      },
      { code: 'FROM debian:13\r\nRUN bash -x <<EOF\r\nmake\r\nEOF\r\n' },
    ],
    valid: [
      { code: '# syntax=docker/dockerfile:1\nFROM debian:13\nRUN <<EOF\nset -e\nmake\nEOF\n' },
      { code: '# syntax=docker/dockerfile:1\r\nFROM debian:13\r\nCOPY <<EOF /etc/motd\r\nWelcome\r\nEOF\r\n' },
      { code: 'FROM debian:13\r\nRUN make && \\\r\n    make install\r\n' },
    ],
    references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  },
  check: (ctx) => {
    const judge = (instruction: RunInstruction | CopyInstruction | AddInstruction): void => {
      if (instruction.heredocs.length === 0 || ctx.doc.os === 'windows') return;
      for (const { body, mark } of instruction.heredocs) {
        const shebang = /^\t*(#![^\r\n]*)\r\n/.exec(slice(ctx.source, body))?.[1];
        const noFix = 'line endings are those of the whole file: save it with LF';
        if (shebang !== undefined) {
          ctx.report({ message: 'shebang', span: mark, data: { shebang: short(shebang) }, noFix });
        } else if (slice(ctx.source, body).includes('\r\n') && isShellScript(ctx.doc, instruction, body)) {
          ctx.report({ message: 'shell', span: mark, data: { mark: slice(ctx.source, mark) }, noFix });
        }
      }
    };
    return { Run: judge, Copy: judge, Add: judge };
  },
});

/** Whether a shell reads the here-document; a script within a line with CRLF begins a character early, so its commands tell. */
const isShellScript = (
  doc: DockerfileDocument,
  instruction: RunInstruction | CopyInstruction | AddInstruction,
  body: Span,
): boolean =>
  instruction.kind === 'Run' &&
  scriptsOf(doc, instruction).some(
    ({ form, script }) => form === 'heredoc' && script.commands.some(({ span }) => contains(body, span)),
  );
