import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isActive } from '../../languages/compose/active';
import { effectiveService } from '../../languages/compose/facts';
import type { ComposeDocument } from '../../languages/compose/model';
import { isComposeName } from '../../languages/compose/names';
import type { Project } from '../../languages/compose/project/project';
import type { Service } from '../../languages/compose/service';
import { asMap, textOf } from '../../languages/compose/tree';
import { insertEntry } from '../../languages/yaml/edits';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/require-image-or-build',
  aka: ['compose/no-image-or-build'],
  summary: 'Give every service an image, a build or a provider',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    none: 'Service `{{name}}` has neither `image` nor `build`; add one of them',
    empty: 'The `image` of service `{{name}}` is empty; name an image',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Compose starts a service from an image: one that it pulls, or one that it builds. A service with neither is refused, and the whole project with it. What override files and `extends` bring counts, and so does what they add.',
    invalid: [{ code: 'services:\n  web:\n    ports: ["8080:80"]\n' }],
    valid: [
      { code: 'services:\n  web:\n    build: .\n' },
      {
        code: 'services:\n  web:\n    ports: ["8080:80"]\n',
        files: { 'compose.override.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#image',
      'https://docs.docker.com/reference/compose-file/build/',
    ],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, role, project } = ctx.facts;
      if (
        !whole ||
        role === 'base' ||
        (role === 'override' && isBelow(service, project)) ||
        !project.complete ||
        project.problems.length > 0
      )
        return;
      const merged = effectiveService(service, ctx.facts);
      // A service with profiles may be there to be extended only.
      if (!merged.value || !isActive(merged, ctx.facts)) return;
      if (merged.has('build') || merged.has('provider')) return;
      // In a text that is broken, what is missing may be there.
      if (
        (role === 'main' && project.files.length < 2 && isPiece(ctx.doc)) ||
        ctx.doc.file.documents.some(({ problems }) => problems.length > 0)
      )
        return;
      const image = merged.get('image');
      const name = shown(service.name);
      if (!image) ctx.report({ message: 'none', span: service.nameSpan, data: { name }, fixes: insertions(service) });
      else if (image.file === ctx.doc.file && textOf(image) === '') {
        ctx.report({ message: 'empty', span: image.span, data: { name } });
      }
    },
  }),
});

/** Whether a service stands in a file below its own too: there it is told. */
const isBelow = ({ file, name }: Service, { files }: Project): boolean =>
  files
    .slice(0, Math.max(files.indexOf(file), 0))
    .some(({ roots }) => roots.some((root) => asMap(asMap(root)?.get('services'))?.has(name)));

/** A file of another name in which no service has an image: it is laid over one that is not known here. */
const isPiece = ({ file, services }: ComposeDocument): boolean =>
  !isComposeName(file.path ?? '') && !services.some((service) => service.has('image') || service.has('build'));

function insertions(service: Service): readonly Fix[] {
  const node = service.value?.node;
  if (!node || node.flow) return [];
  const put = (text: string) => () => insertEntry(node, text, { first: true }) ?? [];
  return [
    { title: 'Add an image …', safety: 'manual', snippet: true, edits: put('image: ${1:name}') },
    { title: 'Build from this folder', safety: 'manual', edits: put('build: .') },
  ];
}
