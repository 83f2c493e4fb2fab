import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import { asScalar } from '../../languages/compose/tree';
import { imageProblem, parseImage } from '../../languages/image/reference';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-image-reference',
  summary: 'Report image names that no registry can have',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    invalid: '`{{image}}` is no image reference: {{problem}}; write `name:tag`',
    capitals: 'Image `{{image}}` has capital letters; image names are lower case',
  },
  notes: ['image-references'],
  docs: {
    why: 'The name of an image is lower case, without spaces; behind a colon stands a tag, behind `@` a digest. Compose reads any text, and the engine then stops with `invalid reference format`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: MyShop/Web:1.4\n',
        fixed: 'services:\n  web:\n    image: myshop/web:1.4\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: registry.example.com:5000/shop/web:1.4\n' }],
    fixSafety: 'The image may have another name altogether.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#image',
      'https://docs.docker.com/reference/cli/docker/image/tag/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const value = asScalar(service.get('image'));
        if (!value?.isString || value.text === undefined || value.text === '') return;
        const { span } = value;
        const image = parseImage(value.text);
        const spaced = value.text !== value.text.trim();
        const problem = spaced ? 'a space stands before or behind it' : imageProblem(image);
        if (problem === undefined || isTemplate(value.text) || !isNew(span)) return;
        const { repository } = image;
        const lower = repository.toLowerCase();
        const data = { image: shown(value.text) };
        if (repository === lower || spaced) {
          ctx.report({ message: 'invalid', span, data: { ...data, problem } });
          return;
        }
        const start = value.text.indexOf(repository);
        const mended = isVerbatim(value) && imageProblem({ ...image, repository: lower }) === undefined;
        const edit = { span: value.part(start, start + repository.length), text: lower };
        ctx.report({
          message: 'capitals',
          span,
          data,
          fixes: mended ? [fix(`Write ${shown(lower)}`, 'unsafe', () => [edit])] : [],
        });
      },
    };
  },
});

/** Another tool puts its values in before Compose sees the file. */
const isTemplate = (text: string): boolean => /\{\{|<%|<[^<>]{1,60}>|%[A-Z_]+%|@[A-Z_]+@/.test(text);
