import { joinPath, kindOf, parentPath } from '../../core/files';
import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { kustomizationRoot } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

const LISTS = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];

/** The paths that a kustomization names, remote ones and inline patches left out. */
function pathsIn(root: YamlMapping): readonly YamlScalar[] {
  const listed = LISTS.flatMap((key) =>
    (asSequence(get(root, key))?.items ?? []).flatMap(({ value }) => asScalar(value) ?? []),
  );
  const patches = ['patches', 'patchesJson6902', 'replacements'].flatMap((key) =>
    mappingsAt(root, key).flatMap((patch) => asScalar(get(patch, 'path')) ?? []),
  );
  return [...listed, ...patches, ...generatorPaths(root)].filter(({ text }) => isLocal(text));
}

function generatorPaths(root: YamlMapping): readonly YamlScalar[] {
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap((key) => mappingsAt(root, key));
  return generators.flatMap((generator) =>
    ['files', 'envs'].flatMap((key) =>
      (asSequence(get(generator, key))?.items ?? []).flatMap(({ value }) => asScalar(value) ?? []),
    ),
  );
}

/** Not an address, and no patch that is written where its path could stand. */
const isLocal = (text: string): boolean =>
  text !== '' &&
  !/[\n{}$*]/.test(text) &&
  !/^(?:[a-z][a-z0-9+.-]*:|git@|[\w-]+(?:\.[\w-]+)+\/)/i.test(text) &&
  !/[?]ref=|\.git(?:$|\/)|\/\//.test(text);

export default defineRule({
  id: 'kubernetes/kustomization-missing-file',
  summary: 'Name files and folders that exist in a kustomization',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { none: 'There is no `{{path}}` beside this kustomization{{hint}}' },
  notes: ['generated-manifests'],
  lessons: ['K19'],
  docs: {
    why: 'Kustomize stops at the first file or folder that it does not find; nothing is built, and nothing is applied.',
    invalid: [{ code: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - shop.yml\n' }],
    valid: [
      {
        code: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - shop.yaml\n',
        files: { 'shop.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n' },
      },
    ],
    fixSafety: 'Another file becomes a part of the build.',
    references: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/'],
  },
  check: (ctx) => ({
    Document() {
      const { workspace } = ctx.facts;
      const root = workspace && kustomizationRoot(ctx.doc, workspace.path);
      if (!workspace || !root) return;
      const folder = parentPath(workspace.path);
      for (const node of pathsIn(root)) {
        // A generator may give a file another key: `key=path`.
        const path = node.text.slice(node.text.indexOf('=') + 1);
        const at = joinPath(folder, path);
        if (at === undefined || kindOf(workspace.files, at) !== null) continue;
        const beside = workspace.files.list(parentPath(at)) ?? [];
        const near = closest(
          at.slice(at.lastIndexOf('/') + 1),
          beside.map(({ name }) => name),
        );
        const right =
          near === undefined
            ? undefined
            : node.text.slice(0, node.text.lastIndexOf(at.slice(at.lastIndexOf('/') + 1))) + near;
        ctx.report({
          message: 'none',
          span: node.span,
          data: { path, hint: near === undefined ? '' : `; did you mean \`${near}\`?` },
          fixes: right === undefined ? [] : [fix(`Write ${right}`, 'unsafe', () => replaceValue(node, right))],
        });
      }
    },
  }),
});
