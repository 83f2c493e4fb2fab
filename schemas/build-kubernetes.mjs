/**
 * Makes what the product knows about Kubernetes objects, out of pinned packages and the tables beside this file:
 *
 * - kubernetes.json: definitions, kinds, releases; read when the first manifest is opened
 * - kubernetes-descriptions.json: the official texts, for hovers
 * - LICENSES-kubernetes.txt
 *
 * The result is kept in .cache until a package, a table or a script here changes.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The release that the pinned packages describe. */
const RELEASE = '1.36';
const MODELS = 'kubernetes-models';

/**
 * Required in the definitions, yet the API server takes the zero value that it reads in their place (only kubectl before 1.27 minded).
 * By the names of types, in every version of theirs.
 */
const ZERO_WILL_DO = {
  ControllerRevision: ['revision'],
  CustomResourceDefinitionVersion: ['served', 'storage'],
  HTTPHeader: ['value'],
  ISCSIPersistentVolumeSource: ['lun'],
  ISCSIVolumeSource: ['lun'],
  LimitRangeSpec: ['limits'],
  RoleRef: ['apiGroup'],
  SleepAction: ['seconds'],
  Sysctl: ['value'],
};

/** What holds objects of any kind; the API has it, the packages do not. */
const LIST = { fields: { apiVersion: 's', items: '[*', kind: 's', metadata: '#meta/v1.ListMeta' } };

/** Parameters of requests and other types that have a name among the kinds, but are no objects. */
const NO_OBJECT = /Options$|^PodStatusResult$|^RangeAllocation$|^SerializedReference$/;

const root = join(import.meta.dirname, '..');

/** @param {string} folder where the assets go; it is made when it is not there */
export async function buildKubernetesSchema(folder) {
  const kept = join(root, '.cache', 'schemas', 'kubernetes', cacheKey());
  if (!existsSync(kept)) await build(kept);
  mkdirSync(folder, { recursive: true });
  cpSync(kept, folder, { recursive: true });
}

function cacheKey() {
  const hash = createHash('sha256');
  for (const name of [MODELS, '@kubernetes-models/apimachinery']) hash.update(packageFile(name, 'package.json'));
  const inputs = readdirSync(import.meta.dirname).filter((name) => name.includes('kubernetes'));
  for (const name of inputs.sort()) hash.update(name).update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 16);
}

function packageFile(name, path) {
  return readFileSync(join(root, 'node_modules', name, path), 'utf8');
}

const table = (name) => JSON.parse(readFileSync(join(import.meta.dirname, `kubernetes-${name}.json`), 'utf8'));

async function build(kept) {
  // The compiler takes a moment to load: not when there is nothing to do.
  const { readModels } = await import('./kubernetes-models.mjs');
  const models = readModels(join(root, 'node_modules'));
  const unfinished = `${kept}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const put = (name, text) => writeFileSync(join(unfinished, name), text);
  put('kubernetes.json', JSON.stringify(bundle(models)));
  put('kubernetes-descriptions.json', JSON.stringify(descriptions(models)));
  put('LICENSES-kubernetes.txt', licences());
  try {
    renameSync(unfinished, kept);
  } catch (error) {
    // Another build was faster.
    if (!existsSync(kept)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOlder(kept);
}

function removeOlder(kept) {
  const folder = dirname(kept);
  for (const name of readdirSync(folder)) {
    // A name with a dot is a build that is under way.
    if (name !== basename(kept) && !name.includes('.')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

const byName = ([a], [b]) => (a < b ? -1 : 1);

function bundle(models) {
  const { since } = table('since');
  const { lists } = table('list-keys');
  const definitions = [...reachable(models)].sort(byName).map(([id, { fields }]) => {
    const name = id.slice(id.lastIndexOf('.') + 1);
    const zero = name.endsWith('List') ? ['items'] : (ZERO_WILL_DO[name] ?? []);
    const wanted = [...fields].filter(([, facts]) => facts.required).map(([field]) => field);
    const required = wanted.filter((field) => !zero.includes(field));
    const implied = wanted.filter((field) => zero.includes(field));
    const releases = Object.entries(since).flatMap(([release, types]) =>
      (types[id] ?? []).map((field) => [field, release]),
    );
    return [
      id,
      {
        fields: Object.fromEntries([...fields].map(([field, { type }]) => [field, type])),
        ...(required.length > 0 ? { required } : {}),
        ...(implied.length > 0 ? { implied } : {}),
        ...(releases.length > 0 ? { since: Object.fromEntries(releases) } : {}),
        ...(lists[id] ? { lists: lists[id] } : {}),
      },
    ];
  });
  definitions.push(['v1.List', LIST]);
  return { release: RELEASE, definitions: Object.fromEntries(definitions), kinds: kindTable(models) };
}

/** Definitions that an object can hold: not those of discovery and watches. */
function reachable({ definitions, kinds }) {
  const found = new Map();
  const waiting = [...kinds.values()];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const definition = definitions.get(id);
    if (!definition) throw new Error(`there is no definition ${id}`);
    if (found.has(id)) continue;
    found.set(id, definition);
    for (const { type } of definition.fields.values()) waiting.push(...references(type));
  }
  return found;
}

const references = (type) => [...type.matchAll(/#([^;]+)/g)].map(([, id]) => id);

function kindTable(models) {
  const { namespaced, cluster } = table('scope');
  const { apis } = table('apis');
  const all = new Map();
  const add = (apiVersion, kind, facts) => {
    if (!all.has(apiVersion)) all.set(apiVersion, new Map());
    const kinds = all.get(apiVersion);
    kinds.set(kind, { ...kinds.get(kind), ...facts });
  };
  for (const gvk of models.kinds.keys()) add(...split(gvk), {});
  for (const [gvk, plural] of Object.entries(namespaced)) add(...split(gvk), { plural, namespaced: true });
  for (const [gvk, plural] of Object.entries(cluster)) add(...split(gvk), { plural, namespaced: false });
  for (const [apiVersion, kinds] of Object.entries(apis)) {
    for (const [kind, facts] of Object.entries(kinds)) {
      if (!NO_OBJECT.test(kind)) add(apiVersion, kind, facts);
    }
  }
  return Object.fromEntries(
    [...all].sort(byName).map(([apiVersion, kinds]) => [apiVersion, Object.fromEntries([...kinds].sort(byName))]),
  );
}

const split = (gvk) => [gvk.slice(0, gvk.lastIndexOf('/')), gvk.slice(gvk.lastIndexOf('/') + 1)];

/** Hovers show no more of a text. */
const MAX_TEXT = 205;

/** The first sentences of a text, and the one that tells the default. */
function shortened(text) {
  if (text.length <= MAX_TEXT) return text;
  const end = text.lastIndexOf('. ', MAX_TEXT);
  const head = end > 60 ? text.slice(0, end + 1) : `${text.slice(0, MAX_TEXT)}…`;
  const standard = /[^.\n]*\bdefaults? (?:to|is|value)\b[^.\n]*\.?/i.exec(text.slice(head.length))?.[0];
  return standard === undefined || /\bdefaults? (?:to|is|value)\b/i.test(head)
    ? head
    : `${head} ${standard.replace(/^[\s)]+/, '')}`;
}

/** Each text once; an entry is a definition's own text (under an empty name) and those of its fields, as places in `texts`. */
function descriptions(models) {
  const places = new Map();
  const place = (whole) => {
    const text = shortened(whole);
    if (!places.has(text)) places.set(text, places.size);
    return places.get(text);
  };
  const definitions = [...reachable(models)].sort(byName).map(([id, { text, fields }]) => {
    const own = text === undefined ? [] : [['', place(text)]];
    const others = [...fields]
      .filter(([, field]) => field.text !== undefined)
      .map(([name, field]) => [name, place(field.text)]);
    return [id, Object.fromEntries([...own, ...others])];
  });
  return { release: RELEASE, texts: [...places.keys()], definitions: Object.fromEntries(definitions) };
}

function licences() {
  const models = [MODELS, '@kubernetes-models/apimachinery'].map((name) => {
    const { version } = JSON.parse(packageFile(name, 'package.json'));
    return `${name} ${version}\n\n${packageFile(name, 'LICENSE').trim()}\n`;
  });
  const kubernetes = readFileSync(join(import.meta.dirname, 'kubernetes-licence.txt'), 'utf8').trim();
  const rule = `\n${'-'.repeat(78)}\n\n`;
  return [
    'kubernetes.json and kubernetes-descriptions.json hold field names, types and descriptions of the\nKubernetes API. They were taken out of the works named below and brought into another form.\n',
    ...models,
    `Kubernetes ${RELEASE} API definitions and texts\nCopyright The Kubernetes Authors\n\n${kubernetes}\n`,
  ].join(rule);
}
