import { defineRule } from '../../core/rule';
import { parseDotenv } from '../../languages/compose/dotenv';
import { isIgnored, textAt } from '../../languages/compose/dotenv-facts';
import { envFilesOf } from '../../languages/compose/environment';
import { places } from '../../languages/compose/places';
import { isNoSecretValue, isSecretName } from '../../languages/secrets';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-dotenv-secrets',
  summary: 'Keep env files with secrets out of the repository',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { secret: '`{{file}}` holds `{{name}}` in clear; keep the file out of Git, or use `secrets`' },
  notes: ['compose-secrets'],
  docs: {
    why: 'An env file with passwords is as readable as the Compose file when both are committed, and all its values are shown by `docker inspect`. Files that `.gitignore` names are left out.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: shop.env\n',
        files: { 'shop.env': 'API_TOKEN=kauri-42-tree\n' },
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    env_file: shop.env\n',
        files: { 'shop.env': 'PORT=80\n' },
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#env_file',
      'https://docs.docker.com/compose/how-tos/use-secrets/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const { path, scalar } of envFilesOf(service)) {
          const text = path === undefined ? undefined : textAt(path, ctx.facts);
          if (
            path === undefined ||
            text === undefined ||
            isIgnored(path, ctx.facts) ||
            /example|sample|template/.test(path)
          )
            continue;
          const found = parseDotenv(text).variables.find(
            ({ name, value }) => value !== undefined && isSecretName(name) && !isNoSecretValue(value),
          );
          if (!found || !isNew(scalar.span)) continue;
          ctx.report({ message: 'secret', span: scalar.span, data: { file: shown(path), name: shown(found.name) } });
        }
      },
    };
  },
});
