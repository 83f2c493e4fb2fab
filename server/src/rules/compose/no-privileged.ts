import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { asList, asMap, booleanOf, type Entry } from '../../languages/compose/tree';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-privileged',
  summary: 'Run containers without all rights',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['ae5b6871-7f45-42e0-bb4c-ab300c4d2026'] },
  messages: {
    service: '`privileged` gives `{{service}}` all rights on the host; remove it, add single capabilities',
    hook: '`privileged` gives this command all rights on the host; remove it',
    build: '`privileged` gives the build all rights on the host; remove it',
  },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: 'A privileged container has every capability, every device and no seccomp profile: root in it is root on the host. What it needs is mostly one capability or one device.',
    invalid: [{ code: 'services:\n  web:\n    image: shop/agent:1.4\n    privileged: true\n' }],
    valid: [{ code: 'services:\n  web:\n    image: shop/agent:1.4\n    cap_add: [NET_BIND_SERVICE]\n' }],
    fixSafety: 'What the container did with these rights no longer works.',
    exceptions: 'Docker in Docker needs it, unless it runs rootless.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#privileged',
      'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const fixesOf = ({ written }: Entry): readonly Fix[] =>
      written ? [fix('Remove privileged', 'unsafe', () => removeEntry(written))] : [];
    const isOn = (entry: Entry | undefined): entry is Entry =>
      entry !== undefined && booleanOf(entry.value) === true && isNew(entry.keySpan);
    return {
      Service(service) {
        const own = service.entryOf('privileged');
        if (isOn(own)) {
          const data = { service: shown(service.name) };
          ctx.report({ message: 'service', span: own.keySpan, data, fixes: fixesOf(own) });
        }
        const build = asMap(service.get('build'))?.entry('privileged');
        if (isOn(build)) ctx.report({ message: 'build', span: build.keySpan, fixes: fixesOf(build) });
        for (const key of ['pre_start', 'post_start', 'pre_stop']) {
          for (const { value } of asList(service.get(key))?.items ?? []) {
            const hook = asMap(value)?.entry('privileged');
            if (isOn(hook)) ctx.report({ message: 'hook', span: hook.keySpan, fixes: fixesOf(hook) });
          }
        }
      },
    };
  },
});
