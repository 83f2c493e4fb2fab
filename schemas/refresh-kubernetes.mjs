/**
 * Makes the small tables beside this file again, out of published sources: `npm run schemas [-- <checkout of kubernetes/api>]`.
 *
 * - kubernetes-scope.json: which kinds have a namespace, and their plural (from @kubernetes/client-node)
 * - kubernetes-since.json: the release in which a field first appears (from cdk8s-plus-22 and its successors, one a release)
 * - kubernetes-list-keys.json: what makes an item of a list unique (from the types of kubernetes/api; only with a checkout)
 *
 * The packages are fetched into .cache, not installed. schemas/SOURCES.md says more.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModels } from './kubernetes-models.mjs';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache', 'schemas', 'packages');

const CLIENT = '@kubernetes/client-node@2.0.1';
/** One a release; npm has none for 1.35, so that what is in 1.36 but not in 1.34 counts as 1.35. */
const RELEASES = new Map([
  ['1.22', 'cdk8s-plus-22@2.0.0-rc.138'],
  ['1.23', 'cdk8s-plus-23@2.3.14'],
  ['1.24', 'cdk8s-plus-24@2.8.99'],
  ['1.25', 'cdk8s-plus-25@2.22.79'],
  ['1.26', 'cdk8s-plus-26@2.4.17'],
  ['1.27', 'cdk8s-plus-27@2.9.5'],
  ['1.28', 'cdk8s-plus-28@2.5.6'],
  ['1.29', 'cdk8s-plus-29@2.6.0'],
  ['1.30', 'cdk8s-plus-30@2.4.10'],
  ['1.31', 'cdk8s-plus-31@2.6.43'],
  ['1.32', 'cdk8s-plus-32@2.5.92'],
  ['1.33', 'cdk8s-plus-33@2.5.57'],
  ['1.34', 'cdk8s-plus-34@2.0.54'],
]);
const AFTER_THE_LAST = '1.35';

/** The folder of an unpacked package; with `only`, that one file of it. */
function unpacked(spec, only = []) {
  const folder = join(cache, spec.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  const tarball = execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', cache], { encoding: 'utf8' });
  const members = only.map((path) => `package/${path}`);
  execFileSync('tar', ['-xzf', join(cache, tarball.trim()), '-C', folder, '--strip-components=1', ...members]);
  return folder;
}

function write(name, value) {
  writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(value, undefined, 1)}\n`);
  console.log(`wrote schemas/${name}`);
}

const sorted = (entries) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Kinds that a release up to 1.36 no longer serves, so that the client does not know them. */
const GONE = { PodSecurityPolicy: ['podsecuritypolicies', false] };

function readScopes(models) {
  const folder = join(unpacked(CLIENT), 'dist', 'gen', 'apis');
  const found = new Map();
  const create = /async create\w+\([\s\S]*?localVarPath = '([^']+)'[\s\S]*?ObjectSerializer\.serialize\(body, "(\w+)"/g;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('Api.js'))) {
    for (const [, path, type] of readFileSync(join(folder, file), 'utf8').matchAll(create)) {
      if (path.includes('{name}')) continue;
      const [, core, group, version] = /^\/(?:api\/(v\w+)|apis\/([^/]+)\/(v\w+))\//.exec(path) ?? [];
      const apiVersion = core ?? `${group}/${version}`;
      found.set(`${apiVersion}/${kindOf(type)}`, [path.split('/').pop(), path.includes('{namespace}')]);
    }
  }
  return addOlder(found, models);
}

const kindOf = (type) =>
  type.replace(
    /^(?:Core|Events|Storage|Discovery|Admissionregistration|Apiregistration|Rbac|Flowcontrol|Authentication)?V\d+(?:(?:alpha|beta)\d+)?/,
    '',
  );

/** An older version of a kind has the scope of the newer one, whatever its group was called. */
function addOlder(found, models) {
  const byKind = new Map([...found].map(([gvk, scope]) => [gvk.split('/').pop(), scope]));
  for (const gvk of models.kinds.keys()) {
    const kind = gvk.split('/').pop();
    const scope = found.get(gvk) ?? byKind.get(kind) ?? GONE[kind];
    if (scope) found.set(gvk, scope);
  }
  return found;
}

function scopeTable(found) {
  const table = (namespaced) =>
    sorted([...found].filter(([, scope]) => scope[1] === namespaced).map(([gvk, scope]) => [gvk, scope[0]]));
  return { source: CLIENT, namespaced: table(true), cluster: table(false) };
}

/** `io.k8s.api.apps.v1.DeploymentSpec` → `apps/v1.DeploymentSpec`, by the short names of the groups that the models have. */
function typeNamer(models) {
  const groups = new Map();
  for (const id of models.definitions.keys()) {
    const group = id.slice(0, id.lastIndexOf('.')).split('/')[0];
    groups.set(group.split('.')[0], group);
  }
  return (name) => {
    const parts = name.split('.');
    const [short, version, type] = parts.slice(-3);
    if (short === 'core') return `${version}.${type}`;
    return `${groups.get(short) ?? short}/${version}.${type}`;
  };
}

function readRelease(spec, nameOf) {
  const path = 'lib/imports/k8s.d.ts';
  const text = readFileSync(join(unpacked(spec, [path]), path), 'utf8');
  const seen = new Set();
  for (const [, type, field] of text.matchAll(/@schema (io\.k8s\.[\w.-]+)(?:#([^\s*]+))?/g)) {
    seen.add(field ? `${nameOf(type)}#${field}` : nameOf(type));
  }
  return seen;
}

function sinceTable(models) {
  const objects = new Set([...models.kinds.values(), 'meta/v1.Status']);
  const nameOf = typeNamer(models);
  const releases = [...RELEASES].map(([release, spec]) => [release, readRelease(spec, nameOf)]);
  const table = {};
  const firstWith = (name) => releases.findIndex(([, seen]) => seen.has(name));
  for (const [id, { fields }] of models.definitions) {
    const type = firstWith(id);
    // Not described there at all (a removed group, or newer than the last release): nothing is known.
    if (type < 0) continue;
    for (const field of fields.keys()) {
      // cdk8s leaves these out of the objects themselves.
      if (field === 'apiVersion' || field === 'kind' || (field === 'status' && objects.has(id))) continue;
      const first = firstWith(`${id}#${field}`);
      if (first === type || (first >= 0 && first < type)) continue;
      const release = first < 0 ? AFTER_THE_LAST : releases[first][0];
      table[release] ??= {};
      table[release][id] ??= [];
      table[release][id].push(field);
    }
  }
  return { source: [...RELEASES.values()], since: sorted(Object.entries(table)) };
}

/** Group and version of a folder of kubernetes/api, as an apiVersion. */
function apiVersionOf(folder, text) {
  const group = /const GroupName = "([^"]*)"/.exec(text)?.[1];
  if (group === undefined) return undefined;
  const version = folder.split('/').pop();
  return group === '' ? version : `${group}/${version}`;
}

function listKeyTable(checkout, models) {
  const table = new Map();
  for (const group of readdirSync(checkout)) {
    for (const version of safeList(join(checkout, group)).filter((name) => /^v\d/.test(name))) {
      const folder = join(checkout, group, version);
      if (!existsSync(join(folder, 'types.go')) || !existsSync(join(folder, 'register.go'))) continue;
      const apiVersion = apiVersionOf(folder, readFileSync(join(folder, 'register.go'), 'utf8'));
      readKeys(readFileSync(join(folder, 'types.go'), 'utf8'), apiVersion, models, table);
    }
  }
  return { source: 'kubernetes/api', lists: sorted(table) };
}

function safeList(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Per list field: `merge` is the key of a strategic merge, `keys` are those that the API server holds unique. */
function readKeys(text, apiVersion, models, table) {
  let id = '';
  let keys = [];
  for (const line of text.split('\n')) {
    const struct = /^type (\w+) struct/.exec(line);
    if (struct) id = `${apiVersion}.${struct[1]}`;
    const key = /^\t\/\/ \+listMapKey=(\w+)/.exec(line);
    if (key) keys.push(key[1]);
    if (line.startsWith('\t//')) continue;
    const name = /json:"(\w+)/.exec(line)?.[1];
    const merge = /patchMergeKey:"(\w+)"/.exec(line)?.[1];
    if (name && (merge || keys.length > 0) && models.definitions.get(id)?.fields.has(name)) {
      table.set(id, {
        ...table.get(id),
        [name]: { ...(merge ? { merge } : {}), ...(keys.length > 0 ? { keys } : {}) },
      });
    }
    keys = [];
  }
}

const models = readModels(join(root, 'node_modules'));
write('kubernetes-scope.json', scopeTable(readScopes(models)));
write('kubernetes-since.json', sinceTable(models));
const checkout = process.argv[2];
if (checkout) write('kubernetes-list-keys.json', listKeyTable(checkout, models));
