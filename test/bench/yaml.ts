import { memoryFiles } from '../../server/src/core/files';
import { kubernetesAdapter } from '../../server/src/languages/kubernetes/adapter';
import { ObjectIndex } from '../../server/src/languages/kubernetes/object-index';
import { parseStream } from '../../server/src/languages/yaml/stream';
import { kubernetesFacts } from '../../server/src/project/kubernetes';
import { indexText } from '../../server/src/project/kubernetes-index';
import { lintManifests } from '../../server/src/project/lint-yaml';
import { kubernetesSchema, lintKubernetes } from '../harness/languages';
import { linter, recommended } from '../harness/lint';
import { measure, row } from './measure';

/** A stream of `count` Deployments, 650 characters each. */
export function sampleStream(count: number): string {
  const documents: string[] = [];
  for (let i = 0; i < count; i++) documents.push(deployment(i));
  return documents.join('---\n');
}

const deployment = (i: number): string =>
  [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: web-${i}`,
    `  namespace: team-${i % 20}`,
    '  labels: {app.kubernetes.io/part-of: shop}',
    'spec:',
    `  replicas: ${1 + (i % 5)}`,
    '  selector:',
    '    matchLabels:',
    `      app: web-${i}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app: web-${i}`,
    '    spec:',
    '      containers:',
    '        # the one that serves',
    '        - name: web',
    `          image: "registry.example.com/shop/web:1.${i}"`,
    '          args: ["--port", "8080"]',
    '          ports:',
    '            - containerPort: 8080',
    '              name: http',
    '          env:',
    '            - name: LOG_LEVEL',
    '              value: info',
    '          resources:',
    '            limits:',
    '              memory: 128Mi',
    '',
  ].join('\n');

/** What a keystroke in one document of a large stream costs. */
export async function benchYaml(): Promise<void> {
  const text = sampleStream(1600);
  const at = text.indexOf('LOG_LEVEL', text.length / 2);
  let count = 0;
  parseStream(text);
  const edited = await measure(() => {
    const name = `LEVEL_${count++}`;
    const stream = parseStream(text.slice(0, at) + name + text.slice(at));
    return stream.documents.reduce((sum, { problems }) => sum + problems.length, 0);
  });
  row(`YAML, ${Math.round(text.length / 1024)} kB, 1,600 documents, one edited`, edited, 'below 8 ms');
  const cold = await measure(() => parseStream(`${text.replaceAll('shop', `shop${count++}`)}`), 3000, 0);
  row('YAML, the same, read for the first time', cold);
}

/** A Deployment with its Service and Ingress, about 200 lines with their variations. */
export function sampleManifests(salt: number): string {
  const parts = [];
  for (let i = 0; i < 4; i++) {
    parts.push(deployment(salt * 10 + i));
    parts.push(
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: web-${salt}-${i}\nspec:\n  selector:\n    app: web-${i}\n  ports:\n    - port: 80\n      targetPort: http\n`,
    );
  }
  return parts.join('---\n');
}

/** What linting manifests costs: all recommended rules, schema included. */
export async function benchKubernetes(): Promise<void> {
  let count = 0;
  const lint = (text: string): number => lintKubernetes(text, { rules: recommended, files: {} }).findings.length;
  const lines = sampleManifests(0).split('\n').length;
  row(`${lines} lines of manifests from scratch`, await measure(() => lint(sampleManifests(count++))), 'bar 8 ms');
  const text = sampleStream(1600);
  const at = text.indexOf('LOG_LEVEL', text.length / 2);
  const edited = (): string => `${text.slice(0, at)}LEVEL_${count++}${text.slice(at)}`;
  const [schema, path, index] = [kubernetesSchema(), 'manifest.yaml', new ObjectIndex()];
  // The server reads a text's objects into the index once nobody has typed for a while, not at each key.
  const reindex = await measure(() => indexText(index, path, edited(), schema), 2000);
  index.complete = true;
  const lintEdited = (): number => {
    const facts = kubernetesFacts(schema, { files: memoryFiles({ [path]: text }), path }, undefined, { index });
    return lintManifests(linter, recommended, kubernetesAdapter.parse(edited()), facts).findings.length;
  };
  const findings = lintEdited();
  row(`1 MB stream of 1,600 documents, one edited, ${findings} findings`, await measure(lintEdited, 4000), 'bar 15 ms');
  row('the same, its objects read into the index', reindex);
}
