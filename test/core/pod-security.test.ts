import assert from 'node:assert/strict';
import { parseKubernetes } from '../../server/src/languages/kubernetes/model';
import { breachesOf, lacksOf } from '../../server/src/languages/kubernetes/pod-security/controls';
import type { Level } from '../../server/src/languages/kubernetes/pod-security/policy';
import { DOCUMENTED_RULES } from '../../server/src/rules/index.generated';
import { lintKubernetes } from '../harness/languages';
import { onlyRules } from '../harness/lint';

/** A pod that `restricted` allows, with more under its specification and its container. */
function pod(spec: string, container = '', context = ''): string {
  const indent = (text: string, by: number): string =>
    text === '' ? '' : text.replace(/^/gm, ' '.repeat(by)).concat('\n');
  return [
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n',
    indent(spec, 2),
    spec.includes('securityContext:')
      ? ''
      : '  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n',
    '  containers:\n    - name: web\n      image: shop:1.4\n',
    indent(container, 6),
    container.includes('securityContext:')
      ? ''
      : `      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}${context}}\n`,
  ].join('');
}

const RESTRICTED = 'runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}';

/** What breaks each control, and what does not. */
const PODS: readonly string[] = [
  pod(''),
  pod('hostNetwork: true'),
  pod('hostPID: true'),
  pod('hostIPC: true'),
  pod('hostIPC: false'),
  pod('', '', ', privileged: true'),
  pod('hostUsers: false', '', ', privileged: true'),
  pod('', 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [CHOWN]}}'),
  pod('', 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_RAW]}}'),
  pod('', 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_ADMIN]}}'),
  pod('', 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}'),
  pod('', 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [NET_RAW]}}'),
  pod('', 'securityContext: {capabilities: {drop: [ALL]}}'),
  pod('', 'securityContext: {allowPrivilegeEscalation: true, capabilities: {drop: [ALL]}}'),
  pod('volumes: [{name: a, hostPath: {path: /a}}]'),
  pod('volumes: [{name: a, nfs: {path: /a, server: a}}]'),
  pod('volumes: [{name: a, emptyDir: {}}, {name: b, image: {reference: a}}]'),
  pod('', 'ports: [{containerPort: 80, hostPort: 80}]'),
  pod('', 'ports: [{containerPort: 80, hostPort: 0}]'),
  pod('', 'livenessProbe: {httpGet: {host: a.example.com, port: 80}}'),
  pod('', 'lifecycle: {preStop: {tcpSocket: {host: a.example.com, port: 80}}}'),
  pod('', 'livenessProbe: {httpGet: {host: "", port: 80}}'),
  pod('', '', ', appArmorProfile: {type: Unconfined}'),
  pod('', '', ', appArmorProfile: {type: Localhost, localhostProfile: a}'),
  pod('', '', ', seLinuxOptions: {type: spc_t}'),
  pod('', '', ', seLinuxOptions: {role: a}'),
  pod('', '', ', seLinuxOptions: {type: container_engine_t, level: s0}'),
  pod('', '', ', procMount: Unmasked'),
  pod('hostUsers: false', '', ', seccompProfile: {type: Unconfined}'),
  pod('', '', ', seccompProfile: {type: Unconfined}'),
  pod(`securityContext: {${RESTRICTED}, sysctls: [{name: net.core.somaxconn, value: "1"}]}`),
  pod(`securityContext: {${RESTRICTED}, sysctls: [{name: net.ipv4.tcp_rmem, value: "1"}]}`),
  pod(`securityContext: {${RESTRICTED}, windowsOptions: {hostProcess: true}}`),
  pod('securityContext: {runAsNonRoot: true}'),
  pod('securityContext: {seccompProfile: {type: RuntimeDefault}}'),
  pod('securityContext: {seccompProfile: {type: RuntimeDefault}, runAsUser: 1000}'),
  pod(`securityContext: {${RESTRICTED}, runAsUser: 0}`),
  pod(`securityContext: {${RESTRICTED}, runAsUser: 0}`, '', ', runAsUser: 1000'),
  pod('', '', ', runAsNonRoot: false'),
  pod('hostUsers: false\nsecurityContext: {seccompProfile: {type: RuntimeDefault}}'),
  pod('os: {name: windows}\nsecurityContext: {runAsNonRoot: true}', 'securityContext: {runAsNonRoot: true}'),
  pod('os: {name: windows}\nsecurityContext: {}', 'securityContext: {}'),
  pod('initContainers: [{name: setup, image: a}]'),
  pod('ephemeralContainers: [{name: debug, image: a}]'),
];

const PROFILES: Readonly<Record<Level, 'pod-security-baseline' | 'pod-security-restricted'>> = {
  baseline: 'pod-security-baseline',
  restricted: 'pod-security-restricted',
};

describe('the profiles say what the admission controller says', () => {
  for (const level of ['baseline', 'restricted'] as const) {
    const ids = DOCUMENTED_RULES.filter((rule) => rule.profiles?.includes(PROFILES[level])).map(({ id }) => id);
    for (const [index, text] of PODS.entries()) {
      it(`${level} ${index}`, () => {
        const found = parseKubernetes(text).manifests.flatMap((manifest) => manifest.pod ?? []);
        const policy = { level, minor: Number.POSITIVE_INFINITY };
        const refused = found.some((one) => breachesOf(one, policy).length + lacksOf(one, policy).length > 0);
        const reported = ids.flatMap((id) => lintKubernetes(text, { rules: onlyRules([id], {}) }).findings);
        assert.equal(
          reported.length > 0,
          refused,
          `${text}${reported.map(({ rule, message }) => `${rule}: ${message}`).join('\n')}`,
        );
      });
    }
  }
});
