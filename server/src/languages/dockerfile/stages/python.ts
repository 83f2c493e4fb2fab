import type { Edit } from '../../../core/finding';
import { officialName } from '../../image/reference';
import { type PackageCommand, packageCommand } from '../../shell';
import { resolveWord } from '../directories';
import { INSTALLER_PACKAGES } from '../ecosystems';
import type { Instruction, RunInstruction } from '../nodes';
import { scriptsOf } from '../scripts';
import { isBuildPackage, runtimePackages } from './build-packages';
import {
  buildsElsewhere,
  commonPlacement,
  lineOf,
  type Placement,
  placeIndexUpdates,
  type RunStep,
  type Split,
  type SplitSite,
  shown,
  stepsOf,
  toolReason,
  userAt,
} from './plan';

type Problem = { readonly reason: string };

const VENV = '/opt/venv';

/** Splits a file of one stage that installs packages with pip and starts a Python program. */
export function splitPython(site: SplitSite): Split {
  const { doc, stage } = site;
  if (/^2(?:$|[.-])/.test(site.shipped.image.tag ?? ''))
    return { reason: 'Python 2 makes no virtual environments by itself' };
  if (buildsElsewhere(site))
    return { reason: 'packages that are built for `$BUILDPLATFORM` may not run on another platform' };
  const split = findInstall(site);
  if ('reason' in split) return split;
  const { splitAfter, firstPip } = split;
  const tools = toolReason(site.start) ?? startProblem(site);
  if (tools) return { reason: tools };
  const placements = new Map<Instruction, Placement>();
  const rewritten = new Map<Instruction, string>();
  const buildEdits: Edit[] = [];
  const below = belowProblem(site, splitAfter);
  if (below) return { reason: below };
  const accounts = stage.instructions.some((i) => i.index < splitAfter.index && needsUser(site, i));
  for (const instruction of stage.instructions) {
    if (instruction.index > splitAfter.index) break;
    const placement = placementOf(site, instruction, accounts, rewritten);
    if (typeof placement === 'object') return placement;
    placements.set(instruction, placement);
  }
  placeIndexUpdates(site, splitAfter, placements);
  const usersLeave = !stage.instructions.some(
    (i) => i.kind === 'Run' && placements.get(i) === 'both' && makesUsers(site, i),
  );
  if (usersLeave) buildEdits.push(...ownersLeftOut(site, splitAfter, placements));
  const path = `${doc.keyword('ENV', stage.from)} PATH=${VENV}/bin:$PATH`;
  return {
    plans: [
      {
        title: 'Split into a build stage and a runtime stage (virtual environment in /opt/venv)',
        image: stage.from.image?.raw ?? '',
        splitAfter,
        placements,
        rewritten,
        inserted: {
          before: firstPip,
          lines: [`${doc.keyword('RUN', stage.from)} python -m venv ${VENV}`, path],
        },
        buildEnd: [],
        buildEdits,
        copies: (name) => [`${doc.keyword('COPY', stage.from)} --from=${name} ${VENV} ${VENV}`, path],
        note: 'Runs without the build tools',
      },
    ],
  };
}

/** Runs as a user of the file, or gives one a file: the build stage needs to know it. */
function needsUser({ doc }: SplitSite, instruction: Instruction): boolean {
  if (instruction.kind === 'User') return !/^(?:root|0)(?::|$)/.test(instruction.value?.literal ?? '');
  if (instruction.kind !== 'Run') return false;
  return (stepsOf(doc, instruction) ?? []).some(({ command }) =>
    /^(?:chown|chgrp|install)$/.test(command.program ?? ''),
  );
}

const COMPILES = /^(?:make|cmake|gcc|g\+\+|cc|c\+\+|cython|cargo|rustc|meson|ninja)$/;

/** A line below the installs that compiles, or may. */
function belowProblem({ doc, stage }: SplitSite, splitAfter: Instruction): string | undefined {
  for (const run of stage.instructions) {
    if (run.kind !== 'Run' || run.index <= splitAfter.index) continue;
    const steps = stepsOf(doc, run);
    if (!steps) return `the RUN in line ${lineOf(run)} cannot be read`;
    const odd = steps.find(({ command, step }) => {
      if (step === 'folders' || /^(?:sed|cp|mv|ln|dos2unix)$/.test(command.program ?? '')) return false;
      const words = command.words.map((word) => word.value ?? '');
      return (
        COMPILES.test(command.program ?? '') ||
        words.some((word) => /(?:^|\/)setup\.py$|\.(?:sh|bash)$/.test(word)) ||
        (words[1] === '-m' && words[2] === 'build')
      );
    });
    if (odd) return `\`${shown(doc, odd.command)}\` in line ${lineOf(run)} may need what stays behind`;
  }
  return undefined;
}

/** The last install of pip, and the line above which the environment is made. */
function findInstall(site: SplitSite): { splitAfter: RunInstruction; firstPip: Instruction } | Problem {
  const { doc, stage } = site;
  let splitAfter: RunInstruction | undefined;
  let firstPip: Instruction | undefined;
  for (const run of stage.instructions) {
    if (run.kind !== 'Run') continue;
    const steps = stepsOf(doc, run);
    if (!steps) {
      if (splitAfter === undefined) return { reason: `the RUN in line ${lineOf(run)} cannot be read` };
      continue;
    }
    const installs = steps.filter(({ call }) => call?.family === 'python' && call.action === 'install');
    for (const step of installs) {
      const problem = pipProblem(site, run, step);
      if (problem) return { reason: problem };
    }
    if (steps.some(({ call }) => call?.family === 'conda'))
      return { reason: 'conda installs outside a virtual environment' };
    if (
      steps.some(({ command }) =>
        isVenv(
          command.args.map((word) => word.value ?? ''),
          command.program,
        ),
      )
    )
      return { reason: 'the file makes a virtual environment already' };
    if (installs.length === 0) continue;
    if (steps.some(({ step, call }) => step === 'system' && call?.action === 'install'))
      return { reason: `system packages and \`pip install\` share the RUN in line ${lineOf(run)}` };
    splitAfter = run;
    firstPip ??= run;
  }
  if (!splitAfter || !firstPip) return { reason: 'no `pip install` was found to take over' };
  const environment = stage.instructions.find(
    (i) =>
      i.kind === 'Env' &&
      i.pairs.some(({ key }) =>
        /^(?:VIRTUAL_ENV|PIP_TARGET|PIP_USER|PIP_PREFIX|PYTHONUSERBASE|PYTHONHOME)$/.test(key.raw),
      ),
  );
  if (environment) return { reason: `the ENV in line ${lineOf(environment)} says where packages go` };
  if (doc.source.text.includes('site-packages'))
    return { reason: 'the file names `site-packages`, which would lie elsewhere' };
  if (doc.source.text.includes(VENV)) return { reason: `the file uses \`${VENV}\` already` };
  const { index } = firstPip;
  // Above what is copied, so that a change of it does not make the environment anew.
  const manifest = stage.instructions.find((i) => i.index < index && (i.kind === 'Copy' || i.kind === 'Add'));
  return { splitAfter, firstPip: manifest ?? firstPip };
}

const isVenv = (words: readonly string[], program: string | undefined): boolean =>
  program === 'virtualenv' || (words[0] === '-m' && /^(?:venv|virtualenv)$/.test(words[1] ?? ''));

function pipProblem(site: SplitSite, run: RunInstruction, { command, call }: RunStep): string | undefined {
  const text = shown(site.doc, command);
  if (call?.manager === 'pip' && isInstallerUpgrade(call)) return undefined;
  if (call?.manager !== 'pip') return 'only npm, pip and Go builds are split for you so far';
  if (call.has('--user', '--target', '-t', '--prefix', '--root')) return `\`${text}\` says where the packages go`;
  if (call.hasUnknownWords || call.packages.some((item) => item.unresolved)) return `\`${text}\` holds a variable`;
  const local = call.packages.find((item) => item.local && !/^(?:https?|git\+|hg\+|svn\+)/i.test(item.name));
  if (local) return `\`${text}\` installs what comes with the sources`;
  if (command.programWord?.value?.includes('/')) return `\`${text}\` names the Python that it installs for`;
  const user = userAt(site.doc, run);
  if (user) return `\`${text}\` runs as \`${user}\`, and not into the system`;
  return command.wrappers.length > 0 ? `\`${text}\` cannot be read` : undefined;
}

/** Newer installers in the system's own Python: the environment brings its own. */
const isInstallerUpgrade = (call: PackageCommand): boolean =>
  call.files.length === 0 &&
  call.packages.length > 0 &&
  call.packages.every((item) => INSTALLER_PACKAGES.has(item.name.toLowerCase()));

const SUPERVISORS = /(?:^|\/)(?:supervisord|s6-svscan|runsvdir|circusd|honcho|init|crond?)$/;

/** A program that the environment's PATH does not lead to, or that makes something in turn. */
function startProblem(site: SplitSite): string | undefined {
  const checks = site.stage.instructions.filter((i) => i.kind === 'Healthcheck');
  const commands = [
    ...site.start.commands,
    ...checks.flatMap((i) => scriptsOf(site.doc, i).flatMap((item) => item.script.commands)),
  ];
  for (const command of commands) {
    const word = command.words[0]?.value;
    if (word === undefined) return 'what the container starts cannot be read';
    if (/^\/usr\/(?:local\/)?bin\/(?!env$|tini$|dumb-init$|supervisord$)/.test(word) && !/\/(?:ba|da)?sh$/.test(word))
      return `the container starts \`${word}\`, which is not in the virtual environment`;
    const supervisor = command.words.map((item) => item.value ?? '').find((text) => SUPERVISORS.test(text));
    if (supervisor !== undefined) return `the container starts \`${supervisor}\`, whose programs are not known`;
    const script = command.words.map((item) => item.value ?? '').find((text) => /\.(?:sh|bash)$/.test(text));
    const problem = script === undefined ? undefined : scriptProblem(site, script);
    if (problem) return problem;
  }
  return undefined;
}

/** A script that starts the program may need the tools. */
function scriptProblem(site: SplitSite, path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { context } = site.facts;
  const source = site.stage.instructions
    .flatMap((i) => (i.kind === 'Copy' || i.kind === 'Add' ? i.sources.map((word) => site.doc.valueOf(word, i)) : []))
    .find((text) => text?.split('/').pop() === name);
  const text = context?.files.text(source ?? path.replace(/^\.?\/+(?:[\w.-]+\/)*/, '')) ?? undefined;
  if (text === undefined) return `the container starts \`${path}\`, which cannot be read`;
  const tool = /(?:^|[\s;&|])(gcc|g\+\+|make|cc|pip3? install|\/usr\/local\/bin\/\w+)(?=[\s;&|]|$)/m.exec(text)?.[1];
  return tool && `\`${path}\`, which the container starts, runs \`${tool}\``;
}

function placementOf(
  site: SplitSite,
  instruction: Instruction,
  usersNeeded: boolean,
  rewritten: Map<Instruction, string>,
): Placement | Problem {
  switch (instruction.kind) {
    case 'Run':
      return placeRun(site, instruction, usersNeeded, rewritten);
    case 'Copy':
    case 'Add':
      return isManifestCopy(site, instruction) ? 'build' : 'both';
    case 'Env':
      return instruction.pairs.every(({ key }) => /^(?:PIP_|UV_)/.test(key.raw)) ? 'build' : 'both';
    default: {
      const placement = commonPlacement(instruction);
      return placement ?? { reason: `line ${lineOf(instruction)} cannot be placed` };
    }
  }
}

/** Only what pip reads: requirements and its settings. */
function isManifestCopy({ doc }: SplitSite, instruction: Instruction): boolean {
  if (instruction.kind !== 'Copy' && instruction.kind !== 'Add') return false;
  if (instruction.flags.some((f) => f.name === 'from') || instruction.heredocs.length > 0) return false;
  if (!instruction.destination || resolveWord(doc, instruction, instruction.destination) === undefined) return false;
  return instruction.sources.every((word) =>
    /^(?:\.?\/)?(?:[\w.-]+\/)*(?:(?:[\w.-]*-)?(?:requirements|constraints)[\w.*-]*(?:\.(?:txt|in|lock))?\/?|requirements\/[\w.*-]+|pip\.conf|[\w.-]+-requirements\.txt)$/.test(
      doc.valueOf(word, instruction) ?? '',
    ),
  );
}

const makesUsers = ({ doc }: SplitSite, run: RunInstruction): boolean =>
  (stepsOf(doc, run) ?? []).some(({ step }) => step === 'accounts');

function placeRun(
  site: SplitSite,
  run: RunInstruction,
  usersNeeded: boolean,
  rewritten: Map<Instruction, string>,
): Placement | Problem {
  const steps = stepsOf(site.doc, run);
  if (!steps) return { reason: `the RUN in line ${lineOf(run)} cannot be read` };
  if (steps.some(({ call }) => call?.family === 'python')) {
    const odd = steps.find(({ step, call }) => !(call?.family === 'python' || step === 'neutral' || step === 'system'));
    return odd
      ? { reason: `\`${shown(site.doc, odd.command)}\` in line ${lineOf(run)} may be needed by either stage` }
      : 'build';
  }
  const odd = steps.find(({ step }) => step === 'other' || step === 'manager');
  if (odd)
    return { reason: `\`${shown(site.doc, odd.command)}\` in line ${lineOf(run)} may be needed by either stage` };
  if (steps.some(({ step }) => step === 'system')) return placeSystem(site, run, steps, rewritten);
  const accounts = steps.some(({ step }) => step === 'accounts');
  return accounts && !usersNeeded && steps.every(({ step }) => step !== 'folders') ? 'last' : 'both';
}

/** System packages: all of them for the build, what runs without the tools for the last stage. */
function placeSystem(
  site: SplitSite,
  run: RunInstruction,
  steps: readonly RunStep[],
  rewritten: Map<Instruction, string>,
): Placement | Problem {
  const { shipped } = site;
  const others = steps.some(({ step }) => step === 'accounts' || step === 'folders');
  const cuts: { start: number; end: number; text: string }[] = [];
  let kept = 0;
  for (const { call } of steps) {
    if (call?.action !== 'install') continue;
    if (call.hasUnknownWords) return { reason: `the packages in line ${lineOf(run)} are named by a variable` };
    if (call.family !== 'apt' && call.family !== 'apk')
      return { reason: `the run-time packages of \`${call.manager}\` are not known` };
    if (call.option('--virtual', '-t')) return { reason: `the packages in line ${lineOf(run)} are a virtual group` };
    const names = new Set(call.packages.map((item) => item.name));
    const added = new Set<string>();
    for (const item of call.packages) {
      if (!isBuildPackage(item.name)) {
        kept++;
        continue;
      }
      const partners = runtimePackages(item.name, shipped);
      if (!partners) return { reason: `what \`${item.name}\` leaves to run with is not known` };
      const wanted = partners.filter((name) => !names.has(name) && !added.has(name));
      for (const name of wanted) added.add(name);
      kept += wanted.length;
      cuts.push({ ...item.word.span, text: wanted.join(' ') });
    }
  }
  if (cuts.length === 0) return 'both';
  const removesNames = steps.some(({ call }) => call?.action === 'remove');
  if (removesNames) return { reason: `the RUN in line ${lineOf(run)} installs packages and takes some away` };
  if (kept === 0 && !others) return 'build';
  if (kept === 0) return { reason: `line ${lineOf(run)} makes users or folders beside the packages of the build` };
  rewritten.set(run, withoutWords(site, run, cuts));
  return 'both';
}

/** The text of a RUN with words replaced; a word that goes takes its blanks along, or its line where it stands alone. */
function withoutWords(
  site: SplitSite,
  run: RunInstruction,
  cuts: readonly { start: number; end: number; text: string }[],
): string {
  const { text, lineStarts } = site.doc.source;
  const begin = lineStarts[run.raw.firstLine] ?? run.span.start;
  let out = text.slice(begin, run.span.end).replace(/^\ufeff/, '');
  const shift = run.span.end - out.length;
  for (const cut of [...cuts].sort((a, b) => b.start - a.start)) {
    const start = cut.start - shift;
    const end = cut.end - shift;
    if (cut.text !== '') {
      out = out.slice(0, start) + cut.text + out.slice(end);
      continue;
    }
    out = removeWord(out, start, end, site.doc.escape);
  }
  return out.replace(/\r\n/g, '\n');
}

function removeWord(text: string, start: number, end: number, escape: string): string {
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const lineBegins = start - before === 0 || text[start - before - 1] === '\n';
  if (!lineBegins) return text.slice(0, start - before) + text.slice(end);
  const rest = text.slice(end, text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end) + 1);
  if (rest.trim() === escape) return text.slice(0, start - before) + text.slice(end + rest.length);
  if (rest.trim() !== '') return text.slice(0, start) + text.slice(end + (/^[ \t]*/.exec(rest)?.[0].length ?? 0));
  // The last line: the one above no longer continues.
  const above = text.slice(0, start - before).trimEnd();
  return (above.endsWith(escape) ? above.slice(0, -1).trimEnd() : above) + text.slice(end);
}

/** The build stage does not know the users that are made in the last one. */
function ownersLeftOut(
  site: SplitSite,
  splitAfter: Instruction,
  placements: ReadonlyMap<Instruction, Placement>,
): Edit[] {
  const { text } = site.doc.source;
  const makes = site.stage.instructions.some(
    (i) => i.kind === 'Run' && placements.get(i) === 'last' && makesUsers(site, i),
  );
  if (!makes) return [];
  return site.stage.instructions.flatMap((i) => {
    if ((i.kind !== 'Copy' && i.kind !== 'Add') || i.index > splitAfter.index) return [];
    const owner = i.flags.find((f) => f.name === 'chown');
    if (!owner || /^\d/.test(owner.value?.raw ?? '')) return [];
    const blanks = /^[ \t]*/.exec(text.slice(owner.span.end))?.[0].length ?? 0;
    return [
      {
        span: { start: owner.span.start, end: owner.span.end + blanks },
        text: '',
        note: 'The user is made in the runtime stage',
      },
    ];
  });
}

/** Whether pip installs something in this file, on Python's own image. */
export const isPipProject = (site: SplitSite): boolean =>
  officialName(site.shipped.image) === 'python' &&
  site.stage.instructions.some(
    (i) =>
      i.kind === 'Run' &&
      scriptsOf(site.doc, i).some((item) =>
        item.script.commands.some((command) => packageCommand(command)?.manager === 'pip'),
      ),
  );
