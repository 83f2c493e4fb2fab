import { parentPath } from '../../core/files';
import type { Severity } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type DotenvProblem, parseDotenv } from '../../languages/compose/dotenv';
import { envFilesOf } from '../../languages/compose/environment';
import { type ComposeFacts, kindAt, workspacePath } from '../../languages/compose/facts';
import { places } from '../../languages/compose/places';
import { asMap, type ScalarValue, scalarsOf, textOf } from '../../languages/compose/tree';
import { usedServices } from '../../languages/compose/used-services';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-env-file',
  summary: 'Report files of variables that Docker Compose cannot read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    file: 'Compose cannot read line {{line}} of `{{path}}`: {{problem}}',
    format: '`{{format}}` is no format of an `env_file`; write `raw` or remove it',
  },
  notes: [],
  docs: {
    why: 'Files of variables hold a name, `=` and a value on each line. Docker Compose refuses the whole project when it cannot read one of them: a space in a name, a quote that is not closed, `${NAME%x}` of a shell. That holds for the `.env` of the project, `label_file` and the `env_file` of an `include` too.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n',
        files: { 'web.env': 'LOG LEVEL=info\n' },
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n',
        files: { 'web.env': 'LOG_LEVEL=info\n' },
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#env_file-format'],
  },
  check: (ctx) => {
    const isNew = places();
    const judge = (scalar: ScalarValue, format: string | undefined, severity: Severity | undefined): void => {
      const path = textOf(scalar);
      const found = path === undefined ? undefined : problemIn(path, format, ctx.facts);
      if (!found || path === undefined) return;
      ctx.report({ message: 'file', span: scalar.span, data: { ...found, path: shown(path) }, severity });
    };
    return {
      Compose(doc) {
        const { facts } = ctx;
        const { dotenv, dotenvPath, workspace, role } = facts;
        const [problem] = dotenv?.problems ?? [];
        const top = doc.top('services') ?? doc.roots[0]?.entries[0];
        if (problem && dotenvPath !== undefined && workspace && top && role === 'main') {
          const line = lineOf(workspace.files.text(dotenvPath) ?? '', problem);
          const data = { line, path: shown(dotenvPath), problem: words(problem) };
          ctx.report({ message: 'file', span: top.keySpan, data });
        }
        for (const { service, severity } of usedServices(doc, facts)) {
          for (const envFile of envFilesOf(service)) {
            const { scalar, format, path, required } = envFile;
            if (scalar.file !== doc.file || !isNew(scalar.span)) continue;
            if (format !== undefined && format !== '' && format !== 'raw') {
              if (!required && path !== undefined && kindAt(path, facts) !== 'file') continue;
              const at = envFile.item?.value.kind === 'map' ? envFile.item.value.get('format') : undefined;
              ctx.report({ message: 'format', span: (at ?? scalar).span, data: { format: shown(format) }, severity });
              continue;
            }
            judge(scalar, format, severity);
          }
          for (const scalar of scalarsOf(service.get('label_file'))) {
            if (scalar.file === doc.file && isNew(scalar.span)) judge(scalar, undefined, severity);
          }
        }
        const include = doc.top('include')?.value;
        for (const { value } of include?.kind === 'list' ? include.items : []) {
          for (const scalar of scalarsOf(asMap(value)?.get('env_file'))) judge(scalar, undefined, undefined);
        }
      },
    };
  },
});

function problemIn(
  path: string,
  format: string | undefined,
  facts: ComposeFacts,
): { line: number; problem: string } | undefined {
  const { workspace, role } = facts;
  if (!workspace || path === '') return undefined;
  const at = workspacePath(path, role === 'base' ? { ...facts, folder: parentPath(workspace.path) } : facts);
  const text = at === undefined ? undefined : workspace.files.text(at);
  if (typeof text !== 'string') return undefined;
  if (format === 'raw') return rawProblemIn(text);
  const [problem] = parseDotenv(text).problems;
  return problem && { line: lineOf(text, problem), problem: words(problem) };
}

/** In the raw format all but the name is taken as it is. */
function rawProblemIn(text: string): { line: number; problem: string } | undefined {
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trimStart();
    if (line.trim() === '' || line.startsWith('#')) continue;
    const name = line.replace(/\r$/, '').split('=', 1)[0] ?? '';
    if (name === '') return { line: index + 1, problem: 'there is no name before the `=`' };
    if (/\s/.test(name)) return { line: index + 1, problem: 'a space stands in the name' };
  }
  return undefined;
}

const lineOf = (text: string, { span }: DotenvProblem): number => text.slice(0, span.start).split('\n').length;

const words = ({ message }: DotenvProblem): string => message.replace(/[.\s]+$/, '');
