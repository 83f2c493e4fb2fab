import { canonicalName, parseImage } from '../image/reference';

const HUB = 'docker.io/';

/** Variables that an image reads from a file too, when `_FILE` stands behind their names. `*` is any text without `_FILE`. */
const IMAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ...['library/postgres', 'postgis/postgis', 'timescale/timescaledb', 'pgvector/pgvector'].map(
    (name): [string, readonly string[]] => [name, ['POSTGRES_PASSWORD']],
  ),
  ['library/mysql', ['MYSQL_ROOT_PASSWORD', 'MYSQL_PASSWORD']],
  ['library/percona', ['MYSQL_ROOT_PASSWORD', 'MYSQL_PASSWORD']],
  [
    'library/mariadb',
    [
      ...['MARIADB_ROOT_PASSWORD', 'MARIADB_PASSWORD', 'MARIADB_REPLICATION_PASSWORD'],
      ...['MYSQL_ROOT_PASSWORD', 'MYSQL_PASSWORD'],
    ],
  ],
  ['library/mongo', ['MONGO_INITDB_ROOT_PASSWORD']],
  [
    'library/wordpress',
    [
      'WORDPRESS_DB_PASSWORD',
      ...['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((part) => [
        `WORDPRESS_${part}_KEY`,
        `WORDPRESS_${part}_SALT`,
      ]),
    ],
  ],
  ['library/nextcloud', ['NEXTCLOUD_ADMIN_PASSWORD', 'MYSQL_PASSWORD', 'POSTGRES_PASSWORD', 'REDIS_HOST_PASSWORD']],
  ['library/influxdb', ['DOCKER_INFLUXDB_INIT_PASSWORD', 'DOCKER_INFLUXDB_INIT_ADMIN_TOKEN']],
  ['minio/minio', ['MINIO_ROOT_PASSWORD']],
  ['dpage/pgadmin4', ['PGADMIN_DEFAULT_PASSWORD']],
  ['grafana/grafana', ['GF_SECURITY_ADMIN_PASSWORD', 'GF_DATABASE_PASSWORD', 'GF_SMTP_PASSWORD']],
]);

/** Grafana has two underscores. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([['grafana/grafana', '__FILE']]);

/** The variable that names a file with the value of another, when the image is known to read one. */
export function fileVariable(image: string, name: string): string | undefined {
  const full = canonicalName(parseImage(image));
  const path = full.startsWith(HUB) ? full.slice(HUB.length) : full;
  return IMAGES.get(path)?.includes(name) === true ? `${name}${SUFFIXES.get(path) ?? '_FILE'}` : undefined;
}
