import { type Span, touches } from '../../core/span';
import {
  type Container,
  type KubernetesDocument,
  labelsOf,
  type Manifest,
  mapEntries,
  mappingAt,
  mappingsAt,
  type Pod,
} from '../../languages/kubernetes/model';
import { mayShare } from '../../languages/kubernetes/object-index';
import { plainSelector, specOf } from '../../languages/kubernetes/objects';
import type { YamlEntry, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';
import { PROBES } from '../hover/probe';

type Labels = ReadonlyMap<string, string>;

/** What several objects have to spell alike: a label with its value, the name of a port of pods. */
export type Shared = { readonly namespace: string | undefined } & (
  | { readonly kind: 'label'; readonly name: string; readonly value: string }
  | { readonly kind: 'port'; readonly name: string; readonly labels?: Labels; readonly selector?: Labels }
);

interface Use {
  readonly shared: Shared;
  readonly span: Span;
  readonly declares: boolean;
}

/** The label or port that stands at a place. */
export const sharedAt = (document: KubernetesDocument, offset: number): Shared | undefined =>
  document.manifests
    .filter(({ root }) => touches(root.span, offset))
    .flatMap(usesOf)
    .find(({ span }) => touches(span, offset))?.shared;

/** The places of a file that have to do with a label or port. */
export const sharedIn = (
  document: KubernetesDocument,
  wanted: Shared,
  which: 'all' | 'uses' | 'declarations',
): readonly Span[] =>
  document.manifests
    .filter(({ namespace }) => mayShare(namespace, wanted.namespace))
    .flatMap(usesOf)
    .flatMap(({ shared, span, declares }) =>
      isSame(shared, wanted) && (which === 'all' || declares === (which === 'declarations')) ? [span] : [],
    );

function isSame(found: Shared, wanted: Shared): boolean {
  if (found.kind === 'label' && wanted.kind === 'label')
    return found.name === wanted.name && found.value === wanted.value;
  if (found.kind !== 'port' || wanted.kind !== 'port' || found.name !== wanted.name) return false;
  if (found.labels && wanted.labels) return holds(found.labels, wanted.labels) && holds(wanted.labels, found.labels);
  if (found.selector && wanted.selector) return holds(found.selector, wanted.selector);
  const labels = found.labels ?? wanted.labels;
  const selector = found.selector ?? wanted.selector;
  return labels !== undefined && selector !== undefined && holds(labels, selector);
}

const holds = (labels: Labels, selector: Labels): boolean =>
  selector.size > 0 && [...selector].every(([name, value]) => labels.get(name) === value);

const usesOf = (manifest: Manifest): readonly Use[] => [...labelUses(manifest), ...portUses(manifest)];

function labelUses(manifest: Manifest): readonly Use[] {
  const { namespace, kind, pod } = manifest;
  const spec = specOf(manifest);
  const use = (entry: YamlEntry, declares: boolean): readonly Use[] => {
    const value = asScalar(entry.value);
    const shared = { kind: 'label' as const, name: entry.name, value: value?.text ?? '', namespace };
    return value ? [{ shared, span: entry.span, declares }] : [];
  };
  const plain = kind === 'Service' || kind === 'ReplicationController' ? mapEntries(spec, 'selector') : [];
  const selectors = ['selector', 'podSelector'].flatMap((key) => mapEntries(mappingAt(spec, key), 'matchLabels'));
  return [
    ...(pod ? mapEntries(pod.metadata, 'labels') : []).flatMap((entry) => use(entry, true)),
    ...[...plain, ...selectors].flatMap((entry) => use(entry, false)),
  ];
}

function portUses(manifest: Manifest): readonly Use[] {
  const { namespace, kind, pod } = manifest;
  if (pod) {
    const labels = labelsOf(pod.metadata);
    return namesOfPorts(pod).map(({ scalar: { text: name, span }, declares }) => ({
      shared: { kind: 'port', name, labels, namespace },
      span,
      declares,
    }));
  }
  const selector = kind === 'Service' ? plainSelector(specOf(manifest), 'selector') : undefined;
  if (!selector) return [];
  return mappingsAt(specOf(manifest), 'ports').flatMap((port): Use[] => {
    const target = asScalar(get(port, 'targetPort'));
    if (!target || isNumber(target)) return [];
    return [{ shared: { kind: 'port', name: target.text, selector, namespace }, span: target.span, declares: false }];
  });
}

const isNumber = ({ text }: YamlScalar): boolean => /^\d+$/.test(text);

interface PortName {
  readonly scalar: YamlScalar;
  readonly declares: boolean;
}

const namesOfPorts = ({ containers }: Pod): readonly PortName[] =>
  containers.flatMap((container) => [
    ...mappingsAt(container.node, 'ports').flatMap((port) => named(asScalar(get(port, 'name')), true)),
    ...PROBES.flatMap((probe) => named(probePort(container, probe), false)),
  ]);

const named = (scalar: YamlScalar | undefined, declares: boolean): readonly PortName[] =>
  scalar && !isNumber(scalar) ? [{ scalar, declares }] : [];

function probePort({ node }: Container, probe: string): YamlScalar | undefined {
  const handler = mappingAt(node, probe, 'httpGet') ?? mappingAt(node, probe, 'tcpSocket');
  return asScalar(get(handler, 'port'));
}
