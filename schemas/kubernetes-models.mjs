/**
 * Reads the npm packages kubernetes-models and @kubernetes-models/apimachinery (their `.d.ts` files and compiled validators) into plain
 * definitions. Nothing of them is run or imported: the packages want a newer Node than we do.
 *
 * A type is written as a string, whose first character says what it is:
 *
 *     s string   S base64 text   t date and time   b boolean   n number   i, i32, i64 integer
 *     q quantity   is integer or string   * anything
 *     =A|B one of these strings   [T list of T   {T map to T   #id a definition   <T;T any of these
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const PACKAGES = ['kubernetes-models', '@kubernetes-models/apimachinery'];

/** What the declarations leave open, as `{}`; written by hand after the JSON forms that the API server reads. */
const BY_HAND = {
  Quantity: 'q',
  IntOrString: 'is',
  Time: 't',
  MicroTime: 't',
  JSON: '*',
  FieldsV1: '*',
  Patch: '*',
  RawExtension: '*',
  CustomResourceSubresourceStatus: '*',
};

const SCHEMA_OR = {
  JSONSchemaPropsOrArray: (schema) => `<#${schema};[#${schema}`,
  JSONSchemaPropsOrBool: (schema) => `<b;#${schema}`,
  JSONSchemaPropsOrStringArray: (schema) => `<#${schema};[s`,
};

/** The one definition that refers to itself; its validator is compiled in another form than the others. */
const JSON_SCHEMA_NUMBERS = { maximum: 'n', minimum: 'n', multipleOf: 'n' };

/**
 * @param {string} modules the node_modules folder
 * @returns {{ definitions: Map<string, { text?: string, fields: Map<string, { type: string, required: boolean, text?: string }> }>, kinds: Map<string, string> }}
 */
export function readModels(modules) {
  const files = PACKAGES.flatMap((name) => declarationFiles(join(modules, name), ''));
  const parsed = files.map(parse);
  const typeNames = new Map(parsed.flatMap((file) => file.exported.map(([long]) => [long, file])));
  const definitions = new Map();
  const kinds = new Map();
  for (const file of parsed) {
    const known = byHand(file);
    if (known !== undefined) continue;
    const node = file.source.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && file.names.has(statement.name.text),
    );
    if (!node) throw new Error(`${file.id}: there is no interface in ${file.path}`);
    const definition = readInterface(node, { file, typeNames });
    definitions.set(file.id, definition.value);
    if (definition.gvk) kinds.set(definition.gvk, file.id);
  }
  return { definitions, kinds };
}

function declarationFiles(root, below) {
  if (!existsSync(root)) throw new Error(`${root} is missing: run npm install`);
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory())
      return ['node_modules', '_schemas'].includes(entry.name) ? [] : declarationFiles(root, path);
    return path.endsWith('.d.ts') && entry.name !== 'index.d.ts' ? [{ root, path }] : [];
  });
}

/** `apps/v1/DeploymentSpec.d.ts` is `apps/v1.DeploymentSpec`; `apis/meta/v1/ObjectMeta.d.ts` is `meta/v1.ObjectMeta`. */
function parse({ root, path }) {
  const parts = path.slice(0, -'.d.ts'.length).split('/');
  const name = parts.pop();
  if (parts[0] === 'apis') parts.shift();
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const exported = source.statements
    .filter(
      (statement) =>
        ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause),
    )
    .flatMap((statement) => statement.exportClause.elements)
    .filter((element) => element.propertyName)
    .map((element) => [element.name.text, element.propertyName.text]);
  return {
    id: `${parts.join('/')}.${name}`,
    name,
    root,
    path,
    source,
    exported,
    names: new Map(exported.map(([long, short]) => [short, long])),
  };
}

function byHand({ id, name }) {
  const of = SCHEMA_OR[name];
  return of ? of(id.replace(name, 'JSONSchemaProps')) : BY_HAND[name];
}

function readInterface(node, context) {
  const long = context.file.names.get(node.name.text);
  const facts = readValidator(join(context.file.root, '_schemas', `${long.slice(1)}.js`));
  const fields = new Map();
  const literals = {};
  for (const member of node.members) {
    if (!ts.isPropertySignature(member)) continue;
    const name = member.name.text;
    if (ts.isLiteralTypeNode(member.type)) literals[name] = member.type.literal.text;
    // An object inside another needs neither, and of the outermost one they are what the definition was found by.
    const typeMeta = name in literals && (name === 'apiVersion' || name === 'kind');
    const type = typeMeta ? 's' : typeOf(member.type, facts?.props.get(name), { ...context, field: name });
    fields.set(name, { type, required: !member.questionToken && !typeMeta, ...textOf(member) });
  }
  const isObject = node.heritageClauses?.some((clause) =>
    clause.types.some((type) => type.expression.getText() === 'TypeMeta'),
  );
  const gvk = isObject && literals.apiVersion && literals.kind ? `${literals.apiVersion}/${literals.kind}` : undefined;
  return { value: { fields, ...textOf(node) }, gvk };
}

function textOf(node) {
  const comment = node.jsDoc?.at(-1)?.comment;
  if (comment === undefined) return {};
  const text = (typeof comment === 'string' ? comment : comment.map((part) => part.text).join('')).trim();
  return text === '' ? {} : { text };
}

function typeOf(node, facts, context) {
  const kind = ts.SyntaxKind;
  switch (node.kind) {
    case kind.StringKeyword:
      return facts?.format === 'byte' ? 'S' : 's';
    case kind.BooleanKeyword:
      return 'b';
    case kind.NumberKeyword:
      return numberType(facts, context);
    case kind.AnyKeyword:
    case kind.UnknownKeyword:
      return '*';
    case kind.ObjectKeyword:
      return '{*';
    case kind.ParenthesizedType:
      return typeOf(node.type, facts, context);
    case kind.ArrayType:
      return `[${typeOf(node.elementType, facts?.items, context)}`;
    case kind.UnionType:
      return `=${node.types.map((type) => type.literal.text).join('|')}`;
    case kind.LiteralType:
      return `=${node.literal.text}`;
    case kind.TypeLiteral:
      return literalType(node, facts, context);
    case kind.TypeReference:
      return referenceType(node, facts, context);
    default:
      throw new Error(`${context.file.id}.${context.field}: a type that is not understood: ${node.getText()}`);
  }
}

function numberType(facts, { file, field }) {
  if (file.name === 'JSONSchemaProps') return JSON_SCHEMA_NUMBERS[field] ?? 'i64';
  if (facts?.type === 'number') return 'n';
  if (facts?.type !== 'integer') throw new Error(`${file.id}.${field}: integer or number? Its validator does not tell`);
  return { int32: 'i32', int64: 'i64' }[facts.format] ?? 'i';
}

function literalType(node, facts, context) {
  const index = node.members.find(ts.isIndexSignatureDeclaration);
  if (index) return `{${typeOf(index.type, facts?.items, context)}`;
  const names = node.members.map((member) => member.name.text);
  // The one nested object in all declarations: claim templates that may leave out apiVersion and kind.
  if (names.join() === 'apiVersion,kind,metadata,spec,status') {
    const spec = node.members[3].type.getText();
    const file = context.typeNames.get(spec);
    if (file?.name.endsWith('Spec')) return `#${file.id.slice(0, -'Spec'.length)}`;
  }
  throw new Error(`${context.file.id}.${context.field}: an object without a name: ${names.join(', ')}`);
}

function referenceType(node, facts, context) {
  const name = node.typeName.getText();
  if (name === 'Array') return `[${typeOf(node.typeArguments[0], facts?.items, context)}`;
  const file = context.file.names.has(name) ? context.file : context.typeNames.get(name);
  if (!file) throw new Error(`${context.file.id}.${context.field}: nothing exports ${name}`);
  return byHand(file) ?? `#${file.id}`;
}

/** Integers and formats, which the declarations do not have: from the text of the compiled validator. */
function readValidator(path) {
  if (!existsSync(path)) return undefined;
  const parts = readFileSync(path, 'utf8').split(/function (validate\d+)\(/);
  const bodies = new Map();
  for (let i = 1; i + 1 < parts.length; i += 2) bodies.set(parts[i], parts[i + 1]);
  const main = /export const validate=(validate\d+)/.exec(parts[0])?.[1];
  return factsOf(main, bodies, 0);
}

function factsOf(name, bodies, depth) {
  const body = bodies.get(name);
  if (body === undefined || depth > 4) return undefined;
  const props = new Map();
  for (const [, callee, plain, quoted] of body.matchAll(/(validate\d+)\(data(?:\.([\w$]+)|\["([^"]+)"\]),/g)) {
    props.set(plain ?? quoted, factsOf(callee, bodies, depth + 1));
  }
  const item = /(validate\d+)\(data\[(?:i0|key0)\],/.exec(body)?.[1];
  return {
    type: /keyword:"type",params:\{type:"(\w+)"\}/.exec(body)?.[1],
    format: /keyword:"format",params:\{format:"([\w-]+)"\}/.exec(body)?.[1],
    props,
    items: item === undefined ? undefined : factsOf(item, bodies, depth + 1),
  };
}
