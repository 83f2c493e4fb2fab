import { defineRule } from '../../core/rule';
import { parseDotenv } from '../../languages/compose/dotenv';
import { textAt } from '../../languages/compose/dotenv-facts';
import { envFilesOf, environmentOf } from '../../languages/compose/environment';
import { places } from '../../languages/compose/places';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/env-file-also-environment',
  summary: 'Set a variable in one place',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { both: '`{{name}}` of `{{file}}` has no effect, `environment` sets it too; remove one' },
  notes: ['compose-secrets'],
  docs: {
    why: 'What stands under `environment` comes before what `env_file` brings. Whoever changes the file then sees no effect.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: shop.env\n    environment:\n      PORT: 80\n',
        files: { 'shop.env': 'PORT=8080\n' },
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: shop.env\n    environment:\n      DEBUG: 1\n',
        files: { 'shop.env': 'PORT=8080\n' },
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#env_file',
      'https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const files = envFilesOf(service).flatMap(({ path }) => {
          const text = path === undefined ? undefined : textAt(path, ctx.facts);
          return path === undefined || text === undefined ? [] : [{ path, names: parseDotenv(text) }];
        });
        if (files.length === 0) return;
        for (const { name, nameSpan, given } of environmentOf(service)) {
          const file = files.find(({ names }) => names.get(name) !== undefined);
          if (!given || !file || !isNew(nameSpan)) continue;
          ctx.report({ message: 'both', span: nameSpan, data: { name: shown(name), file: shown(file.path) } });
        }
      },
    };
  },
});
