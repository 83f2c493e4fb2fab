import { officialName } from '../../image/reference';
import type { PackageCommand, PackageRef, ShellScript } from '../../shell';
import { byText } from '../by-text';
import { INSTALLER_PACKAGES } from '../ecosystems';
import type { DockerfileDocument } from '../model';
import type { Instruction } from '../nodes';
import { packageCalls } from '../packages';
import { scriptsOf } from '../scripts';
import type { Shipped } from './shipped';

/** A compiler or a -dev package that an image is left with. */
export interface BuildPackage {
  readonly item: PackageRef;
  readonly run: Instruction;
}

const COMPILERS =
  /^(?:(?:gcc|g\+\+|cpp|clang|gfortran|llvm)(?:-\d[\d.]*)?|gcc-c\+\+|clang-dev|build-essential|build-base|alpine-sdk|make|gmake|cmake|automake|autoconf|libtool|ninja-build|samurai|nasm|yasm|pkg-config|pkgconf|pkgconfig|binutils|linux-headers(?:-.*)?|kernel-headers|kernel-devel|rustc|cargo|rust|golang|golang-go|python-dev-is-python3|patchelf|swig|bison|flex)$/;

/** Whether a system package serves the build alone: a compiler, or headers to compile against. */
export const isBuildPackage = (name: string): boolean =>
  COMPILERS.test(name) || (/-(?:dev|devel)$/.test(name) && !/^lib.*-data-dev$/.test(name)) || /-dev-bin$/.test(name);

/** Compilers alone do not tell that something is compiled; these do not count by themselves. */
const WEAK = new Set(['make', 'binutils', 'pkg-config', 'pkgconf', 'pkgconfig', 'flex', 'bison']);

/** What Debian's full language images (on buildpack-deps) hold anyway. */
const IN_FULL_IMAGES = new Set(
  (
    'autoconf automake bzip2 g++ gcc imagemagick libbz2-dev libc6-dev libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev ' +
    'libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev ' +
    'libncurses5-dev libncursesw5-dev libncurses-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool ' +
    'libwebp-dev libxml2-dev libxslt-dev libxslt1-dev libyaml-dev make patch unzip xz-utils zlib1g-dev default-libmysqlclient-dev ' +
    'build-essential python3-dev pkg-config binutils dpkg-dev'
  ).split(' '),
);
const FULL = new Set([
  'python',
  'node',
  'ruby',
  'golang',
  'rust',
  'perl',
  'gcc',
  'openjdk',
  'pypy',
  'elixir',
  'erlang',
]);

/** Whether the base is a full image of a language on Debian, compilers and all. */
export function isFullImage(shipped: Shipped): boolean {
  const official = officialName(shipped.image);
  if (official === undefined || !FULL.has(official)) return false;
  const tag = shipped.image.tag ?? shipped.imageText;
  return !/slim|alpine/.test(tag);
}

/** Build packages that the image is left with, when an install that may have needed them follows. */
export function buildPackagesOf(doc: DockerfileDocument, shipped: Shipped): readonly BuildPackage[] {
  const pending: BuildPackage[] = [];
  const full = isFullImage(shipped);
  let installed = 0;
  for (const run of shipped.instructions) {
    if (run.kind !== 'Run') continue;
    if (leavesBuildPackages(doc, run))
      pending.push(...packagesLeft(doc, run).filter(({ item }) => !(full && IN_FULL_IMAGES.has(item.name))));
    if (mayNeedCompiler(doc, run)) installed = pending.length;
  }
  const found = pending.slice(0, installed);
  return found.every(({ item }) => WEAK.has(item.name)) ? [] : found;
}

const leavesBuildPackages = byText((doc, run) => packagesLeft(doc, run).length > 0);

const mayNeedCompiler = byText((doc, run) => packageCalls(doc, run).some(mayCompile));

const packagesLeft = (doc: DockerfileDocument, run: Instruction): BuildPackage[] =>
  scriptsOf(doc, run).flatMap((site) => {
    const calls = packageCalls(doc, run).filter((call) => call.node.site === site);
    return leftByScript(site.script, calls, run);
  });

/** The build packages that one script installs and does not take away again. */
function leftByScript(script: ShellScript, calls: readonly PackageCommand[], run: Instruction): BuildPackage[] {
  const removals = calls.filter((call) => isSystem(call) && call.action === 'remove');
  const removed = new Set(removals.flatMap((call) => call.packages.map((item) => item.name)));
  // Names that are not known may be any, and what was marked as automatic goes without being named.
  if (removals.some((call) => call.hasUnknownWords || call.packages.some((item) => item.unresolved))) return [];
  if (removals.length > 0 && script.commands.some((command) => command.program === 'apt-mark')) return [];
  return calls
    .filter((call) => isSystem(call) && call.action === 'install' && !isRemovedGroup(call, removed))
    .flatMap((call) => call.packages)
    .filter((item) => !item.unresolved && !item.local && !removed.has(item.name) && isBuildPackage(item.name))
    .map((item) => ({ item, run }));
}

const SYSTEM = new Set(['apt', 'apk', 'rpm', 'zypper']);

export const isSystem = (call: PackageCommand): boolean => SYSTEM.has(call.family);

/** `apk add --virtual .build-deps …`, later `apk del .build-deps`. */
const isRemovedGroup = (call: PackageCommand, removed: ReadonlySet<string>): boolean => {
  const group = call.option('--virtual', '-t')?.valueWord;
  return group !== undefined && (group.value === undefined || removed.has(group.value));
};

/** An install of pip, npm, gem or bundle, of more than the installers themselves. */
function mayCompile(call: PackageCommand): boolean {
  if (call.action !== 'install') return false;
  if (call.family !== 'python' && call.family !== 'node' && call.family !== 'ruby') return false;
  if (call.packages.length === 0) return true;
  return call.packages.some((item) => !INSTALLER_PACKAGES.has(item.name.toLowerCase()));
}

type Suite = 'bullseye' | 'bookworm' | 'trixie';
const SUITES: readonly Suite[] = ['bullseye', 'bookworm', 'trixie'];

/** Run-time packages by -dev package: for all suites, or for bullseye, bookworm and trixie in this order (`-`: none known). */
const DEBIAN: Readonly<Record<string, string>> = {
  'libpq-dev': 'libpq5',
  'default-libmysqlclient-dev': 'libmariadb3',
  'libmariadb-dev': 'libmariadb3',
  'libmariadb-dev-compat': 'libmariadb3',
  'libffi-dev': 'libffi7|libffi8|libffi8',
  'libssl-dev': 'libssl1.1|libssl3|libssl3t64',
  'libxml2-dev': 'libxml2',
  'libxslt1-dev': 'libxslt1.1',
  'libxslt-dev': 'libxslt1.1',
  'libjpeg-dev': 'libjpeg62-turbo',
  'libjpeg62-turbo-dev': 'libjpeg62-turbo',
  'zlib1g-dev': 'zlib1g',
  'libpng-dev': 'libpng16-16|libpng16-16|libpng16-16t64',
  'libfreetype6-dev': 'libfreetype6',
  'libfreetype-dev': 'libfreetype6',
  'libwebp-dev': 'libwebp6|libwebp7|libwebp7',
  'libtiff-dev': 'libtiff5|libtiff6|libtiff6',
  'libtiff5-dev': 'libtiff5|libtiff6|libtiff6',
  'libopenjp2-7-dev': 'libopenjp2-7',
  'liblcms2-dev': 'liblcms2-2',
  'libldap2-dev': 'libldap-2.4-2|libldap-2.5-0|libldap2',
  'libldap-dev': '-|libldap-2.5-0|libldap2',
  'libsasl2-dev': 'libsasl2-2',
  'libcurl4-openssl-dev': 'libcurl4|libcurl4|libcurl4t64',
  'libmagic-dev': 'libmagic1|libmagic1|libmagic1t64',
  'libgeos-dev': 'libgeos-c1v5',
  'libproj-dev': 'libproj19|libproj25|libproj25',
  'libsqlite3-dev': 'libsqlite3-0',
  'libyaml-dev': 'libyaml-0-2',
  'libbz2-dev': 'libbz2-1.0',
  'liblzma-dev': 'liblzma5',
  'libsnappy-dev': 'libsnappy1v5',
  'libgmp-dev': 'libgmp10',
  'libzmq3-dev': 'libzmq5',
  'libcairo2-dev': 'libcairo2',
  'libpcre2-dev': 'libpcre2-8-0',
  'libpcre3-dev': 'libpcre3|libpcre3|-',
  'libmemcached-dev': 'libmemcached11|libmemcached11|libmemcached11t64',
  'libkrb5-dev': 'libgssapi-krb5-2 libkrb5-3',
  'unixodbc-dev': 'libodbc1|libodbc2|libodbc2',
  'libopenblas-dev': 'libopenblas0',
  'liblapack-dev': 'liblapack3',
  'libblas-dev': 'libblas3',
  gfortran: 'libgfortran5',
};

const ALPINE: Readonly<Record<string, string>> = {
  'postgresql-dev': 'libpq',
  'libpq-dev': 'libpq',
  'mariadb-dev': 'mariadb-connector-c',
  'mariadb-connector-c-dev': 'mariadb-connector-c',
  'libffi-dev': 'libffi',
  'openssl-dev': '',
  'zlib-dev': 'zlib',
  'jpeg-dev': 'libjpeg-turbo',
  'libjpeg-turbo-dev': 'libjpeg-turbo',
  'libpng-dev': 'libpng',
  'freetype-dev': 'freetype',
  'libxml2-dev': 'libxml2',
  'libxslt-dev': 'libxslt',
  'lcms2-dev': 'lcms2',
  'openjpeg-dev': 'openjpeg',
  'tiff-dev': 'tiff',
  'libwebp-dev': 'libwebp',
  'geos-dev': 'geos',
  'gdal-dev': 'gdal',
  'proj-dev': 'proj',
  'cyrus-sasl-dev': 'libsasl',
  'openldap-dev': 'libldap',
  'curl-dev': 'libcurl',
  'yaml-dev': 'yaml',
  'sqlite-dev': 'sqlite-libs',
  'zeromq-dev': 'libzmq',
  'snappy-dev': 'snappy',
  'gmp-dev': 'gmp',
  'unixodbc-dev': 'unixodbc',
  'file-dev': 'libmagic',
  'libmemcached-dev': 'libmemcached-libs',
  'krb5-dev': 'krb5-libs',
  'linux-headers': '',
  'build-base': 'libstdc++',
  'alpine-sdk': 'libstdc++',
  'g++': 'libstdc++',
  gcc: 'libgcc',
};

/** Headers of the language and the C library: nothing of them is needed at run time. */
const NO_PARTNER = /^(?:(?:lib)?python[\d.]*-dev|libc6-dev|libc-dev|musl-dev|linux-libc-dev|dpkg-dev)$/;

/** What a build package's product needs at run time; undefined when the table does not say. */
export function runtimePackages(name: string, shipped: Shipped): readonly string[] | undefined {
  const tag = shipped.image.tag ?? '';
  if (NO_PARTNER.test(name)) return [];
  const alpine = /alpine/.test(tag);
  const known = (alpine ? ALPINE : DEBIAN)[name];
  if (known === undefined) return COMPILERS.test(name) ? [] : undefined;
  if (alpine) return known.split(' ').filter(Boolean);
  const bySuite = known.split('|');
  const suite = SUITES.findIndex((item) => tag.includes(item));
  // A tag without a suite moves from one to the next, so only what they share is sure.
  const partner = suite < 0 ? (new Set(bySuite).size === 1 ? bySuite[0] : '-') : (bySuite[suite] ?? bySuite[0]);
  return partner === undefined || partner === '-' ? undefined : partner.split(' ');
}
