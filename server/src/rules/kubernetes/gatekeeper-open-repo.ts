import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isOpen, repairs } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/gatekeeper-open-repo',
  summary: 'End prefixes of repositories with a slash',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0124'] },
  messages: { open: '`{{prefix}}` also matches `{{prefix}}.example.com`; end it with `/`' },
  notes: ['trusted-images'],
  docs: {
    why: 'Gatekeeper compares the beginning of an image name with each text of the list. A prefix without a slash at its end also lets in names that go on: `registry.example` allows `registry.example.attacker.net`.',
    invalid: [
      {
        code: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: shop\nspec:\n  parameters:\n    repos:\n      - registry.example.com\n',
        fixed:
          'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: shop\nspec:\n  parameters:\n    repos:\n      - registry.example.com/\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: shop\nspec:\n  parameters:\n    repos:\n      - registry.example.com/\n',
      },
    ],
    fixSafety: 'Images whose names only begin with the same letters are refused from then on.',
    references: ['https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/'],
  },
  check: (ctx) => ({
    Manifest({ kind, root }) {
      if (kind !== 'K8sAllowedRepos') return;
      const list = asSequence(get(mappingAt(root, 'spec', 'parameters'), 'repos'));
      for (const { value } of list?.items ?? []) {
        const scalar = asScalar(value);
        const text = scalar?.text ?? '';
        // A whole image, with its tag or digest, or a pattern.
        if (!scalar || text === '' || /[/*@]$|@|:[\w.-]+$/.test(text) || isOpen(text)) continue;
        ctx.report({
          message: 'open',
          span: scalar.span,
          data: { prefix: shown(text) },
          fixes: () => repairs(`Write ${shown(text)}/`, 'unsafe', () => replaceValue(scalar, `${text}/`)),
        });
      }
    },
  }),
});
