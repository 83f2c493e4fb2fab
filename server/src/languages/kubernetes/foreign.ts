import type { Tool } from '../../core/finding';
import type { ForeignSuppression } from '../../core/language';
import { type Span, span } from '../../core/span';
import type { YamlEntry } from '../yaml/nodes';
import { yamlComments } from '../yaml/places';
import { asScalar } from '../yaml/query';
import { type KubernetesDocument, type Manifest, mapEntries } from './model';

/** What kube-linter, kube-score, polaris, checkov and trivy were told to leave alone, by annotations and comments. */
export function foreignSuppressions(document: KubernetesDocument): readonly ForeignSuppression[] {
  return [
    ...document.manifests.flatMap((manifest) => (manifest.annotated ? annotated(manifest) : [])),
    ...commented(document),
  ];
}

function annotated(manifest: Manifest): readonly ForeignSuppression[] {
  const scope = manifest.root.span;
  const own = mapEntries(manifest.metadata, 'annotations');
  const { pod } = manifest;
  const inner = pod && pod.metadata !== manifest.metadata ? mapEntries(pod.metadata, 'annotations') : [];
  // Only kube-score and polaris look at the template's annotations.
  return [
    ...own.flatMap((entry) => readAnnotation(entry, scope)),
    ...inner
      .flatMap((entry) => readAnnotation(entry, scope))
      .filter(({ tool }) => tool !== 'kube-linter' && tool !== 'checkov'),
  ];
}

function readAnnotation(entry: YamlEntry, scope: Span): readonly ForeignSuppression[] {
  const { name, key } = entry;
  const value = asScalar(entry.value);
  const one = (tool: Tool, id: string | undefined, at: Span): readonly ForeignSuppression[] => [
    { tool, ids: id === undefined ? undefined : [{ name: id, span: at }], span: key.span, scope },
  ];
  if (name === 'kube-linter.io/ignore-all') return one('kube-linter', undefined, key.span);
  const check = after(name, 'ignore-check.kube-linter.io/');
  if (check !== undefined) return one('kube-linter', check, key.span);
  if (name === 'kube-score/ignore' && value) {
    const ids = namesIn(value.text).map(({ name: id }) => ({ name: id, span: value.span }));
    return [{ tool: 'kube-score', ids, span: key.span, scope }];
  }
  if (value?.text === 'true' && name.startsWith('polaris.fairwinds.com/')) {
    if (name === 'polaris.fairwinds.com/exempt') return one('polaris', undefined, key.span);
    const exempt = /^polaris\.fairwinds\.com\/([A-Za-z0-9]+)-exempt$/.exec(name)?.[1];
    return exempt === undefined ? [] : one('polaris', exempt, key.span);
  }
  if (/^checkov\.io\/skip\d+$/.test(name) && value) return one('checkov', beforeSign(value.text, '='), value.span);
  return [];
}

/** `# checkov:skip=ID:why` is about the object in which it stands, `# trivy:ignore:ID` about the entry below it. */
function commented(document: KubernetesDocument): readonly ForeignSuppression[] {
  return document.comments.flatMap((comment): readonly ForeignSuppression[] => {
    if (!/^(?:checkov|trivy):/.test(comment.text)) return [];
    const skip = after(comment.text, 'checkov:skip=');
    if (skip !== undefined) {
      const object = document.manifests.find(({ yaml }) => inside(yaml.span, comment.span));
      const ids = [{ name: beforeSign(skip, ':'), span: comment.span }];
      return object ? [{ tool: 'checkov', ids, span: comment.span, scope: object.yaml.span }] : [];
    }
    const ignored = after(comment.text, 'trivy:ignore:');
    if (ignored === undefined) return [];
    const below = yamlComments.nodeBelow(document, comment);
    const scope = below ?? span(comment.span.start, comment.span.end);
    const ids = namesIn(ignored).map(({ name }) => ({ name: trivyId(name), span: comment.span }));
    return [{ tool: 'trivy', ids, span: comment.span, scope }];
  });
}

/** `AVD-KSV-0014`, `KSV014` and `KSV-0014` are one. */
function trivyId(id: string): string {
  const parts = /^(?:AVD-)?(KSV|KCV)-?0*(\d{1,6})$/i.exec(id);
  return parts?.[1] && parts[2] ? `${parts[1].toUpperCase()}-${parts[2].padStart(4, '0')}` : id;
}

const after = (text: string, prefix: string): string | undefined =>
  text.startsWith(prefix) && text.length > prefix.length ? text.slice(prefix.length) : undefined;

const beforeSign = (text: string, sign: string): string => {
  const at = text.indexOf(sign);
  return (at < 0 ? text : text.slice(0, at)).trim();
};

const namesIn = (text: string): readonly { readonly name: string }[] =>
  text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => ({ name }));

const inside = (outer: Span, inner: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;
