import { defineRule } from '../../core/rule';
import { holdsSecrets, isSensitive, readOnlyEdits } from '../../languages/compose/host-paths';
import { places } from '../../languages/compose/places';
import { at, textOf } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/sensitive-host-directory',
  summary: 'Keep directories of the host out of containers',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { kics: ['1c1325ff-831d-43a1-973e-839ae57dfcc0'] },
  messages: {
    writable: '`{{path}}` of the host can be changed by the container; mount it `:ro`, or a smaller part',
    readable: '`{{path}}` shows keys and passwords of the host, even read-only; mount a smaller part',
  },
  notes: ['compose-privileges'],
  docs: {
    why: 'Who can write to `/etc`, `/usr`, `/boot` or `/root` of the host takes it over: by a new user, a changed program, a job that runs at night. `/` holds all of them. Mount only the file or directory that is needed, and read-only.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /sys:/host/sys\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /sys:/host/sys:ro\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /etc/localtime:/etc/localtime:ro\n      - /srv/shop:/srv\n',
      },
    ],
    fixSafety: 'The container can no longer write there.',
    exceptions: 'Monitoring agents read `/proc` and `/sys` of the host; mounted `:ro` they are not reported.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#volumes',
      'https://docs.docker.com/engine/storage/bind-mounts/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount(mount) {
        const { type, source, sourceSpan, readOnly, key } = mount;
        if (key !== 'volumes' || type !== 'bind' || source === undefined || !sourceSpan || !isSensitive(source)) return;
        if (!isNew(sourceSpan)) return;
        const data = { path: shown(source) };
        if (readOnly) {
          if (holdsSecrets(source))
            ctx.report({ message: 'readable', span: sourceSpan, data, severity: 'information' });
          return;
        }
        const fixes = holdsSecrets(source) ? [] : [fix('Mount it read-only', 'unsafe', () => readOnlyEdits(mount))];
        ctx.report({ message: holdsSecrets(source) ? 'readable' : 'writable', span: sourceSpan, data, fixes });
      },
      Volume({ value }) {
        for (const key of ['device', 'mountpoint']) {
          const device = at(value, 'driver_opts', key);
          const path = textOf(device);
          if (!device || path === undefined || !isSensitive(path) || !isNew(device.span)) continue;
          ctx.report({ message: 'writable', span: device.span, data: { path: shown(path) } });
        }
      },
    };
  },
});
