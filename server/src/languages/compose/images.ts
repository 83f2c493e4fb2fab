/** An official image of Docker Hub: its name and tag. */
interface Official {
  readonly name: string;
  readonly tag: string | undefined;
}

const HUB = /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/;

/** An official image of Docker Hub by its reference; undefined for others, and when it is not known. */
export function officialImage(image: string | undefined): Official | undefined {
  if (image === undefined || image === '' || image.length > 300) return undefined;
  const bare = image.replace(HUB, '');
  if (bare.includes('/')) return undefined;
  const [reference = ''] = bare.split('@');
  const [name = '', tag] = reference.split(':');
  return OFFICIAL.has(name) ? { name, tag } : undefined;
}

/** Services that others wait for. None of these images brings a HEALTHCHECK. */
const OFFICIAL: ReadonlySet<string> = new Set([
  'adminer',
  'arangodb',
  'caddy',
  'cassandra',
  'consul',
  'couchdb',
  'eclipse-mosquitto',
  'elasticsearch',
  'haproxy',
  'httpd',
  'influxdb',
  'mariadb',
  'memcached',
  'mongo',
  'mysql',
  'nats',
  'neo4j',
  'nginx',
  'orientdb',
  'percona',
  'postgres',
  'rabbitmq',
  'redis',
  'registry',
  'rethinkdb',
  'tomcat',
  'traefik',
  'valkey',
  'vault',
  'wordpress',
  'zookeeper',
]);

interface Check {
  /** The program that asks. */
  readonly name: string;
  /** The test, as YAML. */
  readonly test: string;
}

/** Checks with what the images themselves hold. */
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['postgres', { name: 'pg_isready', test: '["CMD-SHELL", "pg_isready -U $${POSTGRES_USER:-postgres}"]' }],
  ['mysql', { name: 'mysqladmin', test: '["CMD", "mysqladmin", "ping", "-h", "127.0.0.1"]' }],
  ['mariadb', { name: 'healthcheck.sh', test: '["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]' }],
  ['redis', { name: 'redis-cli', test: '["CMD", "redis-cli", "ping"]' }],
  ['valkey', { name: 'valkey-cli', test: '["CMD", "valkey-cli", "ping"]' }],
  ['mongo', { name: 'mongosh', test: '["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand(\'ping\')"]' }],
  ['rabbitmq', { name: 'rabbitmq-diagnostics', test: '["CMD", "rabbitmq-diagnostics", "-q", "ping"]' }],
]);

/** A health check for an official image, where one is known. */
export function checkFor(image: string | undefined): Check | undefined {
  const official = officialImage(image);
  return official && CHECKS.get(official.name);
}

/** Where databases keep their data. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['arangodb', '/var/lib/arangodb3'],
  ['cassandra', '/var/lib/cassandra'],
  ['couchdb', '/opt/couchdb/data'],
  ['mariadb', '/var/lib/mysql'],
  ['mongo', '/data/db'],
  ['mysql', '/var/lib/mysql'],
  ['neo4j', '/data'],
  ['percona', '/var/lib/mysql'],
  ['rethinkdb', '/data'],
]);

/** The folder of an official database image that holds its data. */
export function dataFolderOf(image: string | undefined): string | undefined {
  const official = officialImage(image);
  if (official?.name !== 'postgres') return official && FOLDERS.get(official.name);
  // Since version 18 the volume is one folder higher.
  const major = /^\d{1,3}/.exec(official.tag ?? '')?.[0];
  return major !== undefined && Number(major) < 18 ? '/var/lib/postgresql/data' : '/var/lib/postgresql';
}

/** Bases of images that are built. They bring no HEALTHCHECK either. */
const BASES: ReadonlySet<string> = new Set([
  'almalinux',
  'alpine',
  'amazoncorretto',
  'amazonlinux',
  'busybox',
  'composer',
  'debian',
  'eclipse-temurin',
  'fedora',
  'golang',
  'gradle',
  'maven',
  'node',
  'openjdk',
  'php',
  'python',
  'rockylinux',
  'ruby',
  'rust',
  'scratch',
  'ubuntu',
]);

/** Whether every stage of a Dockerfile stands on an image that is known to bring no HEALTHCHECK, or on another stage. */
export function basesBringNoCheck(dockerfile: string): boolean {
  const stages = new Set<string>();
  let some = false;
  for (const line of dockerfile.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words.length > 20 || words[0]?.toUpperCase() !== 'FROM') continue;
    const [base = '', as, name] = words.slice(1).filter((word) => !word.startsWith('--'));
    if (!stages.has(base.toLowerCase()) && !bringsNoCheck(base)) return false;
    if (as?.toUpperCase() === 'AS' && name !== undefined) stages.add(name.toLowerCase());
    some = true;
  }
  return some;
}

function bringsNoCheck(image: string): boolean {
  const bare = image.replace(HUB, '').split(/[:@]/, 1)[0] ?? '';
  return BASES.has(bare) || OFFICIAL.has(bare);
}
