import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { places } from '../../languages/compose/places';
import { asScalar } from '../../languages/compose/tree';
import { imageProblem, parseImage } from '../../languages/image/reference';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/image-pin-digest',
  summary: 'Name images by their digest',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: {},
  messages: { digest: '`{{image}}` can change under its tag; add its digest, `@sha256:…`' },
  notes: ['digests'],
  docs: {
    why: 'A tag can be moved to another image by whoever may push. A digest is the image itself: what was tested is what runs. A bot has to keep it up to date.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29@sha256:0000000000000000000000000000000000000000000000000000000000000000\n',
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#image',
      'https://docs.docker.com/dhi/core-concepts/digests/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const value = asScalar(service.get('image'));
        if (!value?.isString || value.text === undefined || effectiveService(service, ctx.facts).has('build')) return;
        const image = parseImage(value.text);
        if (image.digest !== undefined || imageProblem(image) !== undefined || !isNew(value.span)) return;
        ctx.report({ message: 'digest', span: value.span, data: { image: shown(value.text) } });
      },
    };
  },
});
