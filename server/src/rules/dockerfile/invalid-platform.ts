import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What may stand alone (github.com/containerd/platforms, database.go). */
const SYSTEMS = words(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris windows zos',
);
const ARCHITECTURES = words(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ' +
    'riscv riscv64 s390 s390x sparc sparc64 wasm i386 x86_64 x86-64 aarch64 armhf armel',
);
/** For which images are made. */
const USUAL = [
  ...['linux/amd64', 'linux/arm64', 'linux/arm64/v8', 'linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/ppc64le'],
  ...['linux/s390x', 'linux/riscv64', 'linux/loong64', 'windows/amd64', 'linux', 'windows', 'amd64', 'arm64'],
];

export default defineRule({
  id: 'dockerfile/invalid-platform',
  summary: 'Give FROM a platform that can be read: os/arch, os/arch/variant',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    near: '`{{platform}}` is no platform; did you mean `{{near}}`?',
    unknown: '`{{platform}}` is no platform; write os/arch, such as linux/amd64',
    list: '`{{platform}}` is more than one platform; give the list to `docker build --platform`',
  },
  notes: ['platforms', 'from'],
  docs: {
    why: 'A platform is an operating system and an architecture with a slash between, for some with a variant behind a second one. The builder refuses what it cannot read.',
    invalid: [
      {
        code: 'FROM --platform=linux-amd64 debian:13\n',
        fixed: 'FROM --platform=linux/amd64 debian:13\n',
      },
      { code: 'FROM --platform=linux/amd64,linux/arm64 debian:13\n' },
    ],
    valid: [
      { code: 'FROM --platform=linux/arm/v7 debian:13\n' },
      { code: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
    ],
    fixSafety: 'The platform that was meant is a guess from the letters.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#from',
      'https://docs.docker.com/build/building/multi-platform/',
    ],
  },
  check: (ctx) => ({
    From(from) {
      const value = flag(from, 'platform')?.value;
      const text = value?.literal;
      if (!value || value.problems.length > 0 || text === undefined || text === '' || isPlatform(text)) return;
      const span = value.span;
      const platform = short(text);
      if (text.includes(',') && text.split(',').every((part) => part === '' || isPlatform(part))) {
        ctx.report({ message: 'list', span, data: { platform } });
        return;
      }
      const near = meant(text);
      if (near === undefined) {
        ctx.report({ message: 'unknown', span, data: { platform } });
        return;
      }
      ctx.report({
        message: 'near',
        span,
        data: { platform, near },
        fixes: [{ title: `Replace with ${near}`, safety: 'unsafe', edits: () => [{ span, text: near }] }],
      });
    },
  }),
});

/** As `platforms.Parse` of containerd judges: parts are looked up only where one stands alone. */
function isPlatform(text: string): boolean {
  const [system = '', ...rest] = text.split('/');
  const os = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%+-]*\))?$/.exec(system)?.[1];
  if (os === undefined || rest.length > 2 || !rest.every((part) => /^[A-Za-z0-9_.-]+$/.test(part))) return false;
  return rest.length > 0 || SYSTEMS.has(os.toLowerCase()) || ARCHITECTURES.has(text.toLowerCase());
}

function meant(text: string): string | undefined {
  const slashes = text
    .trim()
    .replace(/[-_:\\/ ]+/g, '/')
    .replace(/^\/|\/$/g, '')
    .toLowerCase();
  if (text.includes('*')) return undefined;
  return USUAL.includes(slashes) ? slashes : nearestOne(text.trim(), USUAL);
}
