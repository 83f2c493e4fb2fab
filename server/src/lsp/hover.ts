import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { hoverDockerfile } from '../features/hover/dockerfile';
import { plainText } from '../features/hover/markdown';
import { toOffset, toRange } from './convert';
import type { Session } from './session';

/** Answers `textDocument/hover`; Markdown only for clients that take it. */
export async function hover(session: Session, uri: string, position: Position): Promise<Hover | null> {
  const document = session.documents.get(uri);
  const linted = document && (await session.lint(document));
  if (!linted?.dockerfile || linted.version !== document?.version) return null;
  const command = session.capabilities.options.documentationCommand;
  const { dockerfile } = linted;
  const library = await session.library();
  const ask = () =>
    hoverDockerfile({
      ...dockerfile,
      rules: session.linter.rules,
      findings: linted.findings,
      offset: toOffset(linted.source, position),
      library,
      link: (topic, label) =>
        command === undefined ? label : `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([topic]))})`,
      lineLink: (line, label) => `[${label}](${uri}#L${line})`,
    });
  const found = await linted.settle(ask);
  if (!found) return null;
  const markdown = session.capabilities.markdownHover;
  return {
    contents: markdown
      ? { kind: MarkupKind.Markdown, value: found.markdown }
      : { kind: MarkupKind.PlainText, value: plainText(found.markdown) },
    range: toRange(linted.source, found.span),
  };
}
