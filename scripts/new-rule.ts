/** `npm run new-rule dockerfile/no-example`: writes a rule and its test to start from. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { VERSION } from '../server/src/version';

const id = process.argv[2] ?? '';
const match = /^(dockerfile)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(id);

const rule = (name: string): string => `import { defineRule } from '../../core/rule';

export default defineRule({
  id: '${name}',
  summary: 'Say in the imperative what to do',
  category: 'correctness',
  severity: 'warning',
  recommended: false,
  since: '${VERSION}',
  fixable: 'never',
  messages: {
    found: '\`{{value}}\` is wrong here; write something else',
  },
  notes: [],
  docs: {
    why: 'One or two short paragraphs.',
    invalid: [{ code: 'FROM alpine:3.22\\nSTOPSIGNAL SIGKILL\\n' }],
    valid: [{ code: 'FROM alpine:3.22\\nSTOPSIGNAL SIGTERM\\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/'],
  },
  check: (ctx) => ({
    Stopsignal({ value }) {
      if (value?.literal === 'SIGKILL') ctx.report({ message: 'found', span: value.span, data: { value: value.raw } });
    },
  }),
});
`;

const test = (name: string): string => `# ${name}

## Reports the value

\`\`\`dockerfile
FROM alpine:3.22
STOPSIGNAL SIGKILL
           ^^^^^^^ #~ found
\`\`\`

## Is silent on another

\`\`\`dockerfile
FROM alpine:3.22
STOPSIGNAL SIGTERM
\`\`\`
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
  console.log(`Wrote ${path}`);
}

if (!match) {
  console.error('Usage: npm run new-rule dockerfile/<kebab-case-name>');
  process.exitCode = 2;
} else if (existsSync(`server/src/rules/${id}.ts`)) {
  console.error(`${id} is there already`);
  process.exitCode = 2;
} else {
  write(`server/src/rules/${id}.ts`, rule(id));
  write(`test/rules/${id}.md`, test(id));
  console.log('Next: edit both, then `npm run generate` and `npm test -- rules`.');
}
