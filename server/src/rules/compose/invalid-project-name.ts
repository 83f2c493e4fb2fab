import { defineRule } from '../../core/rule';
import { isVerbatim } from '../../languages/compose/places';
import { asScalar } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-project-name',
  summary: 'Name a project as Docker Compose will call it',
  category: 'correctness',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    empty: 'Nothing of `{{name}}` can be in the name of a project; use lower case letters and digits',
    dotenv: '`{{name}}` in `.env` cannot be the name of a project; write `{{normal}}`',
    other: 'Compose calls this project `{{normal}}`, not `{{name}}`; write that',
  },
  notes: ['compose-files'],
  docs: {
    why: 'The name of a project is made of lower case letters, digits, `-` and `_`, with a letter or digit first. Compose makes such a name of what is written, without a word, and stops when nothing is left. `COMPOSE_PROJECT_NAME` of `.env` has to be right as it is.',
    invalid: [
      {
        code: 'name: My Shop\nservices:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
        fixed: 'name: myshop\nservices:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
      },
    ],
    valid: [{ code: 'name: my-shop\nservices:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    references: [
      'https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element',
      'https://docs.docker.com/compose/how-tos/project-name/',
    ],
  },
  check: (ctx) => ({
    Compose(doc) {
      const { roots } = doc;
      const { dotenv, role, workspace } = ctx.facts;
      const named = dotenv?.get('COMPOSE_PROJECT_NAME')?.value;
      const top = doc.top('services') ?? roots[0]?.entries[0];
      if (named && workspace && top && role === 'main' && !/^[a-z0-9][a-z0-9_-]*$/.test(named)) {
        const data = { name: shown(named), normal: shown(normalOf(named) || 'shop') };
        ctx.report({ message: 'dotenv', span: top.keySpan, data, severity: 'error' });
      }
      for (const root of roots) {
        const value = asScalar(root.get('name'));
        if (!value?.isString || value.text === undefined || value.raw === '') continue;
        const normal = normalOf(value.text);
        const { span, node } = value;
        const data = { name: shown(value.text || value.raw) };
        if (normal === '') ctx.report({ message: 'empty', span, data, severity: 'error' });
        else if (normal !== value.text) {
          const fixes =
            node && isVerbatim(value)
              ? [fix(`Write ${shown(normal)}`, 'safe', () => replaceValue(node, normal, 'go-yaml-3'))]
              : [];
          ctx.report({ message: 'other', span, data: { ...data, normal: shown(normal) }, fixes });
        }
      }
    },
  }),
});

const normalOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[_-]+/, '');
