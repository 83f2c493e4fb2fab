/**
 * An esbuild plugin that leaves the texts of every rule out of a bundle. People read them in the hover, in the editor's
 * documentation pages and through `plimsoll explain`, all of which take them from the assets; a server that carried
 * them in its code would be several times the size and slower to start.
 */
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const rulesFolder = join(import.meta.dirname, '..', 'server', 'src', 'rules') + sep;

/** `RuleText` of server/src/core/rule.ts. */
const TEXTS = new Set(['summary', 'since', 'notes', 'lessons', 'docs']);

/** Bundles are built side by side from the same rules, so that each file is stripped once. */
const cache = new Map();
let typescript;

/** @returns {import('esbuild').Plugin} */
export function stripTexts() {
  return {
    name: 'strip-texts',
    setup(build) {
      build.onLoad({ filter: /[\\/]rules[\\/].*\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(rulesFolder)) return null;
        const text = await readFile(path, 'utf8');
        if (!text.includes('defineRule(')) return null;
        return { contents: await strippedOnce(path, text), loader: 'ts' };
      });
    },
  };
}

async function strippedOnce(path, text) {
  const known = cache.get(path);
  if (known?.text === text) return known.stripped;
  typescript ??= import('typescript');
  const { default: ts } = await typescript;
  const stripped = withoutTexts(ts, path, text);
  cache.set(path, { text, stripped });
  return stripped;
}

/** Cuts the texts out of the object that is given to `defineRule`; lines keep their numbers. */
export function withoutTexts(ts, path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const cuts = [];
  const visit = (node) => {
    if (isCallOf(ts, node, 'defineRule')) cuts.push(...textsOf(ts, file, node));
    else ts.forEachChild(node, visit);
  };
  visit(file);
  let result = text;
  for (const { start, end } of cuts.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + result.slice(start, end).replace(/[^\n]/g, '') + result.slice(end);
  }
  return result;
}

const isCallOf = (ts, node, name) =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;

/** Where the first argument's own texts stand, each with the comma behind it. */
function textsOf(ts, file, call) {
  const rule = call.arguments[0];
  if (!rule || !ts.isObjectLiteralExpression(rule)) return [];
  const { properties } = rule;
  return properties.flatMap((property, i) => {
    if (!property.name || !ts.isIdentifier(property.name) || !TEXTS.has(property.name.text)) return [];
    return [{ start: property.getStart(file), end: properties[i + 1]?.pos ?? properties.end }];
  });
}
