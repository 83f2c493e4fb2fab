import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { memoryFiles } from '../../server/src/core/files';
import { scheduleText } from '../../server/src/features/hover/cron';
import { hoverKubernetes } from '../../server/src/features/hover/kubernetes';
import { kubernetesAdapter } from '../../server/src/languages/kubernetes/adapter';
import { ObjectIndex } from '../../server/src/languages/kubernetes/object-index';
import { defaultIn, loadDescriptions } from '../../server/src/languages/kubernetes/schema/lookup';
import { kubernetesFacts } from '../../server/src/project/kubernetes';
import { indexText } from '../../server/src/project/kubernetes-index';
import { library } from '../harness/hover';
import { kubernetesSchema } from '../harness/languages';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: shop:1.4
          resources:
            limits:
              memory: 128Mi
              cpu: 500m
            requests: { cpu: "2" }
      volumes:
        - name: keys
          secret:
            secretName: keys
            defaultMode: 0400
---
apiVersion: v1
kind: Secret
metadata: { name: keys }
data:
  token: c2VjcmV0
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tidy }
spec:
  concurrencyPolicy: Forbid
`;

const PROBED = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - { name: http, containerPort: 8080 }
          readinessProbe:
            httpGet: { path: /healthz, port: http }
          livenessProbe:
            periodSeconds: 20
            httpGet: { path: /healthz, port: http }
          startupProbe:
            failureThreshold: 30
            exec: { command: [cat, /ready] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: backup }
spec:
  schedule: "30 2 * * mon-fri"
  timeZone: Europe/Berlin
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: { app: shop }
  ports: [{ port: 80, targetPort: http }]
`;

describe('hover over what objects do', () => {
  const files = { 'web.yaml': PROBED, 'service.yaml': SERVICE };
  const hoverOn = (path: keyof typeof files, needle: string): string => {
    const document = kubernetesAdapter.parse(files[path]);
    const index = new ObjectIndex();
    for (const [file, text] of Object.entries(files)) indexText(index, file, text, undefined);
    index.complete = true;
    const place = { files: memoryFiles(files), path };
    const offset = files[path].indexOf(needle);
    assert.ok(offset >= 0, needle);
    const found = hoverKubernetes({
      document,
      facts: kubernetesFacts(kubernetesSchema(), place, undefined, { index }),
      findings: [],
      offset,
      library,
      describe: () => undefined,
      link: (_, label) => label,
    });
    return found?.markdown ?? '';
  };

  it('tells what a probe asks and what follows', () => {
    const readiness = hoverOn('web.yaml', 'readinessProbe');
    assert.match(
      readiness,
      /^\*\*Asks `web`\*\* `GET \/healthz` on port `http` \(8080\) every 10 s, answer within 1 s \(both are defaults\)/,
    );
    assert.match(
      readiness,
      /After 3 failures in a row, about 30 s, the pod gets no more traffic from Service `shop` \(service\.yaml:4\) until/,
    );
    assert.match(readiness, /\*\*Trap\*\* Liveness asks the same `\/healthz` here/);
    assert.match(
      hoverOn('web.yaml', 'livenessProbe'),
      /every 20 s, answer within 1 s\n\nAfter 3 failures in a row, about 60 s, the container is stopped/,
    );
    assert.match(
      hoverOn('web.yaml', 'startupProbe'),
      /by running `cat \/ready`.*\n\nUntil it answers .* after 30 failures in a row, about 300 s/,
    );
    assert.ok(readiness.split('\n').length <= 12);
  });

  it('says what a selector takes', () => {
    assert.match(hoverOn('service.yaml', 'selector'), /it takes the pods of `Deployment\/shop`/);
    assert.match(hoverOn('web.yaml', 'selector'), /it takes the pods of `Deployment\/shop`/);
  });

  it('says what a schedule and an image mean', () => {
    assert.match(
      hoverOn('web.yaml', '30 2 *'),
      /\*\*Starts\*\* at 02:30 on Monday to Friday, in the time of `Europe\/Berlin`/,
    );
    assert.match(hoverOn('web.yaml', 'nginx:1.29'), /docker\.io\/library\/nginx.*tag `1\.29`, no digest/);
  });

  it('puts schedules into words', () => {
    const words: Readonly<Record<string, string | undefined>> = {
      '*/5 * * * *': 'every 5 minutes every day',
      '0 * * * *': 'every hour, at minute 0 every day',
      '15 6,18 1 * *': 'at 06:15, 18:15 on day 1 of the month',
      '0 0 1 jan ?': 'at 00:00 on day 1 of the month in January',
      '0 9 13 * 5': 'at 09:00 on day 13 of the month and also on Friday',
      '*/10 8-18 * * 1-5': 'every 10 minutes in hours 8 to 18 on Monday to Friday',
      '0 2-5/3 * * *': 'at minute 0 in hours 2, 5 every day',
      '0-59/2 1,4-8/2 * * *': 'at minute 0 to 59 in steps of 2 in hours 1, 4, 6, 8 every day',
      '5/15 * * * *': 'every hour, at minute from 5 on in steps of 15 every day',
      '@daily': 'every day at 00:00',
      'every day': undefined,
      '1 2 3': undefined,
    };
    for (const [schedule, text] of Object.entries(words)) assert.equal(scheduleText(schedule), text, schedule);
  });
});

describe('hover over Kubernetes objects', () => {
  const document = kubernetesAdapter.parse(DEPLOYMENT);
  const describeField = loadDescriptions(readFileSync('dist/assets/kubernetes-descriptions.json', 'utf8'));
  const at = (text: string, skip = 0): string => {
    const offset = DEPLOYMENT.indexOf(text);
    assert.ok(offset >= 0, text);
    const found = hoverKubernetes({
      document,
      facts: kubernetesFacts(kubernetesSchema(), undefined),
      findings: [],
      offset: offset + skip,
      library,
      describe: describeField,
      link: (_, label) => label,
    });
    return found?.markdown ?? '';
  };

  it('tells what a field is: its text, its type, its owner', () => {
    const text = at('selector:');
    assert.match(text, /^\*\*`selector`\*\* of `DeploymentSpec`/);
    assert.match(text, /selector for pods/i);
    assert.match(text, /An object|A mapping|A map/);
  });

  it('tells what the notes teach about it', () => {
    assert.match(at('limits:'), /\*\*Trap\*\* `memory: 128m`.*\n\n\*\*Notes\*\* Limit what.*\n\n\*\*Today\*\* /);
    assert.match(at('volumes:'), /\*\*Notes\*\* Volumes are tied to the life of a pod/);
    assert.match(at('selector:'), /\*\*Notes\*\* .*Labels and selectors join the objects/);
    assert.doesNotMatch(at('name: shop', 1), /\*\*Notes\*\*/);
    for (const field of ['limits:', 'volumes:', 'kind:']) assert.ok(at(field).split('\n').length <= 12, field);
  });

  it('tells what a kind is, where it lives and since when', () => {
    const kind = at('Deployment', 2);
    assert.match(
      kind,
      /^\*\*`Deployment`\*\* of `apps\/v1`: in a namespace, since Kubernetes 1\.9\n\nDeployment enables/,
    );
    assert.match(kind, /\*\*Notes\*\* A Deployment makes a ReplicaSet/);
    assert.match(at('apps/v1', 2), /\*\*Notes\*\* The notes write Deployments/);
  });

  it('names the values that a field takes, and a default that is a value', () => {
    assert.equal(defaultIn('Defaults to 6, unless another field is set.'), undefined);
    assert.equal(defaultIn('Default to the zone of the controller.'), undefined);
    assert.equal(defaultIn('Defaults to "TCP".'), 'TCP');
    assert.equal(defaultIn('Default to 10 seconds. Minimum value is 1.'), '10 seconds');
    assert.equal(defaultIn('Defaults to PreemptLowerPriority if unset.'), 'PreemptLowerPriority');
    assert.match(
      at('concurrencyPolicy:'),
      /Specifies how to treat concurrent executions of a Job\. One of `Allow`, `Forbid`, `Replace`\./,
    );
  });

  it('says what a quantity really is', () => {
    assert.match(at('"2"', 1), /`2` is 2 CPU cores/);
    assert.match(at('128Mi'), /`128Mi` is 1(?:28|34)/);
    assert.match(at('500m'), /`500m` is 0\.5 of a CPU core/);
  });

  it('says what a mode really is', () => {
    assert.match(at('0400'), /mode `0400` \(256\)/);
  });

  it('counts what base64 hides, and does not show it', () => {
    const text = at('c2VjcmV0');
    assert.match(text, /6 bytes/);
    assert.doesNotMatch(text, /secret\b.*decoded|: secret/);
  });

  it('is silent where it knows nothing', () => {
    assert.equal(at('---'), '');
  });
});
