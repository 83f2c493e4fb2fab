import type { Edit } from '../../core/finding';
import { setPath } from '../yaml/edits';
import type { Mount } from './mounts';
import { isVerbatim } from './places';

/** A path without doubled slashes, dots and a slash at the end. */
function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}

const SOCKETS = /^\/(?:var\/)?run\/(?:user\/\d+\/)?(?:docker|containerd\/containerd|crio\/crio|podman\/podman)\.sock$/;

/** Whether a path of the host leads to a container engine. */
export const isEngineSocket = (path: string): boolean =>
  SOCKETS.test(clean(path)) || /^(?:\\\\|\/\/)\.[\\/]pipe[\\/]docker_engine$/.test(path);

const SENSITIVE: ReadonlySet<string> = new Set([
  ...[
    '/',
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib64',
    '/proc',
    '/root',
    '/run',
    '/sbin',
    '/sys',
    '/usr',
    '/var',
  ],
  ...['/var/lib', '/var/lib/docker', '/var/run', '/home', '/etc/cron.d', '/etc/systemd', '/etc/ssh', '/root/.ssh'],
]);

/** Whether whoever changes a directory of the host has the host. */
export const isSensitive = (path: string): boolean => path.startsWith('/') && SENSITIVE.has(clean(path));

const SECRETS: ReadonlySet<string> = new Set(['/', '/etc', '/root', '/etc/ssh', '/root/.ssh']);

/** Whether keys and passwords of the host stand in a directory: reading is too much. */
export const holdsSecrets = (path: string): boolean => SECRETS.has(clean(path));

/** Makes a mount read-only. */
export function readOnlyEdits({ value, text, options, long }: Mount): readonly Edit[] | undefined {
  const { node } = value;
  if (!node) return undefined;
  if (long) return node.kind === 'mapping' ? setPath(node, ['read_only'], 'true') : undefined;
  if (value.kind !== 'scalar' || text === undefined || !isVerbatim(value)) return undefined;
  const rw = options.find(({ name }) => name === 'rw');
  if (rw) return [{ span: rw.span, text: 'ro' }];
  const { end } = value.part(0, text.length);
  return [{ span: { start: end, end }, text: options.length > 0 ? ',ro' : ':ro' }];
}
