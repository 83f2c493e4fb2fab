import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hoverKubernetes } from '../../server/src/features/hover/kubernetes';
import { kubernetesAdapter } from '../../server/src/languages/kubernetes/adapter';
import { loadDescriptions } from '../../server/src/languages/kubernetes/schema/lookup';
import { kubernetesFacts } from '../../server/src/project/kubernetes';
import { RULES } from '../../server/src/rules/index.generated';
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
`;

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
      rules: RULES,
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

  it('says what a quantity really is', () => {
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
