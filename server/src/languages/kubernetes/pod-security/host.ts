import type { YamlEntry } from '../../yaml/nodes';
import { asMapping, asScalar, entryOf, get } from '../../yaml/query';
import { type Container, integerAt, mappingAt, mappingsAt, type Pod, stringAt } from '../model';
import { contextsOf, entryWith, isOpen, valueSpan, withoutEntry } from '../security';
import type { Breach, ControlId, Policy } from './policy';

/** A refused entry; the repair takes it away. */
export function refused(control: ControlId, entry: YamlEntry): Breach {
  const scalar = asScalar(entry.value);
  return {
    control,
    span: scalar ? valueSpan(entry) : entry.key.span,
    value: scalar ? `${entry.name}: ${scalar.text}` : entry.name,
    fixes: withoutEntry(entry, `Remove ${entry.name}`),
  };
}

export const hostProcessBreaches = (pod: Pod): readonly Breach[] =>
  contextsOf(pod).flatMap(({ node }) => {
    const entry = entryWith(mappingAt(node, 'windowsOptions'), 'hostProcess', true);
    return entry ? [refused('baseline/windowshostprocess', entry)] : [];
  });

export const hostNamespaceBreaches = (pod: Pod): readonly Breach[] =>
  ['hostNetwork', 'hostPID', 'hostIPC'].flatMap((key) => {
    const entry = entryWith(pod.spec, key, true);
    return entry ? [refused('baseline/hostnamespaces', entry)] : [];
  });

/** Volumes that are a path of the node: the entries `hostPath`. */
export const hostPathEntries = (pod: Pod): readonly YamlEntry[] =>
  mappingsAt(pod.spec, 'volumes').flatMap((volume) => {
    const entry = entryOf(volume, 'hostPath');
    return entry && asMapping(entry.value) ? [entry] : [];
  });

export const hostPathBreaches = (pod: Pod): readonly Breach[] =>
  hostPathEntries(pod).map((entry) => ({
    control: 'baseline/hostpathvolumes',
    span: entry.key.span,
    value: entry.name,
    fixes: [],
  }));

export const hostPortBreaches = (pod: Pod): readonly Breach[] =>
  pod.containers.flatMap(({ node }) =>
    mappingsAt(node, 'ports').flatMap((port) => {
      const entry = entryOf(port, 'hostPort');
      return entry && (integerAt(port, 'hostPort') ?? 0) !== 0 ? [refused('baseline/hostports', entry)] : [];
    }),
  );

const HANDLERS: readonly (readonly string[])[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** The hosts that the kubelet is told to ask instead of the pod. */
export function handlerHosts({ node }: Container): readonly YamlEntry[] {
  return HANDLERS.flatMap((path) =>
    ['httpGet', 'tcpSocket'].flatMap((how) => {
      const action = asMapping(get(mappingAt(node, ...path), how));
      const host = stringAt(action, 'host');
      const entry = entryOf(action, 'host');
      return entry && host !== undefined && host !== '' && !isOpen(host) ? [entry] : [];
    }),
  );
}

export const handlerHostBreaches = (pod: Pod, { minor }: Policy): readonly Breach[] =>
  minor < 34
    ? []
    : pod.containers.flatMap((container) =>
        handlerHosts(container).map((entry) => refused('baseline/hostprobesandhostlifecycle', entry)),
      );
