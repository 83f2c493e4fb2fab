import type { YamlMapping } from '../yaml/nodes';
import { asMapping, asSequence, get } from '../yaml/query';
import { parseStream } from '../yaml/stream';

/** Whether a text can be a Compose file at all: cheap, asked of every YAML file that is opened. */
const mayBeCompose = (text: string): boolean => /^["']?services["']?[ \t]*:/m.test(text) || /^\{/.test(text);

/** Keys that a service has and hardly anything else that is called a service. */
const TELLING = ['image', 'build', 'extends', 'command', 'container_name', 'depends_on', 'ports', 'env_file'];

/** Top-level keys of other formats that have `services` too. */
const FOREIGN = [
  'apiVersion',
  'kind',
  'jobs',
  'stages',
  'pipelines',
  'openapi',
  'swagger',
  'asyncapi',
  'resources',
  'parameters',
  'framework',
  'plugins',
  'provider',
  'imports',
  'spring',
  'language',
  'clone',
  'steps',
];

/** Looked at when the file is longer; the rest of it does not change what it is. */
const MAX_LOOK = 400_000;

/**
 * Whether a YAML text of any name is a Compose file: `services` holds mappings that look like services. Not GitLab's or GitHub's
 * pipelines, values of a Helm chart, settings of Symfony, Serverless, CloudFormation, OpenAPI or Kubernetes.
 */
export function isComposeText(text: string): boolean {
  if (!mayBeCompose(text) || text.length > MAX_LOOK) return false;
  return parseStream(text).documents.some(({ root }) => {
    const mapping = asMapping(root);
    return mapping !== undefined && isComposeRoot(mapping);
  });
}

function isComposeRoot(root: YamlMapping): boolean {
  if (root.entries.some(({ name }) => FOREIGN.includes(name))) return false;
  const services = asMapping(get(root, 'services'));
  if (!services || asSequence(services)) return false;
  const known = root.entries.every(({ name }) => TOP.has(name) || name.startsWith('x-'));
  const telling = services.entries.filter(({ value }) => {
    const service = asMapping(value);
    return service?.entries.some(({ name }) => TELLING.includes(name));
  });
  // One that looks like a service in a file of nothing else, or most of them.
  return telling.length > 0 && (known || telling.length * 2 > services.entries.length);
}

const TOP: ReadonlySet<string> = new Set([
  'version',
  'name',
  'include',
  'services',
  'networks',
  'volumes',
  'secrets',
  'configs',
  'models',
]);
