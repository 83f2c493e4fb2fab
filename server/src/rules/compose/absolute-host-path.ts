import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/absolute-host-path',
  summary: 'Mount paths of the project, not of one computer',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: { absolute: '`{{path}}` is a path of one computer; use one of the project, as `./{{name}}`' },
  notes: ['compose-data'],
  docs: {
    why: 'An absolute path is there on the computer of whoever wrote it. A path that begins with `./` starts at the project, a variable can be set on each computer.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /home/jane/shop:/srv\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./shop:/srv\n      - /etc/localtime:/etc/localtime:ro\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ type, source, sourceSpan, value }) {
        if (type !== 'bind' || source === undefined || !sourceSpan) return;
        const scalar = value.kind === 'scalar' ? value : value.get('source');
        if (scalar?.kind !== 'scalar' || scalar.hasVariable) return;
        if (!/^(?:\/|[A-Za-z]:[\\/])/.test(source) || OF_SYSTEM.test(source) || !isNew(sourceSpan)) return;
        const name = source.split(/[\\/]/).findLast((part) => part !== '') ?? '';
        ctx.report({ message: 'absolute', span: sourceSpan, data: { path: shown(source), name: shown(name) } });
      },
    };
  },
});

/** Places that every Linux has. */
const OF_SYSTEM = /^\/(?:$|(?:boot|dev|etc|lib|lib64|proc|run|sys|tmp|usr|var\/run|var\/lib\/docker|var\/log)(?:\/|$))/;
