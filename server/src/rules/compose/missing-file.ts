import { baseName, parentPath } from '../../core/files';
import type { Severity } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { buildOf } from '../../languages/compose/build';
import { composeFilesOf } from '../../languages/compose/dotenv-facts';
import { envFilesOf } from '../../languages/compose/environment';
import { type ComposeFacts, kindAt } from '../../languages/compose/facts';
import type { Resource } from '../../languages/compose/model';
import { mountsOf } from '../../languages/compose/mounts';
import { places } from '../../languages/compose/places';
import type { Service } from '../../languages/compose/service';
import { type ScalarValue, scalarsOf, type Value } from '../../languages/compose/tree';
import { usedServices } from '../../languages/compose/used-services';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/missing-file',
  summary: 'Name only files and folders that are there',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    file: 'There is no file `{{path}}` for `{{key}}`; create it or correct the path',
    composeFile: '`COMPOSE_FILE` in `.env` names `{{path}}`, which is not there; create it, or take it out',
    folder: '`{{path}}` is a folder, and `{{key}}` wants a file; name the file in it',
    context: 'There is no folder `{{path}}` to build from; correct the path',
    dockerfile: 'There is no `{{path}}` to build with; create it or correct the path',
    bind: 'There is no file `{{path}}`: Docker makes a folder of this name; create the file first',
  },
  notes: [],
  docs: {
    why: "Docker Compose refuses a project of which a file in `env_file`, `label_file` or an include's `env_file` is not there, unless `required: false` is said. Missing secrets, configurations and build folders are found when the services start.\n\nFor a mounted path that is not there Docker makes an empty folder, also when the container expects a file: this is told of paths that end alike on both sides, `./nginx.conf:/etc/nginx/nginx.conf`.",
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n',
        files: { 'wep.env': 'A=b\n' },
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file:\n      - path: web.env\n        required: false\n',
      },
      { code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n', files: { 'web.env': 'A=b\n' } },
    ],
    fixSafety: 'The service starts without the variables of the file.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#env_file',
      'https://docs.docker.com/reference/compose-file/build/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const facts = placed(ctx.facts);
    const { file } = ctx.doc;
    const judge = (found: Wanted): void => {
      const { scalar, path, message, key } = found;
      if (scalar.file !== file || !isNew(found.span)) return;
      const { span, severity } = found;
      const data = { path: shown(path), key };
      const fixes = message === 'file' && key === 'env_file' ? optional(scalar) : [];
      ctx.report({ message, span, data, severity, fixes });
    };
    return {
      Compose(doc) {
        if (!facts.workspace) return;
        for (const { service, severity } of usedServices(doc, facts)) {
          for (const found of wantedBy(service, facts)) {
            judge(found.severity === 'error' && severity ? { ...found, severity } : found);
          }
        }
        const top = doc.top('services') ?? doc.roots[0]?.entries[0];
        if (top && facts.role === 'main') {
          const [lost] = composeFilesOf(facts).filter((path) => kindAt(path, facts) === null);
          const data = { path: shown(lost ?? '') };
          if (lost !== undefined) ctx.report({ message: 'composeFile', span: top.keySpan, data, severity: 'error' });
        }
        for (const found of wantedByIncludes(doc.top('include')?.value, facts)) judge(found);
      },
      Secret: (resource) => ofResource(resource, facts).forEach(judge),
      Config: (resource) => ofResource(resource, facts).forEach(judge),
    };
  },
});

/** The base of an `extends` has its paths from its own folder. */
const placed = (facts: ComposeFacts): ComposeFacts =>
  facts.role === 'base' && facts.workspace ? { ...facts, folder: parentPath(facts.workspace.path) } : facts;

type MessageId = 'file' | 'folder' | 'context' | 'dockerfile' | 'bind';

/** Something that is named and not there. */
interface Wanted {
  readonly message: MessageId;
  readonly scalar: ScalarValue;
  readonly span: Span;
  readonly path: string;
  readonly key: string;
  readonly severity: Severity | undefined;
}

/** A file that a scalar names and that is not there, or is a folder. */
function lacking(scalar: ScalarValue, key: string, facts: ComposeFacts, severity?: Severity): readonly Wanted[] {
  const path = scalar.text;
  if (path === undefined || scalar.isNull || (path === '' && severity !== 'error')) return [];
  const kind = path === '' ? null : kindAt(path, facts);
  if (kind !== null && kind !== 'folder') return [];
  return [{ message: kind === null ? 'file' : 'folder', scalar, span: scalar.span, path, key, severity }];
}

function wantedBy(service: Service, facts: ComposeFacts): readonly Wanted[] {
  const all = envFilesOf(service);
  // Of a file that is named twice, the last counts.
  const named = all.filter(({ path }, i) => !all.some((other, j) => j > i && other.path === path));
  const envFiles = named.flatMap(({ scalar, required }) =>
    lacking(scalar, 'env_file', facts, 'error').filter(({ message }) => required || message === 'folder'),
  );
  const labels = scalarsOf(service.get('label_file')).flatMap((scalar) =>
    lacking(scalar, 'label_file', facts, 'error'),
  );
  return [...envFiles, ...labels, ...wantedByBuild(service, facts), ...wantedByMounts(service, facts)];
}

function wantedByBuild(service: Service, facts: ComposeFacts): readonly Wanted[] {
  const build = buildOf(service);
  const { context, contextScalar: scalar } = build ?? {};
  if (!build || context === undefined || context === '' || build.inline) return [];
  const kind = kindAt(context, facts);
  if (kind === undefined) return [];
  if (kind !== 'folder') {
    return scalar
      ? [{ message: 'context', scalar, span: scalar.span, path: context, key: 'build', severity: undefined }]
      : [];
  }
  const written = build.dockerfileScalar ?? scalar;
  if (!written || (build.get('dockerfile') && build.dockerfile === undefined)) return [];
  const name = build.dockerfile ?? 'Dockerfile';
  if (/^(?:[/~\\]|[A-Za-z]:)/.test(name) || name === '') return [];
  const path = `${context.replace(/\/$/, '')}/${name}`;
  if (kindAt(path, facts) !== null) return [];
  const text = path.replace(/^(?:\.\/)+/, '');
  return [
    { message: 'dockerfile', scalar: written, span: written.span, path: text, key: 'build', severity: undefined },
  ];
}

/** What ends alike on both sides is meant as a file. */
function wantedByMounts(service: Service, facts: ComposeFacts): readonly Wanted[] {
  return mountsOf(service).flatMap(({ type, source, sourceSpan, target, value }): readonly Wanted[] => {
    if (type !== 'bind' || source === undefined || target === undefined || !sourceSpan) return [];
    const end = extensionOf(source);
    if (end === undefined || end !== extensionOf(target) || kindAt(source, facts) !== null) return [];
    const scalar = value.kind === 'scalar' ? value : value.get('source');
    if (scalar?.kind !== 'scalar') return [];
    return [{ message: 'bind', scalar, span: sourceSpan, path: source, key: 'volumes', severity: undefined }];
  });
}

const FILES =
  /\.(?:conf|cfg|cnf|ini|ya?ml|json|toml|xml|properties|sql|sh|py|js|ts|html|crt|pem|key|txt|env|lua|php|rb)$/i;
const extensionOf = (path: string): string | undefined => FILES.exec(baseName(path))?.[0].toLowerCase();

function ofResource({ section, name, value }: Resource, facts: ComposeFacts): readonly Wanted[] {
  const scalar = value?.get('file');
  return scalar?.kind === 'scalar'
    ? lacking(scalar, `${section}.${name}`, facts).filter(({ message }) => message === 'file')
    : [];
}

function wantedByIncludes(include: Value | undefined, facts: ComposeFacts): readonly Wanted[] {
  if (include?.kind !== 'list') return [];
  return include.items.flatMap(({ value }) =>
    value.kind === 'map'
      ? scalarsOf(value.get('env_file')).flatMap((scalar) => lacking(scalar, 'include.env_file', facts, 'error'))
      : [],
  );
}

/** `env_file: a` as `env_file: [{path: a, required: false}]`, or `required: false` beside a `path`. */
function optional({ node, hasVariable }: ScalarValue) {
  const parent = node?.parent;
  if (!node || hasVariable || parent?.kind !== 'mapping' || node.holder?.kind !== 'entry') return [];
  if (node.holder.name !== 'path') return [];
  const edits = () => setPath(parent, ['required'], 'false');
  return edits() ? [fix('Add required: false', 'unsafe', edits)] : [];
}
