import { canonicalName, type ImageReference, officialName } from '../../image/reference';
import { packageCommand, type ShellCommand } from '../../shell';

/** An image that brings what builds, and how its tools are called. */
export interface Toolchain {
  /** As it reads behind "ships the". */
  readonly name: string;
  readonly builds: (command: ShellCommand) => boolean;
}

const first = (command: ShellCommand): string | undefined =>
  command.args.find((word) => !word.raw.startsWith('-'))?.value;

const subcommand =
  (program: RegExp, ...names: readonly string[]) =>
  (command: ShellCommand): boolean =>
    program.test(command.program ?? '') && names.includes(first(command) ?? '');

const goBuilds = subcommand(/^go$/, 'build', 'install');
const cargoBuilds = subcommand(/^cargo$/, 'build', 'b', 'install', 'rustc');
const dotnetBuilds = subcommand(/^dotnet$/, 'build', 'publish', 'pack', 'msbuild');
const swiftBuilds = subcommand(/^swift$/, 'build');
const haskellBuilds = (command: ShellCommand): boolean =>
  command.program === 'ghc' ||
  subcommand(/^(?:stack|cabal)$/, 'build', 'install', 'v2-build', 'new-build', 'v2-install')(command);
const PLAIN = /^(?:javac|kotlinc|scalac|ant|sbt|lein)$/;
const javaBuilds = (command: ShellCommand): boolean => {
  const call = packageCommand(command);
  if (call?.manager === 'mvn' || call?.manager === 'gradle') return call.action === 'build';
  return PLAIN.test(command.program ?? '');
};
const compiles = (command: ShellCommand): boolean =>
  /^(?:gcc|g\+\+|cc|c\+\+|gfortran|make|cmake|ninja)(?:-\d+)?$/.test(command.program ?? '');

const TOOLCHAINS: Readonly<Record<string, Toolchain>> = {
  golang: { name: 'Go toolchain', builds: goBuilds },
  rust: { name: 'Rust toolchain', builds: cargoBuilds },
  swift: { name: 'Swift toolchain', builds: swiftBuilds },
  haskell: { name: 'Haskell toolchain', builds: haskellBuilds },
  gcc: { name: 'C toolchain', builds: compiles },
  maven: { name: 'JDK and Maven', builds: javaBuilds },
  gradle: { name: 'JDK and Gradle', builds: javaBuilds },
};

const JDK: Toolchain = { name: 'JDK', builds: javaBuilds };
const DOTNET: Toolchain = { name: '.NET SDK', builds: dotnetBuilds };
const JDK_IMAGES = new Set([
  'eclipse-temurin',
  'amazoncorretto',
  'openjdk',
  'sapmachine',
  'ibmjava',
  'ibm-semeru-runtimes',
]);
const NO_JDK = /(?:^|-)(?:jre|headless)(?:-|$)/;
const DOTNET_SDK = /^mcr\.microsoft\.com\/dotnet\/(?:nightly\/|core\/)?sdk$/;

/** The toolchain that an image brings, when it is one of those that are known to. */
export function toolchainOf(image: ImageReference): Toolchain | undefined {
  const official = officialName(image);
  const full = canonicalName(image);
  if (official !== undefined) {
    if (JDK_IMAGES.has(official)) return NO_JDK.test(image.tag ?? '') ? undefined : JDK;
    // `swift:6-slim` holds the run-time libraries alone.
    if (official === 'swift' && /slim/.test(image.tag ?? '')) return undefined;
    return Object.hasOwn(TOOLCHAINS, official) ? TOOLCHAINS[official] : undefined;
  }
  if (DOTNET_SDK.test(full)) return DOTNET;
  if (full === 'docker.io/microsoft/dotnet' && /sdk/.test(image.tag ?? 'sdk')) return DOTNET;
  if (full === 'docker.io/rustlang/rust') return TOOLCHAINS['rust'];
  return undefined;
}

/** Compilers and build systems of languages whose result runs without them, in whatever image. */
export const isCompiledBuild = (command: ShellCommand): boolean =>
  goBuilds(command) || cargoBuilds(command) || dotnetBuilds(command) || swiftBuilds(command) || javaBuilds(command);

/** What turns the sources of a web project into what runs. */
const BUNDLERS = new Set([
  'tsc',
  'tspc',
  'webpack',
  'rollup',
  'esbuild',
  'tsup',
  'swc',
  'babel',
  'parcel',
  'vue-tsc',
  'ncc',
  'unbuild',
  'tsdown',
  'gulp',
  'grunt',
]);
const BUNDLER_CALLS =
  /^(?:vite|next|nuxt|nuxi|nest|ng|astro|gatsby|remix|react-scripts|vue-cli-service|svelte-kit|craco|turbo|rspack|rsbuild|ember|expo) (?:build|run build|generate|export)\b/;

/** A build step of a web project as a person calls it: `npm run build`, `tsc`; undefined for any other command. */
export function webBuild(command: ShellCommand): string | undefined {
  const { program } = command;
  if (program === undefined) return undefined;
  const words = command.args.map((word) => word.value ?? '').filter((word) => !word.startsWith('-'));
  const call = packageCommand(command);
  if (call?.family === 'node') {
    const runs = /^(?:run|run-script|rum|urn)$/.test(call.subcommand);
    const script = runs ? (call.positional[0]?.value ?? '') : call.manager === 'npm' ? '' : call.subcommand;
    if (
      /^(?:build|compile|bundle|dist|prod|production|generate)(?:[:_-]\S*)?$|[:_-]build$/.test(script) &&
      call.action !== 'install'
    )
      return runs ? `${program} ${call.subcommand} ${script}` : `${program} ${script}`;
    if (!/^(?:exec|x|dlx)$/.test(call.subcommand)) return undefined;
    const inner = call.positional.map((word) => word.value ?? '');
    return bundler(inner[0] ?? '', inner);
  }
  return /^(?:npx|pnpx|bunx)$/.test(program) ? bundler(words[0] ?? '', words) : bundler(program, [program, ...words]);
}

function bundler(program: string, words: readonly string[]): string | undefined {
  const name = program.replace(/@.*$/, '');
  if (BUNDLERS.has(name)) return name;
  return BUNDLER_CALLS.exec(words.join(' '))?.[0];
}
