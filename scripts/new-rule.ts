/** `npm run new-rule dockerfile/no-example` (or `compose/…`, `kubernetes/…`): writes a rule and its test to start from. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { VERSION } from '../server/src/version';

/** What the example of a language consists of. */
interface Template {
  readonly fence: string;
  readonly imports: readonly string[];
  readonly message: string;
  readonly reference: string;
  /** The lines of a file that the rule reports; carets stand below the token. */
  readonly invalid: readonly string[];
  readonly marked: string;
  readonly valid: readonly string[];
  /** What `check` is. */
  readonly check: readonly string[];
}

const TEMPLATES: ReadonlyMap<string, Template> = new Map(
  Object.entries({
    dockerfile: {
      fence: 'dockerfile',
      imports: [],
      message: '`{{value}}` is wrong here; write something else',
      reference: 'https://docs.docker.com/reference/dockerfile/',
      invalid: ['FROM alpine:3.22', 'STOPSIGNAL SIGKILL'],
      marked: 'SIGKILL',
      valid: ['FROM alpine:3.22', 'STOPSIGNAL SIGTERM'],
      check: [
        '(ctx) => ({',
        '    Stopsignal({ value }) {',
        "      if (value?.literal === 'SIGKILL') ctx.report({ message: 'found', span: value.span, data: { value: value.raw } });",
        '    },',
        '  })',
      ],
    },
    compose: {
      fence: 'yaml',
      imports: [
        "import { places } from '../../languages/compose/places';",
        "import { textOf } from '../../languages/compose/tree';",
        "import { shown } from '../../languages/yaml/fixes';",
      ],
      message: '`{{value}}` is wrong here; write something else',
      reference: 'https://docs.docker.com/reference/compose-file/services/',
      invalid: ['services:', '  web:', '    image: nginx:1.29', '    hostname: example'],
      marked: 'example',
      valid: ['services:', '  web:', '    image: nginx:1.29', '    hostname: web'],
      check: [
        '(ctx) => {',
        '    // What services share by an anchor is told once.',
        '    const isNew = places();',
        '    return {',
        '      Service(service) {',
        "        const value = service.get('hostname');",
        '        const text = textOf(value);',
        "        if (!value || text !== 'example' || !isNew(value.span)) return;",
        "        ctx.report({ message: 'found', span: value.span, data: { value: shown(text) } });",
        '      },',
        '    };',
        '  }',
      ],
    },
    kubernetes: {
      fence: 'yaml',
      imports: [
        "import { places } from '../../languages/kubernetes/security';",
        "import { asScalar, getPath } from '../../languages/yaml/query';",
      ],
      message: '`{{value}}` is wrong here; write something else',
      reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/',
      invalid: ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: example'],
      marked: 'example',
      valid: ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: shop'],
      check: [
        '(ctx) => {',
        '    const isNew = places();',
        '    return {',
        '      Manifest({ root, otherFormat }) {',
        "        const name = otherFormat ? undefined : asScalar(getPath(root, ['metadata', 'name']));",
        "        if (name?.text !== 'example' || !isNew(name.span)) return;",
        "        ctx.report({ message: 'found', span: name.span, data: { value: name.text } });",
        '      },',
        '    };',
        '  }',
      ],
    },
  }),
);

const id = process.argv[2] ?? '';
const match = /^([a-z]+)\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.exec(id);
const template = TEMPLATES.get(match?.[1] ?? '');

const example = (lines: readonly string[]): string => JSON.stringify(`${lines.join('\n')}\n`).slice(1, -1);

const rule = (name: string, { imports, message, reference, invalid, valid, check }: Template): string => `${[
  "import { defineRule } from '../../core/rule';",
  ...imports,
].join('\n')}

export default defineRule({
  id: '${name}',
  summary: 'Say in the imperative what to do',
  category: 'correctness',
  severity: 'warning',
  recommended: false,
  since: '${VERSION}',
  fixable: 'never',
  messages: {
    found: '${message}',
  },
  notes: [],
  docs: {
    why: 'One or two short paragraphs.',
    invalid: [{ code: '${example(invalid)}' }],
    valid: [{ code: '${example(valid)}' }],
    references: ['${reference}'],
  },
  check: ${check.join('\n')},
});
`;

const FENCE = '```';

const block = (fence: string, lines: readonly string[]): string => [`${FENCE}${fence}`, ...lines, FENCE].join('\n');

const marks = (line: string, marked: string): string =>
  `${' '.repeat(line.indexOf(marked))}${'^'.repeat(marked.length)} #~ found`;

const test = (name: string, { fence, invalid, marked, valid }: Template): string => `# ${name}

## Reports the value

${block(fence, [...invalid, marks(invalid.at(-1) ?? '', marked)])}

## Is silent on another

${block(fence, valid)}
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
  console.log(`Wrote ${path}`);
}

if (!template) {
  console.error(`Usage: npm run new-rule (${[...TEMPLATES.keys()].join('|')})/<kebab-case-name>`);
  process.exitCode = 2;
} else if (existsSync(`server/src/rules/${id}.ts`)) {
  console.error(`${id} is there already`);
  process.exitCode = 2;
} else {
  write(`server/src/rules/${id}.ts`, rule(id, template));
  write(`test/rules/${id}.md`, test(id, template));
  console.log('Next: edit both, then `npm run generate` and `npm test -- rules`.');
}
