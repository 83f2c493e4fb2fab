import type { Fix } from '../../core/finding';
import { MemoMap } from '../../core/memo';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { byText } from '../../languages/dockerfile/by-text';
import { isRecord, jsonObject } from '../../languages/dockerfile/ecosystems';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { addOption, callSpan, inJsonList, type PackageCall, packageCalls } from '../../languages/dockerfile/packages';
import { commandsOf, scriptsOf } from '../../languages/dockerfile/scripts';
import { isSystem } from '../../languages/dockerfile/stages/build-packages';
import { buildInOnlyStage, buildToolsOf, judgedImage } from '../../languages/dockerfile/stages/findings';
import {
  npmScripts,
  type Shipped,
  scriptCommands,
  scriptName,
  startOf,
} from '../../languages/dockerfile/stages/shipped';
import { webBuild } from '../../languages/dockerfile/stages/toolchains';
import { officialName } from '../../languages/image/reference';
import { removals, type ShellCommand } from '../../languages/shell';
import type { DockerfileFacts } from '../../project/facts';

export default defineRule({
  id: 'dockerfile/no-dev-dependencies',
  summary: 'Leave dependencies of development and tests out of the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    install: '`{{install}}` also installs what only development needs; add `{{option}}`',
    file: '`{{file}}` brings tools of development into the image; leave it out',
  },
  notes: ['dev-dependencies', 'package-managers'],
  lessons: ['D32'],
  docs: {
    why: 'Test runners, linters and compilers that the program never calls make the image larger, and each of them may be the next one with a hole.',
    instead:
      'Install for production in the stage that ships. Where a build needs the rest, let it run in a stage of its own and copy the result.',
    invalid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
        fixed:
          'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nENV NODE_ENV=production\nRUN npm ci\nCMD ["node", "server.js"]\n' },
      { code: 'FROM composer:2\nRUN composer install --no-dev\nCMD ["php", "index.php"]\n' },
    ],
    fixSafety: 'A package that the program needs and that is listed as one of development is missing then.',
    exceptions: 'Images that are meant to develop or to test in.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
      'https://docs.npmjs.com/cli/commands/npm-ci#omit',
      'https://getcomposer.org/doc/03-cli.md#install-i',
    ],
  },
  check: (ctx) => ({
    End() {
      const shipped = judgedImage(ctx.doc, ctx.facts);
      if (!shipped || officialName(shipped.image) === undefined) return;
      if (!shipped.instructions.some((i) => i.kind === 'Run' && mayBringDevelopment(ctx.doc, i))) return;
      const calls = shipped.instructions.flatMap((i) =>
        i.kind === 'Run' && usesLanguagePackages(ctx.doc, i) ? packageCalls(ctx.doc, i) : [],
      );
      let startsSo: boolean | undefined;
      for (const [index, call] of calls.entries()) {
        const file = developmentFile(call);
        if (file) ctx.report({ message: 'file', span: file.span, data: { file: file.name } });
        const ways = call.command.conditional || index >= MAX_CALLS ? undefined : WAYS.get(call.manager);
        if (!ways || !isPlainInstall(call, ways) || isForProduction(ctx.doc, shipped, call, ways)) continue;
        if (!mayHaveAny(ctx.doc, ctx.facts, call) || isUndone(ctx.doc, shipped, calls, call, ways)) continue;
        const build = laterBuild(ctx.doc, shipped, call);
        // The advice to build in another stage says it all.
        if (build && (buildToolsOf(ctx.doc, ctx.facts) || buildInOnlyStage(ctx.doc, shipped))) continue;
        startsSo ??= startsWithOne(ctx.doc, ctx.facts, shipped);
        if (startsSo) continue;
        const option = optionFor(shipped, call, ways);
        ctx.report({
          message: 'install',
          span: callSpan(ctx.doc, call),
          data: { install: [call.manager, call.subcommand].filter(Boolean).join(' '), option },
          ...repair(ctx.facts, call, option, build),
        });
      }
    },
  }),
});

/** Packages of the system are never of development alone. */
const usesLanguagePackages = byText((doc, run) => packageCalls(doc, run).some((call) => !isSystem(call)));

/** Whether a RUN alone looks like a finding, before the rest of the file is asked. */
const mayBringDevelopment = byText((doc, run) =>
  packageCalls(doc, run).some((call) => {
    const ways = WAYS.get(call.manager);
    return developmentFile(call) !== undefined || (ways && isPlainInstall(call, ways) && !call.has(...ways.options));
  }),
);

/** Each call is compared with all others. */
const MAX_CALLS = 200;

interface Ways {
  readonly subcommands: RegExp;
  /** Options that say what is installed, for production or for all. */
  readonly options: readonly string[];
  readonly option: string;
  /** Variables that say the same, and the values that do not. */
  readonly variables: readonly string[];
}

const NODE_VARIABLES = [
  'NODE_ENV',
  'NPM_CONFIG_PRODUCTION',
  'NPM_CONFIG_OMIT',
  'npm_config_production',
  'npm_config_omit',
];

const WAYS: ReadonlyMap<string, Ways> = new Map([
  [
    'npm',
    {
      subcommands: /^(?:install|i|ci|clean-install|add)$/,
      options: ['--omit', '--production', '--only', '--include', '--prod', '-D'],
      option: '--omit=dev',
      variables: NODE_VARIABLES,
    },
  ],
  [
    'yarn',
    {
      subcommands: /^(?:|install)$/,
      options: ['--production', '--prod', '--mode'],
      option: '--production',
      variables: [...NODE_VARIABLES, 'YARN_PRODUCTION'],
    },
  ],
  [
    'pnpm',
    {
      subcommands: /^(?:install|i)$/,
      options: ['--prod', '-P', '--production', '--dev', '-D'],
      option: '--prod',
      variables: NODE_VARIABLES,
    },
  ],
  [
    'composer',
    {
      subcommands: /^(?:install|i)$/,
      options: ['--no-dev', '--dev', '--dry-run'],
      option: '--no-dev',
      variables: ['COMPOSER_NO_DEV'],
    },
  ],
  [
    'poetry',
    {
      subcommands: /^(?:install|sync)$/,
      options: ['--only', '--without', '--no-dev', '--with', '--only-root', '--all-groups'],
      option: '--only main',
      variables: ['POETRY_WITHOUT', 'POETRY_ONLY'],
    },
  ],
  [
    'bundle',
    {
      subcommands: /^(?:|install)$/,
      options: ['--without', '--with', '--local'],
      option: 'bundle config set without "development test"',
      variables: ['BUNDLE_WITHOUT', 'BUNDLE_ONLY'],
    },
  ],
  [
    'uv',
    {
      subcommands: /^sync$/,
      options: ['--no-dev', '--dev', '--only-group', '--no-group', '--group', '--no-default-groups', '--all-groups'],
      option: '--no-dev',
      variables: ['UV_NO_DEV', 'UV_NO_DEFAULT_GROUPS', 'UV_NO_GROUP'],
    },
  ],
]);

const isPlainInstall = (call: PackageCall, { subcommands }: Ways): boolean =>
  subcommands.test(call.subcommand) &&
  call.fromManifest &&
  !call.hasUnknownWords &&
  !call.has('-g', '--global', '--help', '--version') &&
  call.node.site.form !== undefined;

/** It is said what to install: by an option, by a variable, or by a setting before it. */
function isForProduction(
  doc: DockerfileDocument,
  shipped: Shipped,
  call: PackageCall,
  { options, variables }: Ways,
): boolean {
  if (call.has(...options)) return true;
  const { command, node } = call;
  const words = command.wrappers.flatMap(({ args }) =>
    args.map(({ literalPrefix }) => literalPrefix.split('=')[0] ?? ''),
  );
  const set = [...command.assignments.map(({ name }) => name), ...words];
  for (const earlier of node.site.script.commands) {
    if (earlier.span.start >= command.span.start) break;
    set.push(...(earlier.words.length === 0 ? earlier.assignments : earlier.declarations).map(({ name }) => name));
    if (earlier.program === '.' || earlier.program === 'source') return true;
  }
  if (set.some((name) => variables.includes(name))) return true;
  if (isConfigured(doc, shipped, call)) return true;
  return variables.some((name) => {
    const found = doc.resolve(name, node.instruction);
    if (found.kind === 'undeclared') return false;
    // `NODE_ENV=development` is as good as nothing; a variable without a known value may say anything.
    return name !== 'NODE_ENV' || found.value === undefined || found.value === 'production';
  });
}

/** `bundle config set without …`, `npm config set omit dev`, `poetry config …` in this RUN or one above. */
const isConfigured = (doc: DockerfileDocument, shipped: Shipped, { manager, node }: PackageCall): boolean =>
  configurations(doc, shipped).some(
    ({ run, managers }) => run.index <= node.instruction.index && managers.includes(manager),
  );

interface Configuration {
  readonly run: Instruction;
  readonly managers: readonly string[];
}

const CONFIGURATIONS = new MemoMap<Shipped, readonly Configuration[]>();

function configurations(doc: DockerfileDocument, shipped: Shipped): readonly Configuration[] {
  const known = CONFIGURATIONS.get(shipped);
  if (known) return known;
  const found = shipped.instructions
    .filter(({ kind }) => kind === 'Run')
    .map((run) => ({ run, managers: configuredManagers(doc, run) }))
    .filter(({ managers }) => managers.length > 0);
  CONFIGURATIONS.set(shipped, found);
  return found;
}

/** The managers that a RUN configures to leave something out. */
const configuredManagers = byText((doc, run) =>
  packageCalls(doc, run)
    .filter(
      ({ subcommand, command }) =>
        subcommand.startsWith('config') && command.words.some((word) => /without|omit|production|only/.test(word.raw)),
    )
    .map(({ manager }) => manager),
);

/** The project's manifest, where it can be read, lists some. */
function mayHaveAny(doc: DockerfileDocument, facts: DockerfileFacts, call: PackageCall): boolean {
  const read = (name: string): string | undefined => facts.context?.files.text(name) ?? undefined;
  if (call.family === 'node') {
    const manifest = jsonObject(read('package.json'));
    return !manifest || manifest['workspaces'] !== undefined || hasEntries(manifest['devDependencies']);
  }
  if (call.manager === 'composer') {
    const manifest = jsonObject(read('composer.json'));
    return !manifest || hasEntries(manifest['require-dev']);
  }
  if (call.manager === 'bundle') {
    const gemfile = read('Gemfile');
    return gemfile === undefined ? doc.os === 'linux' : /\b(?:development|test)\b/.test(gemfile);
  }
  const project = read('pyproject.toml');
  return project === undefined || /dependency-groups|\.group\.|dev-dependencies/.test(project);
}

const hasEntries = (value: unknown): boolean => isRecord(value) && Object.keys(value).length > 0;

/** Something later in the image takes them away again, or brings the packages from another stage. */
function isUndone(
  doc: DockerfileDocument,
  shipped: Shipped,
  calls: readonly PackageCall[],
  call: PackageCall,
  ways: Ways,
): boolean {
  const isLater = (other: PackageCall): boolean => other.command.span.start > call.command.span.start;
  if (calls.some((other) => isLater(other) && other.family === call.family && other.subcommand.includes('prune')))
    return true;
  if (calls.some((other) => isLater(other) && other.manager === call.manager && other.has(...ways.options)))
    return true;
  return lastRemoval(doc, shipped) > call.command.span.start;
}

const REMOVALS = new MemoMap<Shipped, number>();

/** The end of the last instruction that deletes installed packages or brings others; -1 when there is none. */
function lastRemoval(doc: DockerfileDocument, shipped: Shipped): number {
  const known = REMOVALS.get(shipped);
  if (known !== undefined) return known;
  const found = shipped.instructions.filter((instruction) => {
    if (instruction.kind === 'Copy') return /node_modules|vendor|\.venv|site-packages/.test(instruction.bodyText);
    return instruction.kind === 'Run' && removesPackages(doc, instruction);
  });
  const end = found.at(-1)?.span.end ?? -1;
  REMOVALS.set(shipped, end);
  return end;
}

const removesPackages = byText((doc, run) =>
  scriptsOf(doc, run).some(({ script }) =>
    removals(script).some(({ path }) => /node_modules|vendor|\.venv/.test(path)),
  ),
);

interface BuildStep {
  readonly start: number;
  readonly name: string;
}

const STEPS = new MemoMap<Shipped, Map<string, readonly BuildStep[]>>();

/** The steps of an image that may need development packages, in order; found once for each kind of package manager. */
function buildSteps(doc: DockerfileDocument, shipped: Shipped, call: PackageCall): readonly BuildStep[] {
  const byFamily = STEPS.get(shipped) ?? new Map<string, readonly BuildStep[]>();
  STEPS.set(shipped, byFamily);
  const known = byFamily.get(call.family);
  if (known) return known;
  const steps = shipped.instructions.flatMap((run) =>
    run.kind === 'Run' && buildsSomething(doc, run) ? stepsIn(doc, run, call.family) : [],
  );
  byFamily.set(call.family, steps);
  return steps;
}

const stepsIn = (doc: DockerfileDocument, run: Instruction, family: string): BuildStep[] =>
  commandsOf(doc, run).flatMap(({ command }) => {
    const name = webBuild(command) ?? buildName(family, command);
    return name === undefined ? [] : [{ start: command.span.start, name }];
  });

const buildsSomething = byText((doc, run) => stepsIn(doc, run, 'node').length > 0 || stepsIn(doc, run, '').length > 0);

/** A step behind the installation that may need what it brings. */
const laterBuild = (doc: DockerfileDocument, shipped: Shipped, call: PackageCall): string | undefined =>
  buildSteps(doc, shipped, call).find((step) => step.start > call.command.span.start)?.name;

/** `npm run build`, `npx tsc`, `bundle exec rake`, `composer test`. */
function buildName(family: string, command: ShellCommand): string | undefined {
  const [first, second] = command.args.map((word) => word.value ?? '');
  const text = [command.program, first, second].filter(Boolean).join(' ');
  if (family === 'node')
    return /^(?:npx|bunx|pnpx|make|tsc|webpack|vite|gulp|grunt|nx|turbo)\b|^(?:npm|yarn|pnpm) (?:run|run-script|exec|dlx|build|test|rebuild|[\w:-]*build[\w:-]*)\b|^node_modules\//.test(
      text,
    )
      ? text
      : undefined;
  return /^(?:poetry run|uv run|bundle exec|rake|rails|composer (?:run|run-script|test|build)|make|pytest)\b/.test(text)
    ? text
    : undefined;
}

/** What the container starts is itself listed as a dependency of development. */
function startsWithOne(doc: DockerfileDocument, facts: DockerfileFacts, shipped: Shipped): boolean {
  const manifest = jsonObject(facts.context?.files.text('package.json') ?? undefined);
  const development = manifest?.['devDependencies'];
  const scripts = npmScripts(facts);
  const programs = startOf(doc, shipped.last).commands.flatMap((command) => {
    const script = scriptName(command);
    const inner = script === undefined ? [] : scriptCommands(scripts, script);
    return [command, ...inner].flatMap(({ program, args }) => [program, ...args.map(({ value }) => value)]);
  });
  return programs.some((name) => {
    if (name === undefined) return false;
    if (/^(?:ts-node|tsx|babel-node|nodemon|ts-node-dev)$/.test(name)) return true;
    return isRecord(development) && name in development;
  });
}

/** npm learnt `--omit` in version 7, which came with Node.js 16. */
function optionFor({ image }: Shipped, { manager }: PackageCall, { option }: Ways): string {
  const major = Number(/^(\d+)/.exec(image.tag ?? '')?.[1] ?? 99);
  return manager === 'npm' && officialName(image) === 'node' && major < 16 ? '--production' : option;
}

type Repair = { readonly fixes: readonly Fix[] } | { readonly noFix: string };

function repair(facts: DockerfileFacts, call: PackageCall, option: string, build: string | undefined): Repair {
  if (build !== undefined) return { noFix: `\`${build}\` in the same image may need them; build in another stage` };
  if (call.manager === 'yarn' && isBerry(facts)) return { noFix: 'Yarn 2 and later need `yarn workspaces focus`' };
  if (call.manager === 'bundle') return bundleRepair(call);
  const edits = () => [addOption(call.node, call.flagInsertAt, option)];
  // Two words are no single string of a JSON list.
  if (option.includes(' ') && inJsonList(call.node)) return { fixes: [] };
  return { fixes: [{ title: `Add ${option}`, safety: 'unsafe', edits }] };
}

const isBerry = (facts: DockerfileFacts): boolean =>
  facts.context?.kind('.yarnrc.yml') === 'file' || /^__metadata:/m.test(facts.context?.files.text('yarn.lock') ?? '');

function bundleRepair({ node, command }: PackageCall): Repair {
  if (node.site.form === 'exec' || command.wrappers.length > 0) return { fixes: [] };
  const at = command.span.start;
  const text = "bundle config set --local without 'development test' && ";
  const title = 'Leave out the groups development and test';
  return { fixes: [{ title, safety: 'unsafe', edits: () => [{ span: { start: at, end: at }, text }] }] };
}

const DEVELOPMENT_FILE =
  /(?:^|[/_.-])(?:dev|devel|development|tests?|testing|lint|linting|ci)(?:[-_]requirements)?\.(?:txt|in)$|(?:^|[/])(?:dev|test|testing)-requirements\.(?:txt|in)$/;

/** A list of Python packages whose name says that it is for development. */
function developmentFile(call: PackageCall): { readonly span: Span; readonly name: string } | undefined {
  if (call.family !== 'python' || call.action !== 'install' || call.command.conditional) return undefined;
  for (const word of call.files) {
    const name = word.value;
    if (name !== undefined && DEVELOPMENT_FILE.test(name.replace(/^-r|^--requirement=/, '')))
      return { span: word.span, name: name.replace(/^-r|^--requirement=/, '') };
  }
  return undefined;
}
