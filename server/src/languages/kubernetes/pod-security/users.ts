import { replaceValue } from '../../yaml/edits';
import type { YamlEntry } from '../../yaml/nodes';
import { asScalar, entryOf } from '../../yaml/query';
import { booleanAt, type Container, integerAt, type Pod } from '../model';
import {
  contextsOf,
  hasUserNamespace,
  ownSetting,
  podSetting,
  repairsNear,
  saidBoolean,
  setOnContainer,
  setOnPod,
  valueSpan,
} from '../security';
import type { Breach, Lack, Policy } from './policy';

/** Root in a user namespace is nobody on the node, and since 1.35 the policies say so too. */
const isFree = (pod: Pod, { level, minor }: Policy): boolean =>
  level === 'baseline' || (minor >= 35 && hasUserNamespace(pod));

/** Where `runAsNonRoot: false` is written: refused on the pod even if every container has another value. */
export function nonRootBreaches(pod: Pod, policy: Policy): readonly Breach[] {
  if (isFree(pod, policy)) return [];
  return contextsOf(pod).flatMap(({ node, container }): Breach[] => {
    const entry = booleanAt(node, 'runAsNonRoot') === false ? entryOf(node, 'runAsNonRoot') : undefined;
    if (!entry) return [];
    return [
      {
        control: 'restricted/runasnonroot',
        span: valueSpan(entry),
        value: `runAsNonRoot: ${asScalar(entry.value)?.text ?? 'false'}`,
        fixes: repairsNear('Set runAsNonRoot: true', 'unsafe', node, () =>
          container ? setOnContainer(container, ['runAsNonRoot'], 'true') : setOnPod(pod, ['runAsNonRoot'], 'true'),
        ),
      },
    ];
  });
}

/** Containers for which nobody says that they do not run as root; a number under `runAsUser` does not say it. */
export function nonRootLacks(pod: Pod, policy: Policy): readonly Lack[] {
  if (isFree(pod, policy)) return [];
  const ofPod = saidBoolean(podSetting(pod, 'runAsNonRoot'));
  // What is written as false is a breach of its own.
  if (ofPod === true || ofPod === 'unknown') return [];
  return pod.containers.flatMap((container): Lack[] => {
    if (saidBoolean(ownSetting(container, 'runAsNonRoot')) !== undefined) return [];
    const place = ofPod === undefined ? 'pod' : 'container';
    return [{ control: 'restricted/runasnonroot', container, place, path: ['runAsNonRoot'], text: 'true' }];
  });
}

/** Where root is written as a number. */
export const rootEntries = (pod: Pod): readonly { readonly entry: YamlEntry; readonly container?: Container }[] =>
  contextsOf(pod).flatMap(({ node, container }) => {
    const entry = integerAt(node, 'runAsUser') === 0 ? entryOf(node, 'runAsUser') : undefined;
    return entry ? [container ? { entry, container } : { entry }] : [];
  });

/** The control came with the version of 1.23. */
export const rootBreaches = (pod: Pod, policy: Policy): readonly Breach[] =>
  isFree(pod, policy) || policy.minor < 23
    ? []
    : rootEntries(pod).map(({ entry }) => {
        const { value } = entry;
        return {
          control: 'restricted/runasuser',
          span: valueSpan(entry),
          value: `runAsUser: ${asScalar(value)?.text ?? '0'}`,
          fixes:
            value?.kind === 'scalar'
              ? repairsNear('Set runAsUser: 10001', 'unsafe', value, () => replaceValue(value, 10001))
              : [],
        };
      });
