import { defineRule } from '../../core/rule';
import { type Span, span } from '../../core/span';
import { stringOf } from '../../languages/kubernetes/model';
import { containerName, places } from '../../languages/kubernetes/security';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, entryOf, get } from '../../languages/yaml/query';

/** Where `sudo` is called: as the program itself, or at the start of a command in shell text. */
function sudoIn(scalar: YamlScalar, isProgram: boolean): Span | undefined {
  const text = stringOf(scalar);
  if (text === undefined) return undefined;
  if (isProgram && /^(?:\/usr\/bin\/)?sudo$/.test(text)) return scalar.span;
  const { document, span: at } = scalar;
  const written = callIn(document.source.text.slice(at.start + (scalar.style === 'plain' ? 0 : 1), at.end));
  if (written === undefined) return callIn(text) === undefined ? undefined : at;
  const end = at.start + (scalar.style === 'plain' ? 0 : 1) + written;
  return span(end - 'sudo'.length, end);
}

/** The end of the first call in a text. */
function callIn(text: string): number | undefined {
  const found = /(?:^|[\n;&|(])[ \t]*sudo(?=[ \t])/.exec(text);
  return found ? found.index + found[0].length : undefined;
}

export default defineRule({
  id: 'kubernetes/no-sudo-in-command',
  summary: 'Do not call sudo in a container',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { kubescape: ['sudo-in-container-entrypoint'] },
  messages: {
    sudo: '`sudo` in `{{name}}` makes root of its user; set `runAsUser` or drop the call',
  },
  notes: ['pod-security'],
  docs: {
    why: 'A program that needs `sudo` needs root: then the manifest should say so, where policies and readers see it. Beside `allowPrivilegeEscalation: false` the call fails.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      command: [sudo, /bin/shop]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      command: [/bin/shop]\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const hasCommand = entryOf(container.node, 'command') !== undefined;
        for (const key of ['command', 'args']) {
          for (const [index, { value }] of (asSequence(get(container.node, key))?.items ?? []).entries()) {
            const scalar = asScalar(value);
            // Without a command the arguments go to the entrypoint of the image, often one that runs them.
            const isProgram = index === 0 && (key === 'command' || !hasCommand);
            const at = scalar && sudoIn(scalar, isProgram);
            if (at && isNew(at)) ctx.report({ message: 'sudo', span: at, data: { name: containerName(container) } });
          }
        }
      },
    };
  },
});
