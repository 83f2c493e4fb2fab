import { defineRule } from '../../core/rule';
import { fix } from '../../languages/yaml/fixes';
import { isSound } from '../../languages/yaml/layout';
import { endOf } from '../../languages/yaml/text-end';

export default defineRule({
  id: 'compose/final-newline',
  summary: 'End the file with one line end',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    missing: 'The last line has no line end; add one',
    extra: 'Empty lines stand at the end of the file; remove them',
  },
  notes: [],
  docs: {
    why: 'A last line without a line end shows up as changed when somebody adds a line below it, and tools that join files glue it to the next one. Empty lines at the end say nothing.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n\n\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    fixSafety: 'Where a block of text ends the file, the line end becomes the end of that text.',
    references: ['https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap03.html#tag_03_195'],
  },
  check: (ctx) => ({
    Compose({ stream }) {
      if (!stream.documents.every(isSound)) return;
      const end = endOf(stream);
      if (end.kind === 'good') return;
      const { kind, span, at, inText } = end;
      const missing = kind === 'missing';
      const edits = () => [{ span: at, text: missing ? '\n' : '' }];
      const title = missing ? 'Add a line end' : 'Remove the empty lines';
      ctx.report({ message: kind, span, fixes: [fix(title, inText ? 'unsafe' : 'safe', edits)] });
    },
  }),
});
