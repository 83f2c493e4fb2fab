import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';

export default defineRule({
  id: 'compose/privileged-port',
  summary: 'Publish no ports below 1024',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { kics: ['bc2908f3-f73c-40a9-8793-c1b7d5544f79'] },
  messages: {
    low: 'Port `{{port}}` of the host is below 1024; publish a higher one',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'Ports below 1024 belong to the system: rootless Docker cannot publish them without further ado, and others expect certain services there. A web server for the world needs them all the same.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port({ known, published, publishedSpan }) {
        if (!known || !published || !publishedSpan || published.first === 0 || published.first >= 1024) return;
        if (first(publishedSpan)) ctx.report({ message: 'low', span: publishedSpan, data: { port: published.first } });
      },
    };
  },
});
