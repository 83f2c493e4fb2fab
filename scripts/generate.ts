/** Writes everything that is derived from the rules; `--check` only tells whether something would change (exit status 1). */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROFILES } from '../server/src/core/config';
import type { DocumentedRule, OptionSchema } from '../server/src/core/rule';
import { makeLibrary, rulePage } from '../server/src/features/library';
import { pageText } from '../server/src/features/page';
import { DOCUMENTED_RULES } from '../server/src/rules/index.generated';
import { notesAsset } from './assets';

const checking = process.argv.includes('--check');
const changed: string[] = [];

function write(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  changed.push(path);
  if (checking) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function remove(path: string): void {
  changed.push(path);
  if (!checking) rmSync(path);
}

const SEVERITY = { enum: ['off', 'hint', 'information', 'warning', 'error', false] };

function optionSchema(schema: OptionSchema): object {
  const { description } = schema;
  switch (schema.type) {
    case 'strings':
      return { type: 'array', items: { type: 'string' }, description, default: schema.default };
    case 'integer':
      return {
        type: 'integer',
        description,
        default: schema.default,
        ...(schema.minimum === undefined ? {} : { minimum: schema.minimum }),
        ...(schema.maximum === undefined ? {} : { maximum: schema.maximum }),
      };
    case 'string':
      return { type: 'string', description, default: schema.default, ...(schema.enum ? { enum: schema.enum } : {}) };
    case 'boolean':
      return { type: 'boolean', description, default: schema.default };
  }
}

function ruleSchema(rule: DocumentedRule): object {
  const description = `${rule.summary}. (${rule.recommended ? `on, ${rule.severity}` : 'off by default'})`;
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return { description, $ref: '#/definitions/setting' };
  const properties = Object.fromEntries(options.map(([name, schema]) => [name, optionSchema(schema)]));
  return {
    description,
    anyOf: [
      SEVERITY,
      {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        items: [SEVERITY, { type: 'object', properties, additionalProperties: true }],
      },
    ],
  };
}

/** The schema that editors complete by, and that the product's validator is compiled from. */
function configurationSchema(): object {
  const rules = {
    type: 'object',
    description: 'Severity by rule, category or language; a list of severity and options for rules that take some.',
    properties: Object.fromEntries(DOCUMENTED_RULES.map((rule) => [rule.id, ruleSchema(rule)])),
    additionalProperties: { $ref: '#/definitions/setting' },
  };
  const strings = { type: 'array', items: { type: 'string' } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'plimsoll-configuration',
    title: 'Plimsoll configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'Profiles, or configuration files of this workspace (`./base.yaml`), whose settings come first.',
        anyOf: [{ type: 'string' }, strings],
      },
      profiles: { description: 'Which rules are on.', type: 'array', items: { enum: [...PROFILES] } },
      rules: { $ref: '#/definitions/rules' },
      overrides: {
        description: 'Settings for the files that a glob matches.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: { description: 'Globs, relative to this file.', anyOf: [{ type: 'string' }, strings] },
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
      ignore: { description: 'Globs of files that are left alone.', anyOf: [{ type: 'string' }, strings] },
      kubernetesVersion: {
        description: 'The Kubernetes version to judge manifests by.',
        type: 'string',
        pattern: '^1\\.[0-9]{1,3}$',
      },
    },
    definitions: {
      setting: {
        anyOf: [SEVERITY, { type: 'array', minItems: 1, maxItems: 2, items: [SEVERITY, { type: 'object' }] }],
      },
      rules,
    },
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function writeRulePages(): void {
  const library = makeLibrary({ notes: notesAsset(), rules: undefined, reference: undefined });
  const wanted = new Set<string>();
  for (const rule of DOCUMENTED_RULES) {
    const path = join('docs', 'rules', `${rule.id}.md`);
    wanted.add(path);
    write(
      path,
      `<!-- Generated from server/src/rules/${rule.id}.ts by \`npm run generate\`. -->\n\n${pageText(rule, rulePage(rule), library)}`,
    );
  }
  write(
    join('docs', 'rules', 'README.md'),
    `<!-- Generated by \`npm run generate\`. -->\n\n# Rules\n\n${ruleTable(DOCUMENTED_RULES, '')}\n`,
  );
  wanted.add(join('docs', 'rules', 'README.md'));
  for (const path of listFiles(join('docs', 'rules'))) if (!wanted.has(path)) remove(path);
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function ruleTable(rules: readonly DocumentedRule[], prefix: string): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${prefix}${rule.id}.md) | ${rule.summary} | ${rule.severity} | ${rule.recommended ? 'on' : ''} | ${rule.fixable === 'never' ? '' : 'fix'} |`,
  );
  return ['| rule | what it asks for | severity | default | repair |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** Replaces what stands between two marks of a file. */
function writeSection(path: string, name: string, text: string): void {
  if (!existsSync(path)) return;
  const old = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = old.indexOf(open);
  const to = old.indexOf(close);
  if (from < 0 || to < from) throw new Error(`${path} has no section ${name}`);
  write(path, `${old.slice(0, from + open.length)}\n${text}\n${old.slice(to)}`);
}

function writeSettings(): void {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const setting = manifest.contributes?.configuration?.properties?.['plimsoll.rules'];
  if (!setting) return;
  const severities = ['off', 'hint', 'information', 'warning', 'error'];
  setting.properties = Object.fromEntries(
    DOCUMENTED_RULES.map((rule) => [
      rule.id,
      { description: rule.summary, enum: severities, default: rule.recommended ? rule.severity : 'off' },
    ]),
  );
  write('package.json', json(manifest));
}

write('schemas/plimsoll.schema.json', json(configurationSchema()));
writeRulePages();
writeSection(
  'README.md',
  'rules',
  ruleTable(
    DOCUMENTED_RULES.filter((rule) => rule.recommended),
    'docs/rules/',
  ),
);
writeSettings();

if (checking && changed.length > 0) {
  console.error(`Out of date, run \`npm run generate\`:\n${changed.map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(changed.length === 0 ? 'Everything generated is up to date.' : `Wrote ${changed.join(', ')}`);
}
