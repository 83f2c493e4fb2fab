import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { hoverCompose } from '../features/hover/compose';
import { hoverDockerfile } from '../features/hover/dockerfile';
import { hoverKubernetes } from '../features/hover/kubernetes';
import { plainText } from '../features/hover/markdown';
import { allRules } from '../rules/index.generated';
import { toOffset, toRange } from './convert';
import type { Session } from './session';

/** Answers `textDocument/hover`; Markdown only for clients that take it. */
export async function hover(session: Session, uri: string, position: Position): Promise<Hover | null> {
  const document = session.documents.get(uri);
  const linted = document && (await session.lint(document));
  if (!linted || linted.version !== document?.version) return null;
  const command = session.capabilities.options.documentationCommand;
  const { dockerfile, kubernetes, compose } = linted;
  const around = {
    rules: allRules,
    findings: linted.findings,
    offset: toOffset(linted.source, position),
    library: await session.library(),
    link: (topic: string, label: string) =>
      command === undefined ? label : `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([topic]))})`,
    lineLink: (line: number, label: string) => `[${label}](${uri}#L${line})`,
  };
  const describe = kubernetes && (await session.descriptions());
  const describeKey = compose && (await session.composeDescriptions());
  const ask = () => {
    if (dockerfile) return hoverDockerfile({ ...dockerfile, ...around });
    if (compose && describeKey) return hoverCompose({ ...compose, ...around, describe: describeKey });
    return kubernetes && describe ? hoverKubernetes({ ...kubernetes, ...around, describe }) : undefined;
  };
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
