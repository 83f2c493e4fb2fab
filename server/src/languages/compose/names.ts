import { baseName } from '../../core/files';

const COMPOSE =
  /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$|^[\w.-]+\.(?:docker-)?compose\.ya?ml$|^[\w-]+\.(?:docker-)?compose\.[\w.-]+\.ya?ml$/i;

/** Whether a file is named as Compose files are: `compose.yaml`, `docker-compose.prod.yml`, `web.compose.yaml`. */
export const isComposeName = (name: string): boolean => COMPOSE.test(baseName(name.replaceAll('\\', '/')));

/** The names that `docker compose` looks for, the first wins. */
export const MAIN_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;

/** The names that it lays over them without being asked. */
export const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;
