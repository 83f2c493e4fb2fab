import { readFileSync } from 'node:fs';
import { loadSchema } from '../../../server/src/languages/kubernetes/schema/load';
import type { SchemaProblem } from '../../../server/src/languages/kubernetes/schema/problem';
import type { KubernetesSchema, ObjectType } from '../../../server/src/languages/kubernetes/schema/types';
import { type ValidateOptions, validate } from '../../../server/src/languages/kubernetes/schema/walker';
import type { YamlNode } from '../../../server/src/languages/yaml/nodes';
import { parseStream } from '../../../server/src/languages/yaml/stream';

/** The bundle as it ships. */
export const schema: KubernetesSchema = loadSchema(readFileSync('dist/assets/kubernetes.json', 'utf8'));

export function rootOf(text: string): YamlNode {
  const root = parseStream(text).documents.find((document) => document.root)?.root;
  if (!root) throw new Error(`no document in ${text}`);
  return root;
}

export function scalarAt(root: YamlNode, name: string): string {
  const value = root.kind === 'mapping' ? root.entries.find((entry) => entry.name === name)?.value : undefined;
  return value?.kind === 'scalar' ? value.text : '';
}

export function definitionFor(root: YamlNode, from: KubernetesSchema = schema): ObjectType {
  const definition = from.kindOf(scalarAt(root, 'apiVersion'), scalarAt(root, 'kind'))?.definition;
  if (!definition) throw new Error(`no definition of ${scalarAt(root, 'apiVersion')} ${scalarAt(root, 'kind')}`);
  return definition;
}

export function problemsOf(
  text: string,
  options?: ValidateOptions,
  from: KubernetesSchema = schema,
): readonly SchemaProblem[] {
  const root = rootOf(text);
  return validate(root, definitionFor(root, from), from, options);
}

/** A line a problem: its code, where it is, what is marked. */
export function linesOf(text: string, options?: ValidateOptions, from: KubernetesSchema = schema): readonly string[] {
  // What only the published definitions want has a rule of its own, which is off.
  const problems = problemsOf(text, options, from).filter(({ code }) => code !== 'implied-field');
  return problems.map((problem) => {
    const { start, end } = problem.span;
    const line = text.slice(0, start).split('\n').length;
    return `${line}: ${problem.code} ${problem.path.join('.')} «${text.slice(start, end)}»`;
  });
}

/** The text after the repairs of all its problems. */
export function repaired(text: string, options?: ValidateOptions): string {
  const edits = problemsOf(text, options)
    .flatMap((problem) => ('repair' in problem ? (problem.repair?.edits ?? []) : []))
    .sort((a, b) => b.span.start - a.span.start);
  let result = text;
  for (const edit of edits) result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  return result;
}

export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
  annotations:
    example.com/checksum: "12"
spec:
  replicas: 3
  revisionHistoryLimit: 2
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  selector:
    matchLabels:
      app.kubernetes.io/name: web
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web
    spec:
      serviceAccountName: web
      securityContext:
        runAsNonRoot: true
        fsGroup: 10001
        seccompProfile:
          type: RuntimeDefault
      initContainers:
        - name: migrate
          image: registry.example.com/web:1.4.2
          command: [node, migrate.js]
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: PORT
              value: "8080"
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: web
                  key: url
          envFrom:
            - configMapRef:
                name: web
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: 1.5
              memory: 256Mi
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10
          readinessProbe:
            tcpSocket: {port: 8080}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            - {name: settings, mountPath: /etc/web, readOnly: true}
      volumes:
        - name: tmp
          emptyDir: {}
        - name: settings
          configMap:
            name: web
            defaultMode: 0444
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: web
`;

/** Manifests as people write them; nothing is wrong with them. */
export const GOOD: readonly string[] = [
  DEPLOYMENT,
  `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: ClusterIP
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http, protocol: TCP}
    - {name: metrics, port: 9090, targetPort: 9090}
`,
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: nginx
  tls:
    - hosts: [example.com]
      secretName: web-tls
  rules:
    - host: example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http
`,
  `apiVersion: batch/v1
kind: CronJob
metadata:
  name: cleanup
spec:
  schedule: "0 3 * * *"
  timeZone: Europe/Vienna
  concurrencyPolicy: Forbid
  suspend: false
  jobTemplate:
    spec:
      backoffLimit: 2
      ttlSecondsAfterFinished: 3600
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: cleanup
              image: registry.example.com/tools:3
              args: ["--older-than", "30"]
`,
  `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      terminationGracePeriodSeconds: 30
      containers:
        - name: db
          image: postgres:17
          volumeMounts:
            - {name: data, mountPath: /var/lib/postgresql/data}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
`,
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  settings.json: |
    {"port": 8080}
  EMPTY:
immutable: true
`,
  `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: prod}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects:
  - kind: ServiceAccount
    name: web
    namespace: prod
`,
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
status:
  conditions: []
`,
  `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Namespace
    metadata: {name: prod}
metadata: {resourceVersion: ""}
`,
  `apiVersion: v1
kind: Pod
metadata:
  name: debug
  creationTimestamp: null
spec:
  containers:
    - {name: debug, image: busybox, command: [sh, -c, "sleep 1d"], stdin: true, tty: true}
  tolerations:
    - {operator: Exists}
  hostAliases:
    - {ip: 10.0.0.1, hostnames: [a]}
status: {}
`,
];
