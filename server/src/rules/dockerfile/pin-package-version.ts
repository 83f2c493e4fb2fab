import { defineRule } from '../../core/rule';
import { type PackageCall, packageCalls } from '../../languages/dockerfile/packages';
import type { ManagerName, PackageRef } from '../../languages/shell';

const TEXT = 'No version for `{{name}}`{{more}}; write `{{example}}`' as const;

type Message = 'apt' | 'apk' | 'yum' | 'dnf' | 'zypper' | 'pip' | 'npm' | 'gem' | 'go';

interface Pinning {
  readonly message: Message;
  /** What stands between name and version. */
  readonly operator: string;
}

const PINNING: Readonly<Partial<Record<ManagerName, Pinning>>> = {
  'apt-get': { message: 'apt', operator: '=' },
  apt: { message: 'apt', operator: '=' },
  aptitude: { message: 'apt', operator: '=' },
  apk: { message: 'apk', operator: '=' },
  yum: { message: 'yum', operator: '-' },
  dnf: { message: 'dnf', operator: '-' },
  microdnf: { message: 'dnf', operator: '-' },
  tdnf: { message: 'dnf', operator: '-' },
  zypper: { message: 'zypper', operator: '=' },
  pip: { message: 'pip', operator: '==' },
  npm: { message: 'npm', operator: '@' },
  gem: { message: 'gem', operator: ':' },
  go: { message: 'go', operator: '@' },
};

/** The names of versions that move. */
const MOVING = new Set(['latest', 'next', '*', 'upgrade', 'patch']);

const isOpen = ({ name, version, local, unresolved, word }: PackageRef): boolean =>
  !local &&
  !unresolved &&
  word.value !== undefined &&
  /^[@\w]/.test(name) &&
  !/^@[^/]*$|[:*]/.test(name) &&
  (version === undefined || MOVING.has(version));

function openPackages(call: PackageCall): readonly PackageRef[] {
  if (call.action !== 'install' || /group|build-?dep|module|satisfy/.test(call.subcommand)) return [];
  if (call.manager === 'pip' && (call.files.length > 0 || call.has('-c', '--constraint', '--require-hashes')))
    return [];
  // Without a dot it is a package of Go itself, or a pattern such as `tool`.
  return call.packages.filter((ref) => isOpen(ref) && (call.manager !== 'go' || ref.name.includes('.')));
}

export default defineRule({
  id: 'dockerfile/pin-package-version',
  aka: [
    'dockerfile/apt-pin-versions',
    'dockerfile/apk-pin-versions',
    'dockerfile/yum-pin-versions',
    'dockerfile/dnf-pin-versions',
    'dockerfile/zypper-pin-versions',
    'dockerfile/pip-pin-versions',
    'dockerfile/npm-pin-versions',
    'dockerfile/gem-pin-versions',
    'dockerfile/go-pin-versions',
  ],
  summary: 'Name the version of a package that is installed',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    apt: { hadolint: ['DL3008'], droast: ['DF005'] },
    apk: { hadolint: ['DL3018'], droast: ['DF052'] },
    yum: { hadolint: ['DL3033'] },
    dnf: { hadolint: ['DL3041'] },
    zypper: { hadolint: ['DL3037'] },
    pip: { hadolint: ['DL3013'], droast: ['DF051'] },
    npm: { hadolint: ['DL3016'] },
    gem: { hadolint: ['DL3028'], droast: ['DF053'] },
    go: { hadolint: ['DL3062'], droast: ['DF054'] },
  },
  options: {
    managers: {
      type: 'strings',
      description: 'Package managers to judge: apt, apk, yum, dnf, zypper, pip, npm, gem, go',
      default: ['apt', 'apk', 'yum', 'dnf', 'zypper', 'pip', 'npm', 'gem', 'go'],
    },
  },
  messages: {
    apt: TEXT,
    apk: TEXT,
    yum: TEXT,
    dnf: TEXT,
    zypper: TEXT,
    pip: TEXT,
    npm: TEXT,
    gem: TEXT,
    go: TEXT,
  },
  notes: ['reproducible-builds', 'package-managers'],
  lessons: ['D10'],
  docs: {
    why: 'Without a version the build takes the newest, and the same commit gives another image tomorrow.',
    instead:
      'Write the version, or install from a lock file (`requirements.txt` with `==`, `package-lock.json`, `Gemfile.lock`, `go.mod`).',
    invalid: [
      { code: 'FROM python:3.13-slim\nRUN pip install flask\n' },
      { code: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n', options: { managers: ['apk'] } },
    ],
    valid: [
      { code: 'FROM python:3.13-slim\nRUN pip install flask==3.1.0\n' },
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
        options: { managers: ['pip', 'npm'] },
      },
    ],
    exceptions:
      'Debian and Alpine delete old versions from their servers, so an exact version breaks the build sooner or later; a dated base image or a snapshot archive pins all of them at once.',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run)) {
        const pinning = PINNING[call.manager];
        if (!pinning || !ctx.options.managers.includes(pinning.message)) continue;
        const open = openPackages(call);
        const [first] = open;
        if (!first) continue;
        const { operator } = pinning;
        const plain = open.filter(
          ({ word, name }) => word.raw === name && word.span.end - word.span.start === name.length,
        );
        ctx.report({
          message: pinning.message,
          span: first.word.span,
          data: {
            name: first.name,
            more: open.length > 1 ? ` and ${open.length - 1} more` : '',
            example: `${first.name}${operator}<version>`,
          },
          fixes:
            plain.length === open.length
              ? [
                  {
                    title: 'Name the versions …',
                    safety: 'manual',
                    snippet: true,
                    edits: () =>
                      plain.map(({ word: { span } }, index) => ({
                        span: { start: span.end, end: span.end },
                        text: `${operator}\${${index + 1}:version}`,
                      })),
                  },
                ]
              : [],
        });
      }
    },
  }),
});
