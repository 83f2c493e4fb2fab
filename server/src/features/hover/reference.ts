/*
 * What hovers say of the words of the language. The build writes it as `assets/reference.json`; the server holds the types alone and
 * reads the texts when they are first asked for.
 */

/** What an instruction of a Dockerfile does, in one or two plain sentences. */
export interface InstructionReference {
  readonly does: string;
  /** When its effect is seen. */
  readonly when: 'build' | 'start' | 'metadata' | 'child build';
  readonly trap?: string;
  /** Topic of server/src/notes. */
  readonly topic: string;
}

export interface FlagReference {
  readonly does: string;
  /** What may stand behind `=`. */
  readonly values?: string;
  readonly default?: string;
  /** The least `# syntax=docker/dockerfile:` version; `1.0` for what was always there. */
  readonly since: string;
  readonly topic?: string;
}

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

export interface MountTypeReference {
  readonly does: string;
  readonly since: string;
  readonly topic: string;
}

export interface MountKeyReference {
  readonly does: string;
  /** The mount types for which the key means something; others refuse or ignore it. */
  readonly types: readonly MountType[];
  readonly values?: string;
  readonly default?: string;
  readonly aliases: readonly string[];
  readonly since: string;
}

export interface DirectiveReference {
  readonly does: string;
  readonly values: string;
  readonly since: string;
  readonly topic: string;
}

export interface AutomaticArgReference {
  readonly does: string;
  readonly example?: string;
  /** `platform`: known in FROM, needs an ARG in a stage. `proxy`: in the environment of RUN. `build`: read by the builder. */
  readonly kind: 'platform' | 'proxy' | 'build';
  readonly since: string;
}

/** The 18 instructions, by upper-case keyword. */
const INSTRUCTIONS: Readonly<Record<string, InstructionReference>> = {
  FROM: {
    does: 'Starts a stage on an image, on an earlier stage, or on `scratch` (nothing).',
    when: 'build',
    trap: 'Without a tag it means `latest`; a global `ARG` is known here, but not in the lines below.',
    topic: 'from',
  },
  RUN: {
    does: 'Runs a command while the image is built and keeps the files that it changes as a layer.',
    when: 'build',
    trap: '`cd`, `export` and background processes end with the line; only files last.',
    topic: 'run-shells',
  },
  CMD: {
    does: 'The default command of a container or, with `ENTRYPOINT`, its default arguments.',
    when: 'start',
    trap: 'Words after the image name in `docker run` replace all of it; only the last `CMD` counts.',
    topic: 'entrypoint-and-cmd',
  },
  LABEL: {
    does: 'Stores facts about the image as `key=value`, shown by `docker inspect` and registries.',
    when: 'metadata',
    trap: 'A value that changes with each build spoils the cache of what stands below.',
    topic: 'labels-and-maintainer',
  },
  MAINTAINER: {
    does: 'Stores the name of the author. Deprecated: use `LABEL org.opencontainers.image.authors=…`.',
    when: 'metadata',
    topic: 'labels-and-maintainer',
  },
  EXPOSE: {
    does: 'Documents the port on which the program listens. It opens nothing; `-p` or `ports:` do.',
    when: 'metadata',
    trap: 'It takes ports of the container, not `host:container`.',
    topic: 'ports',
  },
  ENV: {
    does: 'Sets variables for the lines below and for every process in the container.',
    when: 'start',
    trap: 'The values can be read by everyone who has the image: no secrets.',
    topic: 'env-and-arg',
  },
  ADD: {
    does: 'Copies files like `COPY`; also unpacks local tar archives and fetches URLs and Git repositories.',
    when: 'build',
    trap: 'A local archive is unpacked without being asked, a downloaded one is not.',
    topic: 'copy-and-add',
  },
  COPY: {
    does: 'Copies files from the context, or with `--from` from a stage or an image, into the image.',
    when: 'build',
    trap: 'The files belong to root unless `--chown` says otherwise, whatever `USER` is in force.',
    topic: 'copy-and-add',
  },
  ENTRYPOINT: {
    does: 'The program that a container starts; `CMD` or the words of `docker run` are its arguments.',
    when: 'start',
    trap: 'In plain form it drops `CMD` and all arguments, and a shell stands between signals and program.',
    topic: 'entrypoint-and-cmd',
  },
  VOLUME: {
    does: 'Names folders of the container that live in a volume: a new one for each container unless one is mounted.',
    when: 'start',
    trap: 'It cannot name a folder of the host, and an image built on top cannot take it back.',
    topic: 'volumes',
  },
  USER: {
    does: 'Sets the user (and group) of the `RUN` lines below and of the container.',
    when: 'start',
    trap: '`COPY` and `ADD` still write as root; the user itself must be made before.',
    topic: 'user',
  },
  WORKDIR: {
    does: 'Sets the working folder of the lines below and of the container, and makes it if need be.',
    when: 'build',
    trap: 'A relative path is added to the one before.',
    topic: 'workdir',
  },
  ARG: {
    does: 'Declares a variable of the build, set by `--build-arg` or its default; it is gone at run time.',
    when: 'build',
    trap: 'Above the first `FROM` it is known to `FROM` lines only; its value shows in the history.',
    topic: 'env-and-arg',
  },
  ONBUILD: {
    does: 'Stores an instruction that runs in builds which use this image as their base.',
    when: 'child build',
    trap: 'Whoever writes `FROM` does not see it; it is not passed on to grandchildren.',
    topic: 'onbuild',
  },
  STOPSIGNAL: {
    does: 'The signal that `docker stop` sends to process 1 instead of SIGTERM.',
    when: 'start',
    trap: 'After ten seconds SIGKILL follows (Kubernetes: thirty).',
    topic: 'stopsignal',
  },
  HEALTHCHECK: {
    does: 'A command that Docker runs in the container at an interval to see whether it is healthy (exit 0) or not (1).',
    when: 'start',
    trap: 'Kubernetes ignores it, and `docker run` only shows the state.',
    topic: 'health-checks',
  },
  SHELL: {
    does: 'Sets the shell of plain-form `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK` from here on.',
    when: 'build',
    trap: 'It must be a JSON list, and is inherited by images built on this one.',
    topic: 'shell',
  },
};

const CHOWN: FlagReference = {
  does: 'Owner of the copied files. Without it they belong to 0:0 (root).',
  values: 'user or number, with an optional `:group`',
  default: '0:0',
  since: '1.0',
  topic: 'copy-and-add',
};

const CHMOD: FlagReference = {
  does: 'Mode of the copied files, and of folders too.',
  values: 'octal (`0755`), or symbolic (`u=rwX,go=rX`) since 1.14',
  since: '1.2',
  topic: 'copy-and-add',
};

const LINK: FlagReference = {
  does: 'Makes a layer that does not depend on those below, so that it stays cached when they change.',
  values: '`true` (also without a value) or `false`',
  default: 'false',
  since: '1.4',
  topic: 'image-layers',
};

const EXCLUDE: FlagReference = {
  does: 'Leaves out the files of the sources that match. May be repeated.',
  values: 'a pattern as in `.dockerignore`',
  since: '1.19',
  topic: 'copy-and-add',
};

/** Flags by instruction and name (without the dashes). Instructions that take none are left out. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, FlagReference>>>> = {
  FROM: {
    platform: {
      does: 'Takes the image for this platform instead of the one that is built for.',
      values: '`os/arch[/variant]`, or a variable such as `$BUILDPLATFORM`',
      default: '$TARGETPLATFORM',
      since: '1.0',
      topic: 'platforms',
    },
  },
  ADD: {
    chown: CHOWN,
    chmod: CHMOD,
    link: LINK,
    'keep-git-dir': {
      does: 'Keeps the `.git` folder of a Git repository that is added.',
      values: '`true` (also without a value) or `false`',
      default: 'false',
      since: '1.1',
      topic: 'copy-and-add',
    },
    checksum: {
      does: 'Stops the build unless the download is exactly this. One source, an http(s) or Git address.',
      values: '`sha256:…`, or a commit for Git',
      since: '1.6',
      topic: 'digests',
    },
    unpack: {
      does: 'Whether archives are unpacked; without the flag local ones are, downloaded ones are not.',
      values: '`true` (also without a value) or `false`',
      since: '1.17',
      topic: 'copy-and-add',
    },
    exclude: EXCLUDE,
  },
  COPY: {
    from: {
      does: 'Copies from a stage, an image or a named context instead of the build context.',
      values: 'stage name or number, image, named context; no variables',
      since: '1.0',
      topic: 'stage-names',
    },
    chown: CHOWN,
    chmod: CHMOD,
    link: LINK,
    parents: {
      does: 'Keeps the folders of the sources below the destination; `/./` in a source marks where they begin.',
      values: '`true` (also without a value) or `false`',
      default: 'false',
      since: '1.20',
      topic: 'directories-and-slashes',
    },
    exclude: EXCLUDE,
  },
  RUN: {
    mount: {
      does: 'Gives the command files that do not become part of the image. May be repeated.',
      values: '`type=bind|cache|tmpfs|secret|ssh` and keys of that type, joined by commas',
      since: '1.2',
      topic: 'build-mounts',
    },
    network: {
      does: 'Which network the command has.',
      values: '`default`, `none`, `host` (the builder must allow it)',
      default: 'default',
      since: '1.3',
      topic: 'run-shells',
    },
    security: {
      does: 'Runs the command in the usual sandbox or with all privileges (the builder must allow it).',
      values: '`sandbox`, `insecure`',
      default: 'sandbox',
      since: '1.20',
      topic: 'run-shells',
    },
    device: {
      does: 'Gives the command a CDI device such as a GPU. May be repeated. Experimental.',
      values: 'a device name, with an optional `,required`',
      since: '1.14-labs',
      topic: 'run-shells',
    },
  },
  HEALTHCHECK: {
    interval: {
      does: 'Time between two checks, and before the first one.',
      values: 'a duration such as `30s`, `1m30s`',
      default: '30s',
      since: '1.0',
      topic: 'health-checks',
    },
    timeout: {
      does: 'A check that takes longer has failed.',
      values: 'a duration such as `3s`',
      default: '30s',
      since: '1.0',
      topic: 'health-checks',
    },
    'start-period': {
      does: 'Time in which failures do not count; the first success ends it.',
      values: 'a duration such as `20s`',
      default: '0s',
      since: '1.0',
      topic: 'health-checks',
    },
    'start-interval': {
      does: 'Time between two checks during the start period. Needs Docker Engine 25.0.',
      values: 'a duration such as `2s`',
      default: '5s',
      since: '1.6',
      topic: 'health-checks',
    },
    retries: {
      does: 'So many failures in a row make the container unhealthy.',
      values: 'a number; 0 means the default',
      default: '3',
      since: '1.0',
      topic: 'health-checks',
    },
  },
};

/** Values of the key `type` in `RUN --mount=`. */
const MOUNT_TYPES: Readonly<Record<MountType, MountTypeReference>> = {
  bind: {
    does: 'Shows files of the context, or of a stage or image (`from`), for this command. Writes are thrown away.',
    since: '1.2',
    topic: 'build-mounts',
  },
  cache: {
    does: 'A folder that outlives the build, for compilers and package managers. It may be empty at any time.',
    since: '1.2',
    topic: 'build-mounts',
  },
  tmpfs: {
    does: 'A folder in memory, gone after the command.',
    since: '1.2',
    topic: 'build-mounts',
  },
  secret: {
    does: 'A secret as a file or variable, given with `docker build --secret`; it does not enter the image or the cache.',
    since: '1.2',
    topic: 'secrets',
  },
  ssh: {
    does: 'The SSH agent of whoever builds (`docker build --ssh default`); the keys do not enter the build.',
    since: '1.2',
    topic: 'secrets',
  },
};

const ALL_MOUNTS: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const FILE_MOUNTS: readonly MountType[] = ['cache', 'secret', 'ssh'];

/** Keys of `RUN --mount=`, by their usual name; `aliases` mean the same. */
const MOUNT_KEYS: Readonly<Record<string, MountKeyReference>> = {
  type: {
    does: 'What is mounted.',
    types: ALL_MOUNTS,
    values: '`bind`, `cache`, `tmpfs`, `secret`, `ssh`',
    default: 'bind',
    aliases: [],
    since: '1.2',
  },
  target: {
    does: 'Where it is mounted; a relative path starts at `WORKDIR`. Not `/`.',
    types: ALL_MOUNTS,
    default: '`/run/secrets/<id>` for a secret without `env`',
    aliases: ['dst', 'destination'],
    since: '1.2',
  },
  source: {
    does: 'Path inside `from` (or the context). For a secret: another word for `id`.',
    types: ['bind', 'cache', 'secret'],
    default: 'the root of `from`',
    aliases: ['src'],
    since: '1.2',
  },
  from: {
    does: 'Stage, image or named context that the files come from. No variables.',
    types: ['bind', 'cache'],
    default: 'the build context (bind), nothing (cache)',
    aliases: [],
    since: '1.2',
  },
  readonly: {
    does: 'Nothing can be written.',
    types: ['bind', 'cache', 'tmpfs'],
    values: 'nothing, or `true`, `false`',
    default: 'true for bind, false for cache and tmpfs',
    aliases: ['ro'],
    since: '1.2',
  },
  readwrite: {
    does: 'Files can be written. In a bind mount they are thrown away after the command.',
    types: ['bind', 'cache', 'tmpfs'],
    values: 'nothing, or `true`, `false`',
    default: 'false for bind, true for cache and tmpfs',
    aliases: ['rw'],
    since: '1.2',
  },
  id: {
    does: 'Name of the cache, the secret or the SSH agent; mounts of one id share it.',
    types: ['cache', 'secret', 'ssh'],
    default: 'the target (cache), its last part (secret), `default` (ssh)',
    aliases: [],
    since: '1.2',
  },
  sharing: {
    does: 'What two builds do that use the cache at once: share it, take one each, or wait.',
    types: ['cache'],
    values: '`shared`, `private`, `locked`',
    default: 'shared',
    aliases: [],
    since: '1.2',
  },
  size: {
    does: 'Upper limit of the memory.',
    types: ['tmpfs'],
    values: 'bytes, with an optional `k`, `m`, `g`',
    aliases: [],
    since: '1.2',
  },
  required: {
    does: 'Stops the build when the secret or agent is not given.',
    types: ['secret', 'ssh'],
    values: 'nothing, or `true`, `false`',
    default: 'false',
    aliases: [],
    since: '1.2',
  },
  env: {
    does: 'Name of a variable that holds the secret for this command; without `target` no file is made.',
    types: ['secret'],
    aliases: [],
    since: '1.10',
  },
  mode: {
    does: 'Mode of the file, the socket or the new cache folder.',
    types: FILE_MOUNTS,
    values: 'octal',
    default: '0755 (cache), 0400 (secret), 0600 (ssh)',
    aliases: [],
    since: '1.2',
  },
  uid: {
    does: 'Owner, as a number. Without it root, so that another `USER` cannot read a secret.',
    types: FILE_MOUNTS,
    default: '0',
    aliases: [],
    since: '1.2',
  },
  gid: {
    does: 'Group, as a number.',
    types: FILE_MOUNTS,
    default: '0',
    aliases: [],
    since: '1.2',
  },
};

/** Parser directives: comments at the very top of the file. */
const DIRECTIVES: Readonly<Record<'syntax' | 'escape' | 'check', DirectiveReference>> = {
  syntax: {
    does: 'Picks the image that reads this file, and with it the version of the language.',
    values: '`docker/dockerfile:1` (the newest stable one), `docker/dockerfile:1.7`, `docker/dockerfile:1-labs` …',
    since: '1.0',
    topic: 'parser-directives',
  },
  escape: {
    does: 'Sets the character that escapes others and continues lines; the backtick suits Windows paths.',
    values: '`\\` (the default) or a backtick',
    since: '1.0',
    topic: 'parser-directives',
  },
  check: {
    does: 'Steers the build checks of BuildKit; parts are joined by `;`, without spaces.',
    values: '`skip=Name,Name` or `skip=all`; `error=true`; `experimental=Name` or `experimental=all`',
    since: '1.8',
    topic: 'parser-directives',
  },
};

/** Build arguments that exist without an ARG line above the first FROM. */
const AUTOMATIC_ARGS: Readonly<Record<string, AutomaticArgReference>> = {
  TARGETPLATFORM: { does: 'The platform that is built for.', example: 'linux/arm64', kind: 'platform', since: '1.0' },
  TARGETOS: { does: 'The operating system that is built for.', example: 'linux', kind: 'platform', since: '1.0' },
  TARGETOSVERSION: {
    does: 'The version of the operating system that is built for; empty but on Windows.',
    example: '10.0.20348.2113',
    kind: 'platform',
    since: '1.13',
  },
  TARGETARCH: { does: 'The processor that is built for.', example: 'arm64', kind: 'platform', since: '1.0' },
  TARGETVARIANT: {
    does: 'The variant of the processor that is built for; empty for most.',
    example: 'v7',
    kind: 'platform',
    since: '1.0',
  },
  TARGETSTAGE: { does: 'The name of the stage that is built.', example: 'default', kind: 'platform', since: '1.11' },
  BUILDPLATFORM: { does: 'The platform of the builder.', example: 'linux/amd64', kind: 'platform', since: '1.0' },
  BUILDOS: { does: 'The operating system of the builder.', example: 'linux', kind: 'platform', since: '1.0' },
  BUILDOSVERSION: {
    does: 'The version of the operating system of the builder; empty but on Windows.',
    kind: 'platform',
    since: '1.13',
  },
  BUILDARCH: { does: 'The processor of the builder.', example: 'amd64', kind: 'platform', since: '1.0' },
  BUILDVARIANT: {
    does: 'The variant of the processor of the builder; empty for most.',
    kind: 'platform',
    since: '1.0',
  },
  HTTP_PROXY: { does: 'Proxy for http, for `RUN` only.', kind: 'proxy', since: '1.0' },
  http_proxy: { does: 'Proxy for http, for `RUN` only.', kind: 'proxy', since: '1.0' },
  HTTPS_PROXY: { does: 'Proxy for https, for `RUN` only.', kind: 'proxy', since: '1.0' },
  https_proxy: { does: 'Proxy for https, for `RUN` only.', kind: 'proxy', since: '1.0' },
  FTP_PROXY: { does: 'Proxy for ftp, for `RUN` only.', kind: 'proxy', since: '1.0' },
  ftp_proxy: { does: 'Proxy for ftp, for `RUN` only.', kind: 'proxy', since: '1.0' },
  NO_PROXY: { does: 'Hosts that are reached without a proxy, for `RUN` only.', kind: 'proxy', since: '1.0' },
  no_proxy: { does: 'Hosts that are reached without a proxy, for `RUN` only.', kind: 'proxy', since: '1.0' },
  ALL_PROXY: { does: 'Proxy for every protocol, for `RUN` only.', kind: 'proxy', since: '1.0' },
  all_proxy: { does: 'Proxy for every protocol, for `RUN` only.', kind: 'proxy', since: '1.0' },
  BUILDKIT_BUILD_NAME: { does: 'The name of the build in the build history.', kind: 'build', since: '1.0' },
  BUILDKIT_CACHE_MOUNT_NS: { does: 'A prefix for the ids of cache mounts.', kind: 'build', since: '1.2' },
  BUILDKIT_CONTEXT_KEEP_GIT_DIR: {
    does: 'Keeps `.git` in a context that is a Git address.',
    kind: 'build',
    since: '1.0',
  },
  BUILDKIT_INLINE_CACHE: { does: 'Stores cache information in the image itself.', kind: 'build', since: '1.0' },
  BUILDKIT_MULTI_PLATFORM: {
    does: 'Gives the output of a multi-platform build even for one platform.',
    kind: 'build',
    since: '1.3',
  },
  BUILDKIT_SANDBOX_HOSTNAME: {
    does: 'The host name in `RUN` (default `buildkitsandbox`).',
    kind: 'build',
    since: '1.4',
  },
  BUILDKIT_SYNTAX: { does: 'The image that reads the file, over its `# syntax=` line.', kind: 'build', since: '1.0' },
  BUILDKIT_DOCKERFILE_CHECK: {
    does: 'Settings of the build checks, over the `# check=` line.',
    kind: 'build',
    since: '1.8',
  },
  BUILDKIT_SBOM_SCAN_CONTEXT: { does: 'Whether the SBOM lists the build context too.', kind: 'build', since: '1.5' },
  BUILDKIT_SBOM_SCAN_STAGE: {
    does: 'Whether, or for which stages, the SBOM lists other stages too.',
    kind: 'build',
    since: '1.5',
  },
  SOURCE_DATE_EPOCH: {
    does: 'The time stamp of the image and its layers in seconds since 1970, for repeatable builds.',
    example: '1735689600',
    kind: 'build',
    since: '1.5',
  },
};

/** What an image that many people know holds. Nothing here is a promise about a particular tag. */
export interface ImageReference {
  /** What it is, in a few words. */
  readonly what: string;
  /** The user that it starts as; `root (drops to x)` when its entry script steps down. */
  readonly defaultUser: string;
  /** Distributions of its tags, the default one first. */
  readonly distributions: string;
  /** What the usual variants of the tag are, by variant. */
  readonly variants?: Readonly<Record<string, string>>;
  /** What the tag `latest` stands for. */
  readonly latestMeans: string;
  readonly runs: 'server' | 'language' | 'os' | 'tool';
  /** It gets no more updates: since when, and what to use. */
  readonly endOfLife?: string;
}

const NEWEST_RELEASE = 'the newest stable release';
const DEBIAN_SLIM = 'Debian with only what this image needs; no compilers, `curl` or `git`';
const ALPINE = 'Alpine: small, musl instead of glibc, `apk`';

/**
 * By familiar name for Docker Hub (`node`), by registry and path for others; a name that ends in `/*` stands for all images
 * below it.
 */
const OFFICIAL_IMAGES: Readonly<Record<string, ImageReference>> = {
  scratch: {
    what: 'nothing: the empty start of an image',
    defaultUser: 'root (0), there are no names',
    distributions: 'none',
    latestMeans: 'it has no tags',
    runs: 'os',
  },
  alpine: {
    what: 'Alpine Linux: musl, BusyBox and `apk`, a few megabytes',
    defaultUser: 'root',
    distributions: 'Alpine',
    latestMeans: 'the newest stable Alpine',
    runs: 'os',
  },
  debian: {
    what: 'Debian',
    defaultUser: 'root',
    distributions: 'Debian',
    variants: { slim: 'without manual pages and other documentation' },
    latestMeans: 'the current stable Debian',
    runs: 'os',
  },
  ubuntu: {
    what: 'Ubuntu; since 24.04 with a user `ubuntu` (1000)',
    defaultUser: 'root',
    distributions: 'Ubuntu',
    latestMeans: 'the newest LTS release',
    runs: 'os',
  },
  busybox: {
    what: 'BusyBox: a shell and small tools in one binary, no package manager',
    defaultUser: 'root',
    distributions: 'none',
    variants: { glibc: 'built with glibc', musl: 'built with musl', uclibc: 'built with uClibc' },
    latestMeans: NEWEST_RELEASE,
    runs: 'os',
  },
  fedora: {
    what: 'Fedora, with `dnf`',
    defaultUser: 'root',
    distributions: 'Fedora',
    latestMeans: 'the newest Fedora release',
    runs: 'os',
  },
  rockylinux: {
    what: 'Rocky Linux, compatible with Red Hat Enterprise Linux',
    defaultUser: 'root',
    distributions: 'Rocky Linux',
    variants: { minimal: 'with `microdnf` instead of `dnf`' },
    latestMeans: 'there is no `latest`: name the release',
    runs: 'os',
    endOfLife: 'the official image stands still at 9.3 of November 2023; use rockylinux/rockylinux',
  },
  almalinux: {
    what: 'AlmaLinux, compatible with Red Hat Enterprise Linux',
    defaultUser: 'root',
    distributions: 'AlmaLinux',
    variants: { minimal: 'with `microdnf` instead of `dnf`' },
    latestMeans: 'the newest release',
    runs: 'os',
  },
  centos: {
    what: 'CentOS Linux',
    defaultUser: 'root',
    distributions: 'CentOS',
    latestMeans: 'CentOS 8, which ended in 2021',
    runs: 'os',
    endOfLife: 'CentOS Linux 8 ended in December 2021, 7 in June 2024; use Rocky Linux, AlmaLinux or UBI',
  },
  amazonlinux: {
    what: 'Amazon Linux; 2 has `yum`, 2023 has `dnf`',
    defaultUser: 'root',
    distributions: 'Amazon Linux',
    latestMeans: 'Amazon Linux 2023',
    runs: 'os',
  },
  'opensuse/leap': {
    what: 'openSUSE Leap, with `zypper`',
    defaultUser: 'root',
    distributions: 'openSUSE Leap',
    latestMeans: 'the newest Leap release',
    runs: 'os',
  },
  'registry.access.redhat.com/ubi9/*': {
    what: 'Red Hat Universal Base Image 9, free to pass on',
    defaultUser: 'root (`ubi`, `ubi-minimal`, `ubi-micro`); language images: 1001',
    distributions: 'RHEL 9',
    variants: {
      'ubi-minimal': 'with `microdnf` instead of `dnf`',
      'ubi-micro': 'no package manager',
      'ubi-init': 'starts systemd',
    },
    latestMeans: 'the newest build of RHEL 9',
    runs: 'os',
  },
  'buildpack-deps': {
    what: 'Debian or Ubuntu with compilers, headers and version control: the base of the full language images',
    defaultUser: 'root',
    distributions: 'Debian, Ubuntu',
    variants: { curl: 'only `curl`, `wget` and certificates', scm: 'also Git and the like' },
    latestMeans: 'the current stable Debian',
    runs: 'tool',
  },
  node: {
    what: 'Node.js with npm, before Node 26 with Yarn 1 too; has a user `node` (1000)',
    defaultUser: 'root',
    distributions: 'Debian, Alpine',
    variants: { slim: DEBIAN_SLIM, alpine: ALPINE },
    latestMeans: 'the newest Node.js release, LTS or not; `lts` is the newest LTS',
    runs: 'language',
  },
  python: {
    what: 'CPython in `/usr/local`, with pip',
    defaultUser: 'root',
    distributions: 'Debian, Alpine, Windows',
    variants: { slim: DEBIAN_SLIM, alpine: `${ALPINE}; many wheels must be compiled` },
    latestMeans: 'the newest stable Python 3',
    runs: 'language',
  },
  golang: {
    what: 'the Go toolchain, with `/go` as GOPATH',
    defaultUser: 'root',
    distributions: 'Debian, Alpine, Windows',
    variants: { alpine: `${ALPINE}; no C compiler, so no cgo` },
    latestMeans: 'the newest Go release',
    runs: 'language',
  },
  openjdk: {
    what: 'OpenJDK',
    defaultUser: 'root',
    distributions: 'Oracle Linux, Debian, Windows',
    latestMeans: 'an old release',
    runs: 'language',
    endOfLife: 'deprecated since 2022, early-access builds only; use eclipse-temurin or amazoncorretto',
  },
  'eclipse-temurin': {
    what: 'OpenJDK built by Eclipse Adoptium',
    defaultUser: 'root',
    distributions: 'Ubuntu, Alpine, UBI, Windows',
    variants: { jdk: 'compiler and tools', jre: 'only what runs programs', alpine: ALPINE },
    latestMeans: 'the JDK of the newest LTS release',
    runs: 'language',
  },
  amazoncorretto: {
    what: 'OpenJDK built by Amazon',
    defaultUser: 'root',
    distributions: 'Amazon Linux, Alpine, Debian',
    variants: { alpine: ALPINE },
    latestMeans: 'Corretto 8: name the version',
    runs: 'language',
  },
  maven: {
    what: 'a JDK with Maven: for building',
    defaultUser: 'root',
    distributions: 'Ubuntu, Alpine, Amazon Linux and others, by JDK',
    variants: { 'eclipse-temurin': 'with this JDK', alpine: ALPINE },
    latestMeans: 'the newest Maven on a recent JDK',
    runs: 'tool',
  },
  gradle: {
    what: 'a JDK with Gradle: for building; has a user `gradle` (1000)',
    defaultUser: 'root',
    distributions: 'Ubuntu, Alpine and others, by JDK',
    variants: { jdk: 'with the JDK of that version', alpine: ALPINE },
    latestMeans: 'the newest Gradle on a recent JDK',
    runs: 'tool',
  },
  ruby: {
    what: 'Ruby with Bundler',
    defaultUser: 'root',
    distributions: 'Debian, Alpine',
    variants: { slim: DEBIAN_SLIM, alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  php: {
    what: 'PHP; extensions come with `docker-php-ext-install`',
    defaultUser: 'root (workers of Apache and FPM: www-data)',
    distributions: 'Debian, Alpine',
    variants: {
      cli: 'the command line',
      apache: 'Apache with PHP',
      fpm: 'FastCGI, for a web server of its own',
      alpine: ALPINE,
    },
    latestMeans: 'the command line of the newest stable release',
    runs: 'language',
  },
  composer: {
    what: 'Composer, PHP and Git: to copy `/usr/bin/composer` from',
    defaultUser: 'root',
    distributions: 'Alpine',
    latestMeans: 'the newest Composer 2',
    runs: 'tool',
  },
  rust: {
    what: 'the Rust toolchain with Cargo and rustup',
    defaultUser: 'root',
    distributions: 'Debian, Alpine',
    variants: { slim: 'Debian with gcc only', alpine: ALPINE },
    latestMeans: 'the newest stable Rust',
    runs: 'language',
  },
  perl: {
    what: 'Perl with cpanm',
    defaultUser: 'root',
    distributions: 'Debian',
    variants: { slim: DEBIAN_SLIM, threaded: 'with threads' },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  haskell: {
    what: 'GHC, Cabal and Stack',
    defaultUser: 'root',
    distributions: 'Debian',
    variants: { slim: 'with fewer system packages' },
    latestMeans: 'a recent GHC',
    runs: 'language',
  },
  elixir: {
    what: 'Elixir on Erlang/OTP',
    defaultUser: 'root',
    distributions: 'Debian, Alpine',
    variants: { slim: DEBIAN_SLIM, alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  erlang: {
    what: 'Erlang/OTP with rebar3',
    defaultUser: 'root',
    distributions: 'Debian, Alpine',
    variants: { slim: DEBIAN_SLIM, alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  swift: {
    what: 'the Swift toolchain',
    defaultUser: 'root',
    distributions: 'Ubuntu and others',
    variants: { slim: 'only the libraries that a Swift program needs at run time' },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  julia: {
    what: 'Julia',
    defaultUser: 'root',
    distributions: 'Debian, Alpine, Windows',
    variants: { alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'language',
  },
  'r-base': {
    what: 'R on Debian testing; has a user `docker`',
    defaultUser: 'root',
    distributions: 'Debian testing',
    latestMeans: 'the newest R',
    runs: 'language',
  },
  'mcr.microsoft.com/dotnet/sdk': {
    what: 'the .NET SDK: compiler, command line, runtime; for building',
    defaultUser: 'root (a user `app`, `$APP_UID` 1654, exists since .NET 8)',
    distributions: 'Debian or Ubuntu by version, Alpine, Azure Linux, Windows',
    variants: { alpine: ALPINE, noble: 'Ubuntu 24.04' },
    latestMeans: 'the newest .NET release',
    runs: 'language',
  },
  'mcr.microsoft.com/dotnet/aspnet': {
    what: 'the ASP.NET Core runtime, listening on 8080 since .NET 8',
    defaultUser: 'root (a user `app`, `$APP_UID` 1654, exists since .NET 8; `-chiseled` starts as it)',
    distributions: 'Debian or Ubuntu by version, Alpine, Azure Linux, Windows',
    variants: { alpine: ALPINE, chiseled: 'Ubuntu without shell and package manager, runs as `app`' },
    latestMeans: 'the newest .NET release',
    runs: 'language',
  },
  'gcr.io/distroless/*': {
    what: 'only a program and its libraries: no shell, no package manager',
    defaultUser: 'root; with the tag `nonroot` 65532',
    distributions: 'Debian 12, 13, as the name says',
    variants: { nonroot: 'runs as 65532', debug: 'with a BusyBox shell', 'debug-nonroot': 'both' },
    latestMeans: 'the newest build; root, no shell',
    runs: 'os',
  },
  nginx: {
    what: 'nginx; logs to stdout, stops by SIGQUIT, port 80',
    defaultUser: 'root (workers: nginx)',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE, 'alpine-slim': 'Alpine without the optional modules' },
    latestMeans: 'the newest mainline release; `stable` is the stable branch',
    runs: 'server',
  },
  httpd: {
    what: 'Apache HTTP Server in `/usr/local/apache2`, port 80',
    defaultUser: 'root (workers: www-data)',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE },
    latestMeans: 'the newest 2.4',
    runs: 'server',
  },
  traefik: {
    what: 'the Traefik proxy',
    defaultUser: 'root',
    distributions: 'Alpine, Windows',
    latestMeans: 'the newest release, across major versions',
    runs: 'server',
  },
  haproxy: {
    what: 'the HAProxy load balancer',
    defaultUser: 'haproxy (since 2.4)',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'server',
  },
  postgres: {
    what: 'PostgreSQL; data in `/var/lib/postgresql`, port 5432, needs `POSTGRES_PASSWORD` or `_FILE`',
    defaultUser: 'root (drops to postgres)',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE },
    latestMeans: 'the newest major version, which cannot read the data of an older one',
    runs: 'server',
  },
  mysql: {
    what: 'MySQL; data in `/var/lib/mysql`, port 3306, needs `MYSQL_ROOT_PASSWORD` or the like',
    defaultUser: 'root (drops to mysql)',
    distributions: 'Oracle Linux',
    latestMeans: 'the newest innovation release; `lts` is the long-term one',
    runs: 'server',
  },
  mariadb: {
    what: 'MariaDB; data in `/var/lib/mysql`, port 3306, needs `MARIADB_ROOT_PASSWORD` or the like',
    defaultUser: 'root (drops to mysql)',
    distributions: 'Ubuntu',
    latestMeans: 'the newest stable release; `lts` is the long-term one',
    runs: 'server',
  },
  redis: {
    what: 'Redis; data in `/data`, port 6379, no password by default',
    defaultUser: 'root (drops to redis)',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'server',
  },
  memcached: {
    what: 'Memcached, port 11211',
    defaultUser: 'memcache',
    distributions: 'Debian, Alpine',
    variants: { alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'server',
  },
  mongo: {
    what: 'MongoDB; data in `/data/db`, port 27017, no password by default',
    defaultUser: 'root (drops to mongodb)',
    distributions: 'Ubuntu, Windows',
    latestMeans: 'a major version that moves, and data files depend on it: name it',
    runs: 'server',
  },
  rabbitmq: {
    what: 'RabbitMQ, port 5672',
    defaultUser: 'root (drops to rabbitmq)',
    distributions: 'Ubuntu, Alpine',
    variants: { management: 'with the web interface on 15672', alpine: ALPINE },
    latestMeans: NEWEST_RELEASE,
    runs: 'server',
  },
  elasticsearch: {
    what: 'Elasticsearch; data in `/usr/share/elasticsearch/data`, port 9200',
    defaultUser: 'elasticsearch (1000)',
    distributions: 'by version: Ubuntu, UBI',
    latestMeans: 'there is no `latest`: name the version',
    runs: 'server',
  },
  docker: {
    what: 'the Docker command line, and with `dind` the engine',
    defaultUser: 'root',
    distributions: 'Alpine, Windows',
    variants: {
      cli: 'the command line only',
      dind: 'with the engine; needs `--privileged`',
      'dind-rootless': 'with a rootless engine',
    },
    latestMeans: 'the newest release with the engine, the same as `dind`',
    runs: 'tool',
  },
};

/** Everything that hovers over a Dockerfile look up. */
export interface DockerfileReference {
  readonly instructions: Readonly<Record<string, InstructionReference>>;
  readonly flags: Readonly<Record<string, Readonly<Record<string, FlagReference>>>>;
  readonly mountTypes: Readonly<Partial<Record<MountType, MountTypeReference>>>;
  readonly mountKeys: Readonly<Record<string, MountKeyReference>>;
  readonly directives: Readonly<Partial<Record<'syntax' | 'escape' | 'check', DirectiveReference>>>;
  readonly automaticArgs: Readonly<Record<string, AutomaticArgReference>>;
  readonly officialImages: Readonly<Record<string, ImageReference>>;
}

export const DOCKERFILE_REFERENCE: DockerfileReference = {
  instructions: INSTRUCTIONS,
  flags: FLAGS,
  mountTypes: MOUNT_TYPES,
  mountKeys: MOUNT_KEYS,
  directives: DIRECTIVES,
  automaticArgs: AUTOMATIC_ARGS,
  officialImages: OFFICIAL_IMAGES,
};
