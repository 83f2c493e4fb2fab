import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { containerSpan, isOpen } from '../../languages/kubernetes/security';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

/** What is asked of a flag: `is`, `set` and `given` need it, `isNot`, `lacks`, `holds` and others judge it only where it stands. */
type Demand =
  | 'is'
  | 'isIfGiven'
  | 'given'
  | 'isNot'
  | 'set'
  | 'unset'
  | 'holds'
  | 'needs'
  | 'lacks'
  | 'atLeast'
  | 'atMost'
  | 'duration'
  | 'ciphers';

const FLAGS = [
  ['anonymousAuth', 'kube-apiserver', 'is', 'anonymous-auth', 'false'],
  ['basicAuth', 'kube-apiserver', 'unset', 'basic-auth-file', ''],
  ['tokenAuth', 'kube-apiserver', 'unset', 'token-auth-file', ''],
  ['externalIps', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'DenyServiceExternalIPs'],
  ['kubeletHttps', 'kube-apiserver', 'isNot', 'kubelet-https', 'false'],
  ['kubeletClientCertificate', 'kube-apiserver', 'set', 'kubelet-client-certificate', ''],
  ['kubeletClientKey', 'kube-apiserver', 'set', 'kubelet-client-key', ''],
  ['kubeletAuthority', 'kube-apiserver', 'set', 'kubelet-certificate-authority', ''],
  ['alwaysAllow', 'kube-apiserver', 'lacks', 'authorization-mode', 'AlwaysAllow'],
  ['nodeMode', 'kube-apiserver', 'needs', 'authorization-mode', 'Node'],
  ['rbacMode', 'kube-apiserver', 'needs', 'authorization-mode', 'RBAC'],
  ['eventRateLimit', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'EventRateLimit'],
  ['noEventRateLimit', 'kube-apiserver', 'given', 'enable-admission-plugins', ''],
  ['alwaysAdmit', 'kube-apiserver', 'lacks', 'enable-admission-plugins', 'AlwaysAdmit'],
  ['alwaysPull', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'AlwaysPullImages'],
  ['noAlwaysPull', 'kube-apiserver', 'given', 'enable-admission-plugins', ''],
  ['contextDeny', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'SecurityContextDeny,PodSecurityPolicy'],
  ['noContextDeny', 'kube-apiserver', 'given', 'enable-admission-plugins', ''],
  ['accountPlugin', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'ServiceAccount'],
  ['accountDisabled', 'kube-apiserver', 'lacks', 'disable-admission-plugins', 'ServiceAccount'],
  ['lifecyclePlugin', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'NamespaceLifecycle'],
  ['lifecycleDisabled', 'kube-apiserver', 'lacks', 'disable-admission-plugins', 'NamespaceLifecycle'],
  ['podPolicy', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'PodSecurityPolicy'],
  ['nodeRestriction', 'kube-apiserver', 'holds', 'enable-admission-plugins', 'NodeRestriction'],
  ['noNodeRestriction', 'kube-apiserver', 'given', 'enable-admission-plugins', ''],
  ['insecureAddress', 'kube-apiserver', 'unset', 'insecure-bind-address', ''],
  ['insecurePort', 'kube-apiserver', 'isIfGiven', 'insecure-port', '0'],
  ['noInsecurePort', 'kube-apiserver', 'given', 'insecure-port', ''],
  ['securePort', 'kube-apiserver', 'isNot', 'secure-port', '0'],
  ['serverProfiling', 'kube-apiserver', 'is', 'profiling', 'false'],
  ['auditPath', 'kube-apiserver', 'set', 'audit-log-path', ''],
  ['auditAge', 'kube-apiserver', 'atLeast', 'audit-log-maxage', '30'],
  ['auditBackup', 'kube-apiserver', 'atLeast', 'audit-log-maxbackup', '10'],
  ['auditSize', 'kube-apiserver', 'atLeast', 'audit-log-maxsize', '100'],
  ['requestTimeout', 'kube-apiserver', 'duration', 'request-timeout', ''],
  ['accountLookup', 'kube-apiserver', 'is', 'service-account-lookup', 'true'],
  ['accountKey', 'kube-apiserver', 'set', 'service-account-key-file', ''],
  ['etcdCertificate', 'kube-apiserver', 'set', 'etcd-certfile', ''],
  ['etcdKey', 'kube-apiserver', 'set', 'etcd-keyfile', ''],
  ['serverCertificate', 'kube-apiserver', 'set', 'tls-cert-file', ''],
  ['serverKey', 'kube-apiserver', 'set', 'tls-private-key-file', ''],
  ['clientAuthority', 'kube-apiserver', 'set', 'client-ca-file', ''],
  ['etcdAuthority', 'kube-apiserver', 'set', 'etcd-cafile', ''],
  ['encryption', 'kube-apiserver', 'set', 'encryption-provider-config', ''],
  ['serverCiphers', 'kube-apiserver', 'ciphers', 'tls-cipher-suites', ''],
  ['gcThreshold', 'kube-controller-manager', 'atLeast', 'terminated-pod-gc-threshold', '1'],
  ['managerProfiling', 'kube-controller-manager', 'is', 'profiling', 'false'],
  ['accountCredentials', 'kube-controller-manager', 'is', 'use-service-account-credentials', 'true'],
  ['accountPrivateKey', 'kube-controller-manager', 'set', 'service-account-private-key-file', ''],
  ['rootAuthority', 'kube-controller-manager', 'set', 'root-ca-file', ''],
  ['rotateServer', 'kube-controller-manager', 'lacks', 'feature-gates', 'RotateKubeletServerCertificate=false'],
  ['managerAddress', 'kube-controller-manager', 'is', 'bind-address', '127.0.0.1'],
  ['schedulerProfiling', 'kube-scheduler', 'is', 'profiling', 'false'],
  ['schedulerAddress', 'kube-scheduler', 'is', 'bind-address', '127.0.0.1'],
  ['storeCertificate', 'etcd', 'set', 'cert-file', ''],
  ['storeKey', 'etcd', 'set', 'key-file', ''],
  ['clientCertificates', 'etcd', 'is', 'client-cert-auth', 'true'],
  ['autoTls', 'etcd', 'isNot', 'auto-tls', 'true'],
  ['peerCertificate', 'etcd', 'set', 'peer-cert-file', ''],
  ['peerKey', 'etcd', 'set', 'peer-key-file', ''],
  ['peerClientCertificates', 'etcd', 'is', 'peer-client-cert-auth', 'true'],
  ['peerAutoTls', 'etcd', 'isNot', 'peer-auto-tls', 'true'],
  ['kubeletAnonymous', 'kubelet', 'is', 'anonymous-auth', 'false'],
  ['kubeletAllow', 'kubelet', 'lacks', 'authorization-mode', 'AlwaysAllow'],
  ['kubeletClientAuthority', 'kubelet', 'set', 'client-ca-file', ''],
  ['readOnlyPort', 'kubelet', 'is', 'read-only-port', '0'],
  ['idleTimeout', 'kubelet', 'isNot', 'streaming-connection-idle-timeout', '0'],
  ['kernelDefaults', 'kubelet', 'is', 'protect-kernel-defaults', 'true'],
  ['iptablesChains', 'kubelet', 'is', 'make-iptables-util-chains', 'true'],
  ['hostnameOverride', 'kubelet', 'unset', 'hostname-override', ''],
  ['eventRate', 'kubelet', 'atMost', 'event-qps', '5'],
  ['kubeletCertificate', 'kubelet', 'set', 'tls-cert-file', ''],
  ['kubeletKey', 'kubelet', 'set', 'tls-private-key-file', ''],
  ['rotateCertificates', 'kubelet', 'isNot', 'rotate-certificates', 'false'],
  ['kubeletCiphers', 'kubelet', 'ciphers', 'tls-cipher-suites', ''],
] as const satisfies readonly (readonly [string, string, Demand, string, string])[];

const PROGRAMS: ReadonlySet<string> = new Set(FLAGS.map(([, program]) => program));

/** The ciphers that the CIS benchmark calls strong. */
const STRONG =
  /^TLS_(?:AES_(?:128_GCM_SHA256|256_GCM_SHA384)|CHACHA20_POLY1305_SHA256|ECDHE_(?:ECDSA|RSA)_WITH_(?:AES_(?:128_GCM_SHA256|256_GCM_SHA384)|CHACHA20_POLY1305(?:_SHA256)?)|RSA_WITH_AES_(?:128_GCM_SHA256|256_GCM_SHA384))$/;

const itemsOf = (value: string | undefined): readonly string[] => (value ?? '').split(',').map((item) => item.trim());

/** Whether the value of a flag, undefined when it is not given, is as it should be. */
const DEMANDS: Readonly<Record<Demand, (value: string | undefined, wanted: string) => boolean>> = {
  is: (value, wanted) => value === wanted,
  isIfGiven: (value, wanted) => value === undefined || value === wanted,
  given: (value) => value !== undefined,
  isNot: (value, wanted) => value !== wanted,
  set: (value) => value !== undefined && value !== '',
  unset: (value) => value === undefined,
  holds: (value, wanted) => value === undefined || itemsOf(wanted).some((one) => itemsOf(value).includes(one)),
  needs: (value, wanted) => itemsOf(value).includes(wanted),
  lacks: (value, wanted) => !itemsOf(value).includes(wanted),
  atLeast: (value, wanted) => value !== undefined && Number(value) >= Number(wanted),
  atMost: (value, wanted) => value === undefined || Number(value) <= Number(wanted),
  duration: (value) => value === undefined || /^(?:\d+(?:h|m|s))+$/.test(value),
  ciphers: (value) => value === undefined || itemsOf(value).every((name) => STRONG.test(name)),
};

const wordsOf = ({ node }: Container): readonly string[] =>
  ['command', 'args'].flatMap((key) =>
    (asSequence(get(node, key))?.items ?? []).flatMap(({ value }) => asScalar(value)?.text ?? []),
  );

/** The flags of a command by name: `--a=b`, `--a` and `b` as words of their own (no program here takes others), and `--a`, which is `true`. */
function flagsOf(words: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const match = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word);
    const next = words[index + 1];
    const after = next === undefined || next.startsWith('-') ? 'true' : next;
    if (match?.[1] !== undefined) flags.set(match[1], match[2] ?? after);
  }
  return flags;
}

export default defineRule({
  id: 'kubernetes/control-plane-flags',
  summary: 'Start the programs of the control plane with safe flags',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    anonymousAuth: { trivy: ['KCV-0001'], checkov: ['CKV_K8S_68'] },
    basicAuth: { checkov: ['CKV_K8S_69'] },
    tokenAuth: { trivy: ['KCV-0002'], checkov: ['CKV_K8S_70'] },
    externalIps: { trivy: ['KCV-0003'] },
    kubeletHttps: { trivy: ['KCV-0004'], checkov: ['CKV_K8S_71'] },
    kubeletClientCertificate: { trivy: ['KCV-0005'], checkov: ['CKV_K8S_72'] },
    kubeletClientKey: { trivy: ['KCV-0005'], checkov: ['CKV_K8S_72'] },
    kubeletAuthority: { trivy: ['KCV-0006'], checkov: ['CKV_K8S_73'] },
    alwaysAllow: { trivy: ['KCV-0007'], checkov: ['CKV_K8S_74'] },
    nodeMode: { trivy: ['KCV-0008'], checkov: ['CKV_K8S_75'] },
    rbacMode: { trivy: ['KCV-0009'], checkov: ['CKV_K8S_77'] },
    eventRateLimit: { trivy: ['KCV-0010'], checkov: ['CKV_K8S_78'] },
    noEventRateLimit: { trivy: ['KCV-0010'] },
    alwaysAdmit: { trivy: ['KCV-0011'], checkov: ['CKV_K8S_79'] },
    alwaysPull: { trivy: ['KCV-0012'], checkov: ['CKV_K8S_80'] },
    noAlwaysPull: { trivy: ['KCV-0012'] },
    contextDeny: { trivy: ['KCV-0013'], checkov: ['CKV_K8S_81'] },
    noContextDeny: { trivy: ['KCV-0013'] },
    accountPlugin: { checkov: ['CKV_K8S_82'] },
    accountDisabled: { trivy: ['KCV-0014'] },
    lifecyclePlugin: { checkov: ['CKV_K8S_83'] },
    lifecycleDisabled: { trivy: ['KCV-0015'] },
    podPolicy: { checkov: ['CKV_K8S_84'] },
    nodeRestriction: { trivy: ['KCV-0016'], checkov: ['CKV_K8S_85'] },
    noNodeRestriction: { trivy: ['KCV-0016'] },
    insecureAddress: { checkov: ['CKV_K8S_86'] },
    insecurePort: { checkov: ['CKV_K8S_88'], kubescape: ['insecure-port-flag'] },
    noInsecurePort: { checkov: ['CKV_K8S_88'] },
    securePort: { trivy: ['KCV-0017'], checkov: ['CKV_K8S_89'] },
    serverProfiling: { trivy: ['KCV-0018'], checkov: ['CKV_K8S_90'] },
    auditPath: { trivy: ['KCV-0019'], checkov: ['CKV_K8S_91'] },
    auditAge: { trivy: ['KCV-0020'], checkov: ['CKV_K8S_92'] },
    auditBackup: { trivy: ['KCV-0021'], checkov: ['CKV_K8S_93'] },
    auditSize: { trivy: ['KCV-0022'], checkov: ['CKV_K8S_94'] },
    requestTimeout: { checkov: ['CKV_K8S_95'] },
    accountLookup: { trivy: ['KCV-0024'], checkov: ['CKV_K8S_96'] },
    accountKey: { trivy: ['KCV-0025'], checkov: ['CKV_K8S_97'] },
    etcdCertificate: { trivy: ['KCV-0026'], checkov: ['CKV_K8S_99'] },
    etcdKey: { trivy: ['KCV-0026'], checkov: ['CKV_K8S_99'] },
    serverCertificate: { trivy: ['KCV-0027'], checkov: ['CKV_K8S_100'] },
    serverKey: { trivy: ['KCV-0027'], checkov: ['CKV_K8S_100'] },
    clientAuthority: { trivy: ['KCV-0028'] },
    etcdAuthority: { trivy: ['KCV-0029'], checkov: ['CKV_K8S_102'] },
    encryption: { trivy: ['KCV-0030'], checkov: ['CKV_K8S_104'] },
    serverCiphers: { checkov: ['CKV_K8S_105'] },
    gcThreshold: { trivy: ['KCV-0033'], checkov: ['CKV_K8S_106'] },
    managerProfiling: { trivy: ['KCV-0034'], checkov: ['CKV_K8S_107'] },
    accountCredentials: { trivy: ['KCV-0035'], checkov: ['CKV_K8S_108'] },
    accountPrivateKey: { trivy: ['KCV-0036'], checkov: ['CKV_K8S_110'] },
    rootAuthority: { trivy: ['KCV-0037'], checkov: ['CKV_K8S_111'] },
    rotateServer: { trivy: ['KCV-0038'], checkov: ['CKV_K8S_112'] },
    managerAddress: { trivy: ['KCV-0039'], checkov: ['CKV_K8S_113'] },
    schedulerProfiling: { trivy: ['KCV-0040'], checkov: ['CKV_K8S_114'] },
    schedulerAddress: { trivy: ['KCV-0041'], checkov: ['CKV_K8S_115'] },
    storeCertificate: { trivy: ['KCV-0042'], checkov: ['CKV_K8S_116'], kubescape: ['etcd-tls-enabled'] },
    storeKey: { trivy: ['KCV-0042'], checkov: ['CKV_K8S_116'], kubescape: ['etcd-tls-enabled'] },
    clientCertificates: { trivy: ['KCV-0043'], checkov: ['CKV_K8S_117'] },
    autoTls: { trivy: ['KCV-0044'], checkov: ['CKV_K8S_118'] },
    peerCertificate: { trivy: ['KCV-0045'], checkov: ['CKV_K8S_119'] },
    peerKey: { trivy: ['KCV-0045'], checkov: ['CKV_K8S_119'] },
    peerClientCertificates: { trivy: ['KCV-0046'], checkov: ['CKV_K8S_121'] },
    peerAutoTls: { trivy: ['KCV-0047'] },
    kubeletAnonymous: { checkov: ['CKV_K8S_138'] },
    kubeletAllow: { checkov: ['CKV_K8S_139'] },
    kubeletClientAuthority: { checkov: ['CKV_K8S_140'] },
    readOnlyPort: { checkov: ['CKV_K8S_141'] },
    idleTimeout: { checkov: ['CKV_K8S_143'] },
    kernelDefaults: { checkov: ['CKV_K8S_144'] },
    iptablesChains: { checkov: ['CKV_K8S_145'] },
    hostnameOverride: { checkov: ['CKV_K8S_146'] },
    eventRate: { checkov: ['CKV_K8S_147'] },
    kubeletCertificate: { checkov: ['CKV_K8S_148'] },
    kubeletKey: { checkov: ['CKV_K8S_148'] },
    rotateCertificates: { checkov: ['CKV_K8S_149'] },
    kubeletCiphers: { checkov: ['CKV_K8S_151'] },
  },
  messages: {
    anonymousAuth: '`kube-apiserver` should run with `--anonymous-auth=false`',
    basicAuth: '`kube-apiserver` should not run with `--basic-auth-file`',
    tokenAuth: '`kube-apiserver` should not run with `--token-auth-file`',
    externalIps: '`--enable-admission-plugins` of `kube-apiserver` lacks `DenyServiceExternalIPs`; add it',
    kubeletHttps: '`kube-apiserver` should not run with `--kubelet-https=false`',
    kubeletClientCertificate: '`kube-apiserver` should run with `--kubelet-client-certificate`',
    kubeletClientKey: '`kube-apiserver` should run with `--kubelet-client-key`',
    kubeletAuthority: '`kube-apiserver` should run with `--kubelet-certificate-authority`',
    alwaysAllow: '`--authorization-mode` of `kube-apiserver` names `AlwaysAllow`; remove it',
    nodeMode: '`--authorization-mode` of `kube-apiserver` lacks `Node`; add it',
    rbacMode: '`--authorization-mode` of `kube-apiserver` lacks `RBAC`; add it',
    eventRateLimit: '`--enable-admission-plugins` of `kube-apiserver` lacks `EventRateLimit`; add it',
    noEventRateLimit: '`kube-apiserver` should run with `--enable-admission-plugins=EventRateLimit`',
    alwaysAdmit: '`--enable-admission-plugins` of `kube-apiserver` names `AlwaysAdmit`; remove it',
    alwaysPull: '`--enable-admission-plugins` of `kube-apiserver` lacks `AlwaysPullImages`; add it',
    noAlwaysPull: '`kube-apiserver` should run with `--enable-admission-plugins=AlwaysPullImages`',
    contextDeny: '`--enable-admission-plugins` of `kube-apiserver` lacks `SecurityContextDeny`; add it',
    noContextDeny: '`kube-apiserver` should run with `--enable-admission-plugins=SecurityContextDeny`',
    accountPlugin: '`--enable-admission-plugins` of `kube-apiserver` lacks `ServiceAccount`; add it',
    accountDisabled: '`--disable-admission-plugins` of `kube-apiserver` names `ServiceAccount`; remove it',
    lifecyclePlugin: '`--enable-admission-plugins` of `kube-apiserver` lacks `NamespaceLifecycle`; add it',
    lifecycleDisabled: '`--disable-admission-plugins` of `kube-apiserver` names `NamespaceLifecycle`; remove it',
    podPolicy: '`--enable-admission-plugins` of `kube-apiserver` lacks `PodSecurityPolicy`; add it',
    nodeRestriction: '`--enable-admission-plugins` of `kube-apiserver` lacks `NodeRestriction`; add it',
    noNodeRestriction: '`kube-apiserver` should run with `--enable-admission-plugins=NodeRestriction`',
    insecureAddress: '`kube-apiserver` should not run with `--insecure-bind-address`',
    insecurePort: '`kube-apiserver` should run with `--insecure-port=0`',
    noInsecurePort: '`kube-apiserver` should run with `--insecure-port=0`',
    securePort: '`kube-apiserver` should not run with `--secure-port=0`',
    serverProfiling: '`kube-apiserver` should run with `--profiling=false`',
    auditPath: '`kube-apiserver` should run with `--audit-log-path`',
    auditAge: '`kube-apiserver` should run with `--audit-log-maxage` of 30 or more',
    auditBackup: '`kube-apiserver` should run with `--audit-log-maxbackup` of 10 or more',
    auditSize: '`kube-apiserver` should run with `--audit-log-maxsize` of 100 or more',
    requestTimeout: '`--request-timeout` of `kube-apiserver` is no length of time; write one such as `60s`',
    accountLookup: '`kube-apiserver` should run with `--service-account-lookup=true`',
    accountKey: '`kube-apiserver` should run with `--service-account-key-file`',
    etcdCertificate: '`kube-apiserver` should run with `--etcd-certfile`',
    etcdKey: '`kube-apiserver` should run with `--etcd-keyfile`',
    serverCertificate: '`kube-apiserver` should run with `--tls-cert-file`',
    serverKey: '`kube-apiserver` should run with `--tls-private-key-file`',
    clientAuthority: '`kube-apiserver` should run with `--client-ca-file`',
    etcdAuthority: '`kube-apiserver` should run with `--etcd-cafile`',
    encryption: '`kube-apiserver` should run with `--encryption-provider-config`',
    serverCiphers: '`--tls-cipher-suites` of `kube-apiserver` names a weak cipher; remove it',
    gcThreshold: '`kube-controller-manager` should run with `--terminated-pod-gc-threshold` of 1 or more',
    managerProfiling: '`kube-controller-manager` should run with `--profiling=false`',
    accountCredentials: '`kube-controller-manager` should run with `--use-service-account-credentials=true`',
    accountPrivateKey: '`kube-controller-manager` should run with `--service-account-private-key-file`',
    rootAuthority: '`kube-controller-manager` should run with `--root-ca-file`',
    rotateServer:
      '`--feature-gates` of `kube-controller-manager` names `RotateKubeletServerCertificate=false`; remove it',
    managerAddress: '`kube-controller-manager` should run with `--bind-address=127.0.0.1`',
    schedulerProfiling: '`kube-scheduler` should run with `--profiling=false`',
    schedulerAddress: '`kube-scheduler` should run with `--bind-address=127.0.0.1`',
    storeCertificate: '`etcd` should run with `--cert-file`',
    storeKey: '`etcd` should run with `--key-file`',
    clientCertificates: '`etcd` should run with `--client-cert-auth=true`',
    autoTls: '`etcd` should not run with `--auto-tls=true`',
    peerCertificate: '`etcd` should run with `--peer-cert-file`',
    peerKey: '`etcd` should run with `--peer-key-file`',
    peerClientCertificates: '`etcd` should run with `--peer-client-cert-auth=true`',
    peerAutoTls: '`etcd` should not run with `--peer-auto-tls=true`',
    kubeletAnonymous: '`kubelet` should run with `--anonymous-auth=false`',
    kubeletAllow: '`--authorization-mode` of `kubelet` names `AlwaysAllow`; remove it',
    kubeletClientAuthority: '`kubelet` should run with `--client-ca-file`',
    readOnlyPort: '`kubelet` should run with `--read-only-port=0`',
    idleTimeout: '`kubelet` should not run with `--streaming-connection-idle-timeout=0`',
    kernelDefaults: '`kubelet` should run with `--protect-kernel-defaults=true`',
    iptablesChains: '`kubelet` should run with `--make-iptables-util-chains=true`',
    hostnameOverride: '`kubelet` should not run with `--hostname-override`',
    eventRate: '`kubelet` should run with `--event-qps` of 5 or less',
    kubeletCertificate: '`kubelet` should run with `--tls-cert-file`',
    kubeletKey: '`kubelet` should run with `--tls-private-key-file`',
    rotateCertificates: '`kubelet` should not run with `--rotate-certificates=false`',
    kubeletCiphers: '`--tls-cipher-suites` of `kubelet` names a weak cipher; remove it',
  },
  notes: [],
  docs: {
    why: 'The CIS benchmark names a value for some sixty flags of the API server, the controller manager, the scheduler, etcd and the kubelet. Their pods are read from files on the nodes of the control plane, and a wrong flag there opens the cluster as a whole. Only containers whose command is one of these programs are judged.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-scheduler\n  namespace: kube-system\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:1.34.0\n      command:\n        - kube-scheduler\n        - --profiling=true\n        - --bind-address=127.0.0.1\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-scheduler\n  namespace: kube-system\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:1.34.0\n      command:\n        - kube-scheduler\n        - --profiling=false\n        - --bind-address=127.0.0.1\n',
      },
    ],
    exceptions:
      'Clusters whose control plane is run by a provider; flags of older releases (`--insecure-port`, `--basic-auth-file`) that newer ones no longer have.',
    references: ['https://www.cisecurity.org/benchmark/kubernetes'],
  },
  check: (ctx) => ({
    Container(container) {
      const words = wordsOf(container);
      if (ctx.facts.fragment || words.some(isOpen)) return;
      const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
      const program = names.find((name) => PROGRAMS.has(name));
      if (program === undefined) return;
      const flags = flagsOf(words);
      for (const [message, owner, demand, flag, wanted] of FLAGS) {
        if (owner !== program || DEMANDS[demand](flags.get(flag), wanted)) continue;
        ctx.report({ message, span: containerSpan(container) });
      }
    },
  }),
});
