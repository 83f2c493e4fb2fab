import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';

const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;
/** What Docker itself asks images to carry. */
const FROM_DOCKER = /^com\.docker\.(?:extension\.|desktop\.|image\.)/;
const KEY = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

export default defineRule({
  id: 'dockerfile/label-key',
  summary: 'Write label keys in the form that Docker asks for',
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { hadolint: ['DL3048'], tally: ['tally/labels/valid-key'] },
  messages: {
    form: '`{{key}}` is an odd label key; use small letters and digits, parted by a `.` or `-`',
    reserved: '`{{key}}` begins with a namespace that Docker keeps for itself; use your own domain',
  },
  notes: ['labels-and-maintainer'],
  docs: {
    why: 'Nothing refuses another key, but filters, scanners and shells have to quote it, and `Version` and `version` are two labels. Keys that begin with `com.docker.`, `io.docker.` or `org.dockerproject.` are for Docker’s own use.',
    invalid: [{ code: 'FROM alpine:3.22\nLABEL Shop_Team=checkout\n' }],
    valid: [{ code: 'FROM alpine:3.22\nLABEL com.example.shop-team=checkout\n' }],
    exceptions: 'Keys that a tool prescribes, such as those of a certification.',
    references: ['https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations'],
  },
  check: (ctx) => ({
    Label(label) {
      if (isTemplate(ctx.doc)) return;
      for (const { key, value } of label.pairs) {
        const name = key.literal;
        // A word without a value has its own finding, and a variable may hold anything.
        if (!value || name === undefined || name === '') continue;
        const data = { key: short(name) };
        if (RESERVED.test(name) && !FROM_DOCKER.test(name)) {
          ctx.report({ message: 'reserved', span: key.span, data });
        } else if (!KEY.test(name)) {
          ctx.report({ message: 'form', span: key.span, data });
        }
      }
    },
  }),
});
