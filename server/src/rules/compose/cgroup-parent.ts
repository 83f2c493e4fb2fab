import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { textOf } from '../../languages/compose/tree';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/cgroup-parent',
  summary: "Leave the engine's cgroups as they are",
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['4d9f44c6-2f4a-4317-9bb5-267adbea0232'] },
  messages: { parent: '`cgroup_parent: {{value}}` takes `{{service}}` out of the limits of the engine; remove it' },
  notes: ['compose-privileges'],
  docs: {
    why: 'The engine puts all its containers under one control group, whose limits hold for all of them. A group of another name has limits of its own, or none.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    cgroup_parent: fast.slice\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n' }],
    fixSafety: 'Limits of the other group no longer hold.',
    references: ['https://docs.docker.com/reference/compose-file/services/#cgroup_parent'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('cgroup_parent');
        const value = textOf(entry?.value);
        if (!entry || value === undefined || value === '' || !isNew(entry.keySpan)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove cgroup_parent', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({
          message: 'parent',
          span: entry.keySpan,
          data: { value: shown(value), service: shown(service.name) },
          fixes,
        });
      },
    };
  },
});
