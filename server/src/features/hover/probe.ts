import { lineAt, sourceText } from '../../core/text';
import type { KubernetesFacts } from '../../languages/kubernetes/facts';
import {
  type Container,
  integerAt,
  type KubernetesDocument,
  mappingAt,
  mappingsAt,
  stringAt,
} from '../../languages/kubernetes/model';
import { carriesAll, mayShare } from '../../languages/kubernetes/object-index';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';
import { code } from './markdown';
import type { Paragraphs } from './paragraphs';

export const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;
export type ProbeName = (typeof PROBES)[number];

type Part = Pick<Paragraphs, 'first' | 'does' | 'trap' | 'topic'>;

/** What a probe of a container asks, how often, and what follows from the answers; undefined where nothing can be said. */
export function probeText(
  document: KubernetesDocument,
  facts: KubernetesFacts,
  container: Container,
  name: ProbeName,
): Part | undefined {
  const probe = mappingAt(container.node, name);
  const asked = probe && askText(probe, container);
  if (!probe || asked === undefined) return undefined;
  const period = integerAt(probe, 'periodSeconds');
  const timeout = integerAt(probe, 'timeoutSeconds');
  const failures = integerAt(probe, 'failureThreshold') ?? 3;
  const standard = period === undefined && timeout === undefined ? ' (both are defaults)' : '';
  const every = `every ${period ?? 10} s, answer within ${timeout ?? 1} s${standard}`;
  return {
    first: `**Asks ${code(container.name ?? 'the container')}** ${asked} ${every}`,
    does: CONSEQUENCES[name](failures, failures * (period ?? 10), servicesOf(document, facts, container)),
    trap: sameTrap(container, name),
    topic: 'probes',
  };
}

const CONSEQUENCES: Readonly<Record<ProbeName, (failures: number, seconds: number, services: string) => string>> = {
  readinessProbe: (failures, seconds, services) =>
    `After ${times(failures)}, about ${seconds} s, the pod gets no more traffic${services} until it answers again. It is not restarted: that is \`livenessProbe\`.`,
  livenessProbe: (failures, seconds) =>
    `After ${times(failures)}, about ${seconds} s, the container is stopped and started again. It does not keep traffic away: that is \`readinessProbe\`.`,
  startupProbe: (failures, seconds) =>
    `Until it answers for the first time the other probes wait; after ${times(failures)}, about ${seconds} s, the container is started again.`,
};

const times = (failures: number): string => (failures === 1 ? 'one failure' : `${failures} failures in a row`);

/** `GET /healthz` on port `http` (8080). */
function askText(probe: YamlMapping, container: Container): string | undefined {
  const http = mappingAt(probe, 'httpGet');
  if (http) return `${code(`GET ${stringAt(http, 'path') ?? '/'}`)} on ${portText(http, container)}`;
  const tcp = mappingAt(probe, 'tcpSocket');
  if (tcp) return `for a connection on ${portText(tcp, container)}`;
  const grpc = mappingAt(probe, 'grpc');
  if (grpc) return `by gRPC on ${portText(grpc, container)}`;
  const command = asSequence(get(mappingAt(probe, 'exec'), 'command'));
  if (!command) return undefined;
  return `by running ${code(command.items.map(({ value }) => asScalar(value)?.text ?? '…').join(' '))}`;
}

function portText(handler: YamlMapping, container: Container): string {
  const port = asScalar(get(handler, 'port'))?.text ?? '?';
  const named = mappingsAt(container.node, 'ports').find((own) => stringAt(own, 'name') === port);
  const number = named && integerAt(named, 'containerPort');
  return `port ${code(port)}${number === undefined ? '' : ` (${number})`}`;
}

/** The Services that send to the pod, with their places. */
function servicesOf(document: KubernetesDocument, facts: KubernetesFacts, container: Container): string {
  const { manifest } = container.pod;
  const view = objectsAround(document, facts);
  const labels = view.own.find(({ span, pod }) => pod && touchesName(span.start, container))?.pod?.labels;
  const services = view
    .ofKind('Service')
    .filter(
      ({ selector, namespace }) => selector && mayShare(namespace, manifest.namespace) && carriesAll(labels, selector),
    );
  const shown = services
    .slice(0, 2)
    .map((service) => `Service ${code(service.name ?? '')}${placeText(service, view.file, facts)}`);
  return shown.length === 0 ? '' : ` from ${shown.join(' and ')}`;
}

const touchesName = (start: number, { pod }: Container): boolean =>
  start >= pod.manifest.root.span.start && start <= pod.manifest.root.span.end;

function placeText({ file, span }: ObjectSummary, own: string, { workspace }: KubernetesFacts): string {
  const text = file === own ? undefined : workspace?.files.text(file);
  if (typeof text !== 'string') return '';
  return ` (${file.slice(file.lastIndexOf('/') + 1)}:${lineAt(sourceText(text), span.start) + 1})`;
}

/** Readiness and liveness that ask the same. */
function sameTrap(container: Container, name: ProbeName): string | undefined {
  if (name === 'startupProbe') return undefined;
  const path = (probe: ProbeName): string | undefined => stringAt(mappingAt(container.node, probe, 'httpGet'), 'path');
  const asked = path('readinessProbe');
  if (asked === undefined || asked !== path('livenessProbe')) return undefined;
  const [here, other] = name === 'readinessProbe' ? ['Liveness', 'here'] : ['Readiness', 'here'];
  return `${here} asks the same ${code(asked)} ${other}, so a slow database takes the pod out of traffic and then restarts it. Readiness: "can I serve?"; liveness: "am I stuck?".`;
}
