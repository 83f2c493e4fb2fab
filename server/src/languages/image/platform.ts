import { closest } from '../../core/nearest';

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

/** As `platforms.Parse` of containerd judges: parts are looked up only where one stands alone. */
export function isPlatform(text: string): boolean {
  const [system = '', ...rest] = text.split('/');
  const os = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%+-]*\))?$/.exec(system)?.[1];
  if (os === undefined || rest.length > 2 || !rest.every((part) => /^[A-Za-z0-9_.-]+$/.test(part))) return false;
  return rest.length > 0 || SYSTEMS.has(os.toLowerCase()) || ARCHITECTURES.has(text.toLowerCase());
}

/** The platform that a text was meant to be. */
export function meantPlatform(text: string): string | undefined {
  const slashes = text
    .trim()
    .replace(/[-_:\\/ ]+/g, '/')
    .replace(/^\/|\/$/g, '')
    .toLowerCase();
  if (text.includes('*')) return undefined;
  return USUAL.includes(slashes) ? slashes : closest(text.trim(), USUAL);
}
