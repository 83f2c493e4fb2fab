import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { effectiveService } from '../../languages/compose/facts';
import type { ComposeFile } from '../../languages/compose/file';
import { type Mount, mountsOf } from '../../languages/compose/mounts';
import { places } from '../../languages/compose/places';
import type { Service } from '../../languages/compose/service';
import { removeItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/duplicate-mount-target',
  summary: 'Mount one thing to one place',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    twice: '`{{target}}` is mounted twice, only the last one counts; remove this one',
    same: '`{{target}}` and `{{other}}` are one place, which Docker does not mount twice; remove one',
    temporary: '`tmpfs` names `{{target}}` twice, which Compose refuses; remove one',
    tmpfs: '`{{target}}` is mounted by `volumes` and by `tmpfs`, which Compose refuses; remove one',
  },
  notes: ['compose-data'],
  docs: {
    why: 'Of two volumes with the same target Compose takes the last and says nothing about the first. The same path under `volumes` and `tmpfs` it refuses.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html\n      - ./other:/usr/share/nginx/html\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./other:/usr/share/nginx/html\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html\n      - ./conf:/etc/nginx/conf.d\n',
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#volumes',
      'https://docs.docker.com/reference/compose-file/services/#tmpfs',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const { mount, later } of hidden(mountsOf(service))) {
          const { target, targetSpan, item } = mount;
          if (target === undefined || later.target === undefined || !targetSpan || !isNew(targetSpan)) continue;
          const related = later.targetSpan ? [{ span: later.targetSpan, message: 'This one counts' }] : [];
          if (target !== later.target) {
            ctx.report({
              message: 'same',
              span: targetSpan,
              data: { target: shown(target), other: shown(later.target) },
            });
            continue;
          }
          const { written } = item;
          const fixes = written ? [fix('Remove the mount that does not count', 'safe', () => removeItem(written))] : [];
          ctx.report({ message: 'twice', span: targetSpan, data: { target: shown(target) }, related, fixes });
        }
        const whole = effectiveService(service, ctx.facts);
        for (const { target = '', targetSpan } of repeated(mountsOf(service))) {
          if (targetSpan && isNew(targetSpan)) {
            const severity = whole.has('profiles') ? 'warning' : 'error';
            ctx.report({ message: 'temporary', span: targetSpan, data: { target: shown(target) }, severity });
          }
        }
        const severity = whole.has('profiles') ? 'warning' : 'error';
        for (const { target, targetSpan } of refused(whole, ctx.doc.file)) {
          if (isNew(targetSpan))
            ctx.report({ message: 'tmpfs', span: targetSpan, data: { target: shown(target) }, severity });
        }
      },
    };
  },
});

/** A path without `.`, `..` and needless slashes, as Compose compares those of volumes. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Volumes whose place a later one takes. */
function hidden(mounts: readonly Mount[]): readonly { readonly mount: Mount; readonly later: Mount }[] {
  const last = new Map<string, Mount>();
  const found: { mount: Mount; later: Mount }[] = [];
  for (const mount of mounts.toReversed()) {
    const { target, key } = mount;
    if (key !== 'volumes' || target === undefined || !target.startsWith('/')) continue;
    const later = last.get(clean(target));
    if (later) found.push({ mount, later });
    else last.set(clean(target), mount);
  }
  return found.reverse();
}

/** Places that `tmpfs` names again with other options; the same text twice is one. */
function repeated(mounts: readonly Mount[]): readonly Mount[] {
  const first = new Map<string, Mount>();
  return mounts.filter((mount) => {
    const { key, target, text } = mount;
    if (key !== 'tmpfs' || target === undefined) return false;
    const other = first.get(target);
    if (!other) first.set(target, mount);
    return other !== undefined && other.text !== text;
  });
}

/** Places of volumes that are places of `tmpfs` too; what stands in the file, of the volumes if it can be. */
function refused(
  service: Service,
  file: ComposeFile,
): readonly { readonly target: string; readonly targetSpan: Span }[] {
  if (!service.has('tmpfs')) return [];
  const mounts = mountsOf(service);
  const temporary = new Map(mounts.flatMap((mount) => (mount.key === 'tmpfs' ? [[mount.target, mount]] : [])));
  return mounts.flatMap(({ key, target, targetSpan, value }) => {
    const other = key === 'volumes' && target !== undefined ? temporary.get(clean(target)) : undefined;
    if (!other || target === undefined) return [];
    if (value.file === file && targetSpan) return [{ target, targetSpan }];
    return other.value.file === file && other.targetSpan ? [{ target, targetSpan: other.targetSpan }] : [];
  });
}
