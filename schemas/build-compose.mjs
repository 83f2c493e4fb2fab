/**
 * Makes what the product knows about Compose files, out of the schema that dclint ships and the overlay beside this file:
 *
 * - compose.json: keys, types, enumerations, casts and formats; read when the first Compose file is opened
 * - compose-descriptions.json: the schema's texts, for hovers
 * - LICENSES-compose.txt
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyOverlay } from './compose-overlay.mjs';

const root = join(import.meta.dirname, '..');
const PACKAGE = 'dclint';

/** @param {string} folder where the assets go; it is made when it is not there */
export function buildComposeSchema(folder) {
  const schema = JSON.parse(packageFile('schemas/compose.schema.json'));
  applyOverlay(schema);
  const texts = {};
  const { definitions, ...top } = schema;
  const bundle = { root: compact(top, '', texts), definitions: {} };
  for (const [name, definition] of Object.entries(definitions)) {
    bundle.definitions[name] = compact(definition, name, texts);
  }
  mkdirSync(folder, { recursive: true });
  const put = (name, text) => writeFileSync(join(folder, name), text);
  put('compose.json', JSON.stringify(bundle));
  put('compose-descriptions.json', JSON.stringify(texts));
  put('LICENSES-compose.txt', licences());
}

const packageFile = (path) => readFileSync(join(root, 'node_modules', PACKAGE, path), 'utf8');

/** What the loader reads (languages/compose/schema/load.ts); everything else of JSON Schema is dropped. */
const KEPT = ['enum', 'pattern', 'minimum', 'maximum', 'required', 'cast', 'format', 'minItems', 'distinct'];

function compact(schema, id, texts) {
  if (schema.$ref) {
    if (schema.description) texts[id] = schema.description;
    return { ref: schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1) };
  }
  const made = {};
  if (schema.description) texts[id] = schema.description;
  if (schema.type) made.type = [schema.type].flat();
  for (const key of KEPT) if (schema[key] !== undefined) made[key] = schema[key];
  const below = (step) => (id === '' ? step : `${id}.${step}`);
  if (schema.properties) {
    made.fields = mapValues(schema.properties, (value, name) => compact(value, below(name), texts));
  }
  if (schema.patternProperties) {
    made.patterns = mapValues(schema.patternProperties, (value) => compact(value, below('*'), texts));
  }
  if (schema.additionalProperties === false) made.closed = true;
  else if (typeof schema.additionalProperties === 'object') {
    made.patterns = { ...made.patterns, '': compact(schema.additionalProperties, below('*'), texts) };
  }
  if (schema.items) made.items = compact(schema.items, below('[]'), texts);
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) made.branches = branches.map((branch) => compact(branch, id, texts));
  return made;
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

function licences() {
  const { version } = JSON.parse(packageFile('package.json'));
  return [
    'compose.json and compose-descriptions.json hold keys, types and descriptions of the Compose file format.\nThey were taken out of the work named below, completed and brought into another form.\n',
    `${PACKAGE} ${version}\n\n${packageFile('LICENSE').trim()}\n`,
  ].join(`\n${'-'.repeat(78)}\n\n`);
}
