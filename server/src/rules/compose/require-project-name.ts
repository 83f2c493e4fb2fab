import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { insertEntry } from '../../languages/yaml/edits';

export default defineRule({
  id: 'compose/require-project-name',
  summary: 'Give the project a name',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['require-project-name-field'] },
  messages: { missing: 'The project has no name and takes that of its folder; add a top-level `name`' },
  notes: ['compose-files'],
  docs: {
    why: 'Without `name` the project is called like the folder. In a folder of another name the same file makes other containers, networks and volumes, and two folders of one name share theirs.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    valid: [{ code: 'name: shop\nservices:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    exceptions: 'Portainer and other tools give the name themselves and refuse one in the file.',
    references: [
      'https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element',
      'https://docs.docker.com/compose/how-tos/project-name/',
    ],
  },
  check: (ctx) => ({
    Compose(document) {
      const { fragment, project } = ctx.facts;
      const [first] = document.services;
      if (fragment || !first || document.top('name') || project.root?.has('name')) return;
      const root = ctx.doc.roots[0]?.node;
      const key = root?.entries.find(({ name }) => name === 'services');
      if (!root || !key) return;
      const fixes: readonly Fix[] = root.flow
        ? []
        : [
            {
              title: 'Add a name …',
              safety: 'manual',
              snippet: true,
              edits: () => insertEntry(root, 'name: ${1:project}', { before: key }) ?? [],
            },
          ];
      ctx.report({ message: 'missing', span: key.key.span, fixes });
    },
  }),
});
