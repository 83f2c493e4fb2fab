import { defineRule } from '../../core/rule';
import { callName, callSpan, type PackageCall, packageCalls } from '../../languages/dockerfile/packages';

const SYSTEM = new Set(['apt-get', 'apt', 'aptitude', 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper']);

const upgradesAll = (call: PackageCall): boolean =>
  SYSTEM.has(call.manager) &&
  call.action === 'upgrade' &&
  call.packages.length === 0 &&
  !call.hasUnknownWords &&
  call.subcommand !== 'swap' &&
  call.subcommand !== 'fix';

export default defineRule({
  id: 'dockerfile/no-system-upgrade',
  summary: 'Take a newer base image instead of upgrading all packages',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { trivy: ['DS-0024'], droast: ['DF044'] },
  messageEquivalents: { distribution: { hadolint: ['DL3035'], droast: ['DF044'] } },
  messages: {
    upgrade: '`{{command}}` makes two builds differ; take a newer base image instead',
    distribution: '`{{command}}` makes two builds differ; take a newer base image instead',
  },
  notes: ['reproducible-builds', 'package-managers'],
  lessons: ['D09'],
  docs: {
    why: 'An upgrade installs whatever is newest on the day of the build, and the layer cache then keeps that day: the result is neither repeatable nor up to date. What it replaces stays in the layers of the base image and only adds weight.',
    instead:
      'Rebuild often on a maintained base image (`docker build --pull`), and upgrade single packages by name when they cannot wait.',
    invalid: [
      { code: 'FROM debian:bookworm\nRUN apt-get update && apt-get upgrade -y\n' },
      { code: 'FROM opensuse/leap:15.6\nRUN zypper -n dup\n' },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y --only-upgrade openssl\n' }],
    exceptions: 'Many teams upgrade on purpose, since security fixes reach the package server before the base image.',
    references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run).filter(upgradesAll)) {
        const distribution = call.manager === 'zypper' && /^(?:dup|dist-upgrade)$/.test(call.subcommand);
        ctx.report({
          message: distribution ? 'distribution' : 'upgrade',
          span: callSpan(ctx.doc, call),
          data: { command: callName(call) },
        });
      }
    },
  }),
});
