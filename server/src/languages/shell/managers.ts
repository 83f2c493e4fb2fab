import type { OptionSpec } from './options';

/**
 * How package managers are called: their names, subcommands, options with values, and how a version is written.
 * Facts from each tool's manual page or command reference; only options that take a value are listed.
 */

export type ManagerName =
  | 'apt-get'
  | 'apt'
  | 'aptitude'
  | 'apt-cache'
  | 'dpkg'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | 'rpm'
  | 'pip'
  | 'pipx'
  | 'uv'
  | 'poetry'
  | 'pipenv'
  | 'conda'
  | 'mamba'
  | 'micromamba'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'bun'
  | 'gem'
  | 'bundle'
  | 'go'
  | 'cargo'
  | 'composer'
  | 'dotnet'
  | 'mvn'
  | 'gradle'
  | 'mix'
  | 'cpan';

/** What a call does. `update` refreshes the index; `upgrade` installs newer versions of what is there. */
export type PackageAction =
  | 'install'
  | 'update'
  | 'upgrade'
  | 'remove'
  | 'clean'
  | 'download'
  | 'build'
  | 'run'
  | 'restore'
  | 'config'
  | 'other';

/** How a name and a version are told apart. */
export type VersionSyntax =
  | 'apt'
  | 'apk'
  | 'rpm'
  | 'zypper'
  | 'python'
  | 'conda'
  | 'npm'
  | 'gem'
  | 'at'
  | 'composer'
  | 'none';

export interface SubcommandSpec {
  readonly action: PackageAction;
  /** Options with values beyond the manager's. */
  readonly short?: string;
  readonly long?: readonly string[];
  /** What the words behind it are: packages, or something else (scripts, paths, settings). */
  readonly packages?: true;
}

export interface ManagerSpec {
  readonly name: ManagerName;
  readonly family: 'apt' | 'apk' | 'rpm' | 'zypper' | 'python' | 'conda' | 'node' | 'ruby' | 'other';
  readonly programs: readonly string[];
  readonly options: OptionSpec;
  readonly versions: VersionSyntax;
  /** By subcommand; `''` is the call without one. */
  readonly subcommands: ReadonlyMap<string, SubcommandSpec>;
  /** First words that need a second one to make a subcommand: `go mod download`. */
  readonly groups?: readonly string[];
  /** What an unknown subcommand does: `yarn build` runs a script. */
  readonly fallback?: PackageAction;
  /** There is no subcommand: every word is a package, a goal or a task. */
  readonly flat?: true;
  /** Options whose value is a file that lists packages. */
  readonly fileOptions?: readonly string[];
  /** Options whose value is itself a package to install (`pip install -e .`). */
  readonly packageOptions?: readonly string[];
  /** Options whose value is the version of the named packages. */
  readonly versionOptions?: readonly string[];
  /** Words behind `--` are for another program. */
  readonly ignoreAfterDashes?: true;
}

const installs: SubcommandSpec = { action: 'install', packages: true };
const upgrades: SubcommandSpec = { action: 'upgrade', packages: true };
const removes: SubcommandSpec = { action: 'remove', packages: true };
const downloads: SubcommandSpec = { action: 'download', packages: true };

/** `['install i add', installs]` names one subcommand and its aliases. */
function table(...rows: readonly (readonly [string, SubcommandSpec | PackageAction])[]): Map<string, SubcommandSpec> {
  const map = new Map<string, SubcommandSpec>();
  for (const [names, what] of rows) {
    const spec = typeof what === 'string' ? { action: what } : what;
    for (const name of names.split('|')) map.set(name, spec);
  }
  return map;
}

const words = (text: string): readonly string[] => text.split(' ');

const APT_OPTIONS: OptionSpec = {
  short: 'octaP',
  long: words('--option --config-file --target-release --default-release --host-architecture --build-profiles'),
};

const APT_SUBCOMMANDS = table(
  ['install|reinstall|build-dep|satisfy', installs],
  ['update', 'update'],
  ['upgrade|dist-upgrade|full-upgrade|safe-upgrade|dselect-upgrade', upgrades],
  ['remove|purge|autoremove|auto-remove|autopurge', removes],
  ['clean|autoclean|auto-clean|distclean', 'clean'],
  ['download|source', downloads],
);

const RPM_OPTIONS: OptionSpec = {
  short: 'cdeRx',
  long: words(
    '--config --debuglevel --errorlevel --randomwait --exclude --excludepkgs --enablerepo --disablerepo --repo --repoid ' +
      '--releasever --installroot --setopt --forcearch --comment --rpmverbosity --color --downloaddir --destdir --advisory ' +
      '--bugzilla --cve --disableexcludes --disableplugin --enableplugin --noplugin --repofrompath --from-repo',
  ),
};

const RPM_SUBCOMMANDS = table(
  ['install|in|localinstall|groupinstall|reinstall|builddep|group install|module install', installs],
  ['update|upgrade|up|upgrade-minimal|update-minimal|distro-sync|distrosync|system-upgrade|swap', upgrades],
  ['makecache|check-update|check-upgrade', 'update'],
  ['remove|erase|rm|autoremove|groupremove|group remove', removes],
  ['clean', 'clean'],
  ['download', downloads],
  ['config-manager|module enable|module disable|module reset|versionlock|copr', 'config'],
);

const rpmLike = (name: ManagerName, ...programs: readonly string[]): ManagerSpec => ({
  name,
  family: 'rpm',
  programs: [name, ...programs],
  options: RPM_OPTIONS,
  versions: 'rpm',
  subcommands: RPM_SUBCOMMANDS,
  groups: ['group', 'groups', 'module'],
});

const PIP_LONG = words(
  '--requirement --constraint --editable --index-url --extra-index-url --find-links --target --prefix --root --src ' +
    '--timeout --retries --trusted-host --proxy --cert --client-cert --cache-dir --log --log-file --python --platform ' +
    '--python-version --implementation --abi --upgrade-strategy --progress-bar --no-binary --only-binary ' +
    '--config-settings --config-setting --global-option --build-option --install-option --exists-action --report ' +
    '--root-user-action --use-feature --use-deprecated --keyring-provider --requirements-from-script --group --dest ' +
    '--wheel-dir --build-constraint --uploaded-prior-to',
);

const PIP_SUBCOMMANDS = table(
  ['install', installs],
  ['download', downloads],
  ['wheel', { action: 'build', packages: true }],
  ['uninstall', removes],
  ['cache', 'clean'],
  ['config', 'config'],
);

const UV_LONG = [
  ...PIP_LONG,
  ...words(
    '--python-preference --extra --no-extra --only-group --no-group --directory --project --link-mode --index ' +
      '--default-index --index-strategy --resolution --prerelease --config-file --package --no-install-package ' +
      '--refresh-package --reinstall-package --upgrade-package --with --with-editable --from --requirements --constraints ' +
      '--overrides --override --build-constraints --exclude-newer --output-file --format --env-file --script --bounds ' +
      '--branch --tag --rev --allow-insecure-host --python-platform',
  ),
];

const CONDA_OPTIONS: OptionSpec = {
  short: 'npc',
  long: words(
    '--name --prefix --channel --file --solver --repodata-fn --clone --revision --platform --subdir --root-prefix',
  ),
};

const CONDA_SUBCOMMANDS = table(
  ['install|create', { ...installs, short: 'f' }],
  ['update|upgrade', upgrades],
  ['remove|uninstall', removes],
  ['env create|env update', { action: 'install', short: 'f' }],
  ['clean', 'clean'],
  ['config', 'config'],
  ['run', 'run'],
  ['build', 'build'],
);

const condaLike = (name: ManagerName): ManagerSpec => ({
  name,
  family: 'conda',
  programs: [name],
  options: CONDA_OPTIONS,
  versions: 'conda',
  subcommands: CONDA_SUBCOMMANDS,
  groups: ['env'],
  fileOptions: ['--file', '-f'],
});

const NPM_INSTALL =
  'install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|ci|clean-install|ic|install-clean|isntall-clean|' +
  'install-test|it|install-ci-test|cit|clean-install-test|sit';

const BUILD_GOAL: SubcommandSpec = { action: 'build' };

export const MANAGERS: readonly ManagerSpec[] = [
  {
    name: 'apt-get',
    family: 'apt',
    programs: ['apt-get'],
    options: APT_OPTIONS,
    versions: 'apt',
    subcommands: APT_SUBCOMMANDS,
  },
  {
    name: 'apt',
    family: 'apt',
    programs: ['apt'],
    options: APT_OPTIONS,
    versions: 'apt',
    subcommands: APT_SUBCOMMANDS,
  },
  {
    name: 'aptitude',
    family: 'apt',
    programs: ['aptitude'],
    options: { ...APT_OPTIONS, short: 'otwFOq' },
    versions: 'apt',
    subcommands: APT_SUBCOMMANDS,
  },
  {
    name: 'apt-cache',
    family: 'apt',
    programs: ['apt-cache'],
    options: APT_OPTIONS,
    versions: 'apt',
    subcommands: table(),
  },
  {
    name: 'dpkg',
    family: 'apt',
    programs: ['dpkg'],
    options: { long: words('--root --admindir --instdir --path-exclude --path-include') },
    versions: 'none',
    subcommands: table(),
    flat: true,
  },
  {
    name: 'apk',
    family: 'apk',
    programs: ['apk'],
    options: {
      short: 'Xpt',
      long: words(
        '--virtual --repository --root --keys-dir --repositories-file --wait --arch --cache-dir --cache-max-age --progress-fd --timeout',
      ),
    },
    versions: 'apk',
    subcommands: table(
      ['add', installs],
      ['del', removes],
      ['update', 'update'],
      ['upgrade|fix', upgrades],
      ['cache clean|cache purge', 'clean'],
      ['fetch', { ...downloads, short: 'o', long: ['--output'] }],
      ['cache download', 'download'],
    ),
    groups: ['cache'],
  },
  rpmLike('yum'),
  rpmLike('dnf', 'dnf5', 'dnf-3'),
  rpmLike('microdnf'),
  rpmLike('tdnf'),
  {
    name: 'zypper',
    family: 'zypper',
    programs: ['zypper'],
    options: {
      short: 'cDp',
      long: words(
        '--root --installroot --config --cache-dir --reposd-dir --solv-cache-dir --plus-repo --plus-content --releasever',
      ),
    },
    versions: 'zypper',
    subcommands: table(
      [
        'install|in|source-install|si',
        { ...installs, short: 'tr', long: words('--type --repo --from --name --details') },
      ],
      ['remove|rm', { ...removes, short: 'tr', long: ['--type', '--repo'] }],
      ['update|up|patch|dist-upgrade|dup', { ...upgrades, short: 'tr', long: words('--type --repo --from') }],
      ['refresh|ref|refresh-services|refs', { action: 'update', short: 'r', long: ['--repo'] }],
      ['clean|cc', 'clean'],
      ['download', downloads],
      ['addrepo|ar|removerepo|rr|modifyrepo|mr|addlock|al', 'config'],
    ),
  },
  {
    name: 'rpm',
    family: 'rpm',
    programs: ['rpm'],
    options: { short: 'DE', long: words('--root --dbpath --define --eval --prefix --relocate --excludepath --rcfile') },
    versions: 'none',
    subcommands: table(),
    flat: true,
  },
  {
    name: 'pip',
    family: 'python',
    programs: ['pip', 'pip3', 'pip2'],
    options: { short: 'rceiftCdw', long: PIP_LONG },
    versions: 'python',
    subcommands: PIP_SUBCOMMANDS,
    fileOptions: words('-r --requirement -c --constraint --requirements-from-script'),
    packageOptions: ['-e', '--editable'],
  },
  {
    name: 'pipx',
    family: 'python',
    programs: ['pipx'],
    options: { short: 'i', long: words('--python --pip-args --spec --index-url --suffix --backend') },
    versions: 'python',
    subcommands: table(
      ['install|install-all', installs],
      ['inject', installs],
      ['upgrade|upgrade-all|reinstall', upgrades],
      ['uninstall', removes],
      ['run|runpip', 'run'],
      ['ensurepath', 'config'],
    ),
  },
  {
    name: 'uv',
    family: 'python',
    programs: ['uv'],
    options: { short: 'rceiftCpPwo', long: UV_LONG },
    versions: 'python',
    subcommands: table(
      ['pip install|add|tool install', installs],
      ['pip sync', { action: 'install' }],
      ['sync', { action: 'install' }],
      ['pip uninstall|remove|tool uninstall', removes],
      ['tool upgrade', upgrades],
      ['python install', 'other'],
      ['cache clean|cache prune', 'clean'],
      ['build', 'build'],
      ['run|tool run', 'run'],
    ),
    groups: ['pip', 'tool', 'cache', 'python', 'self'],
    fileOptions: words('-r --requirement --requirements -c --constraint --constraints'),
    packageOptions: ['-e', '--editable'],
  },
  {
    name: 'poetry',
    family: 'python',
    programs: ['poetry'],
    options: {
      short: 'CPEGfo',
      long: words(
        '--directory --project --with --without --only --extras --group --format --output --source --python --platform',
      ),
    },
    versions: 'python',
    subcommands: table(
      ['install|sync', { action: 'install' }],
      ['add|self add', installs],
      ['update', upgrades],
      ['remove', removes],
      ['cache clear', 'clean'],
      ['build', 'build'],
      ['run', 'run'],
      ['config', 'config'],
    ),
    groups: ['self', 'cache', 'env'],
  },
  {
    name: 'pipenv',
    family: 'python',
    programs: ['pipenv'],
    options: {
      short: 'rcei',
      long: words('--requirements --python --index --pypi-mirror --editable --categories --extra-pip-args'),
    },
    versions: 'python',
    subcommands: table(
      ['install', installs],
      ['sync', { action: 'install' }],
      ['update|upgrade', upgrades],
      ['uninstall', removes],
      ['run', 'run'],
    ),
    fileOptions: ['-r', '--requirements'],
    packageOptions: ['-e', '--editable'],
  },
  condaLike('conda'),
  condaLike('mamba'),
  condaLike('micromamba'),
  {
    name: 'npm',
    family: 'node',
    programs: ['npm'],
    options: {
      short: 'wC',
      long: words(
        '--prefix --registry --cache --userconfig --globalconfig --loglevel --workspace --omit --include --only --tag ' +
          '--location --install-strategy --cpu --os --libc --script-shell --depth --fetch-retries --fetch-timeout ' +
          '--fetch-retry-mintimeout --fetch-retry-maxtimeout --maxsockets --otp --access --scope --before --save-prefix',
      ),
    },
    versions: 'npm',
    subcommands: table(
      [NPM_INSTALL, installs],
      ['update|up|upgrade|udpate', upgrades],
      ['uninstall|un|remove|rm|r|unlink', removes],
      ['cache clean|cache clear|cache rm|cache verify', 'clean'],
      ['run|run-script|rum|urn|exec|x|start|test|t|tst|restart|stop', 'run'],
      ['rebuild|rb', 'build'],
      ['config|c|set|get|pkg', 'config'],
    ),
    groups: ['cache'],
  },
  {
    name: 'yarn',
    family: 'node',
    programs: ['yarn', 'yarnpkg'],
    options: {
      long: words(
        '--cwd --cache-folder --registry --modules-folder --network-timeout --network-concurrency --mutex --prefix ' +
          '--global-folder --preferred-cache-folder --use-yarnrc --mode --proxy --https-proxy',
      ),
    },
    versions: 'npm',
    subcommands: table(
      ['|install|workspaces focus', { action: 'install' }],
      ['add|global add', installs],
      ['upgrade|up|upgrade-interactive|global upgrade', upgrades],
      ['remove|global remove', removes],
      ['cache clean|cache clear', 'clean'],
      ['run|exec|dlx|node|start|test|workspace', 'run'],
      ['rebuild', 'build'],
      ['config set|config get|config delete|config unset|config list|set version|plugin import', 'config'],
      [
        'init|why|list|info|audit|outdated|pack|publish|link|unlink|version|versions|help|global bin|global dir',
        'other',
      ],
    ),
    groups: ['global', 'cache', 'config', 'workspaces', 'set', 'plugin', 'npm'],
    fallback: 'run',
  },
  {
    name: 'pnpm',
    family: 'node',
    programs: ['pnpm'],
    options: {
      short: 'CF',
      long: words(
        '--dir --filter --store-dir --registry --prefix --modules-dir --virtual-store-dir --lockfile-dir --reporter --loglevel',
      ),
    },
    versions: 'npm',
    subcommands: table(
      ['install|i|ci|install-test|it', installs],
      ['add', installs],
      ['update|up|upgrade', upgrades],
      ['remove|rm|uninstall|un', removes],
      ['fetch', 'download'],
      ['store prune', 'clean'],
      ['run|exec|dlx|start|test|t', 'run'],
      ['rebuild|rb', 'build'],
      ['config|c|set|get|setup', 'config'],
      ['deploy|prune|dedupe|import|link|audit|outdated|list|ls|why|pack|publish|init|env|self-update', 'other'],
    ),
    groups: ['store'],
    fallback: 'run',
  },
  {
    name: 'bun',
    family: 'node',
    programs: ['bun'],
    options: {
      short: 'cF',
      long: words(
        '--cwd --config --registry --cache-dir --backend --filter --omit --cafile --outfile --outdir --target',
      ),
    },
    versions: 'npm',
    subcommands: table(
      ['install|i|ci', installs],
      ['add|a', installs],
      ['update', upgrades],
      ['remove|rm', removes],
      ['pm cache', 'clean'],
      ['run|x|test', 'run'],
      ['build', 'build'],
      ['upgrade|init|create|link|outdated|publish|patch', 'other'],
    ),
    groups: ['pm'],
    fallback: 'run',
  },
  {
    name: 'gem',
    family: 'ruby',
    programs: ['gem'],
    options: {
      short: 'vinsPpg',
      long: words('--version --install-dir --bindir --source --trust-policy --http-proxy --platform --file --user'),
    },
    versions: 'gem',
    subcommands: table(
      ['install|i', installs],
      ['update', upgrades],
      ['uninstall', removes],
      ['cleanup', 'clean'],
      ['fetch', downloads],
      ['build', 'build'],
      ['sources', 'config'],
    ),
    versionOptions: ['-v', '--version'],
    fileOptions: ['-g', '--file'],
    ignoreAfterDashes: true,
  },
  {
    name: 'bundle',
    family: 'ruby',
    programs: ['bundle', 'bundler'],
    options: {
      short: 'j',
      long: words(
        '--jobs --path --without --with --gemfile --retry --shebang --trust-policy --target-rbconfig --group --source --version',
      ),
    },
    versions: 'gem',
    subcommands: table(
      ['|install|i', { action: 'install' }],
      ['add', installs],
      ['update', upgrades],
      ['remove', removes],
      ['clean', 'clean'],
      ['package|cache|pack', 'download'],
      ['exec|e', 'run'],
      ['config', 'config'],
    ),
  },
  {
    name: 'go',
    family: 'other',
    programs: ['go'],
    options: {
      words: true,
      long: words(
        '-o -p -mod -tags -ldflags -gcflags -asmflags -gccgoflags -buildmode -C -modfile -overlay -pkgdir -toolexec -exec -compiler -covermode -coverpkg -installsuffix -pgo',
      ),
    },
    versions: 'at',
    subcommands: table(
      ['install|get', installs],
      ['mod download', downloads],
      ['mod vendor', 'download'],
      ['build', 'build'],
      ['run', 'run'],
      ['clean', 'clean'],
      ['env', 'config'],
    ),
    groups: ['mod', 'work', 'tool'],
  },
  {
    name: 'cargo',
    family: 'other',
    programs: ['cargo'],
    options: {
      short: 'FjpZC',
      long: words(
        '--version --vers --git --branch --tag --rev --path --root --registry --index --features --target --target-dir ' +
          '--jobs --profile --bin --example --manifest-path --config --color --package --recipe-path',
      ),
    },
    versions: 'at',
    subcommands: table(
      ['install|binstall|add', installs],
      ['build|b|rustc|chef cook', 'build'],
      ['run|r', 'run'],
      ['fetch|vendor', 'download'],
      ['update', upgrades],
      ['uninstall|remove|rm', removes],
      ['clean', 'clean'],
    ),
    groups: ['chef'],
    versionOptions: ['--version', '--vers'],
  },
  {
    name: 'composer',
    family: 'other',
    programs: ['composer', 'composer.phar'],
    options: {
      short: 'd',
      long: words('--working-dir --ignore-platform-req --stability --repository --install-directory'),
    },
    versions: 'composer',
    subcommands: table(
      ['install|i|global install', { action: 'install' }],
      ['require|req|r|global require', installs],
      ['update|u|upgrade|global update', upgrades],
      ['remove|rm|uninstall|global remove', removes],
      ['clear-cache|clearcache|cc', 'clean'],
      ['run-script|run|exec', 'run'],
      ['config|global config', 'config'],
    ),
    groups: ['global'],
  },
  {
    name: 'dotnet',
    family: 'other',
    programs: ['dotnet'],
    options: {
      short: 'crofvsap',
      long: words(
        '--configuration --runtime --output --framework --verbosity --source --version --tool-path --add-source ' +
          '--configfile --arch --os --packages --version-suffix --project --property --tool-manifest --artifacts-path',
      ),
    },
    versions: 'at',
    subcommands: table(
      ['restore', 'restore'],
      ['tool restore|workload restore', 'restore'],
      ['build|publish|pack|msbuild', 'build'],
      ['run|test|watch|exec', 'run'],
      ['tool install|add package|workload install|new install', installs],
      ['tool update|workload update', upgrades],
      ['tool uninstall|remove package', removes],
      ['clean', 'clean'],
      ['nuget locals', 'clean'],
      ['nuget add|nuget update|nuget enable|nuget disable', 'config'],
    ),
    groups: ['tool', 'add', 'remove', 'nuget', 'workload', 'new'],
    versionOptions: ['--version'],
  },
  {
    name: 'mvn',
    family: 'other',
    programs: ['mvn', 'mvnw', 'mvnd'],
    options: {
      words: true,
      attached: 'DPT',
      long: words(
        '-f --file -s --settings -gs --global-settings -t --toolchains -pl --projects -P --activate-profiles -T --threads -l --log-file -rf --resume-from -D --define',
      ),
    },
    versions: 'none',
    subcommands: table(
      ['package|install|verify|compile|test-compile|process-resources|deploy|test', BUILD_GOAL],
      ['dependency:go-offline|dependency:resolve|dependency:resolve-plugins|dependency:get', 'download'],
      ['spring-boot:run|exec:java|quarkus:dev', 'run'],
      ['clean', 'clean'],
    ),
    flat: true,
  },
  {
    name: 'gradle',
    family: 'other',
    programs: ['gradle', 'gradlew'],
    options: {
      words: true,
      attached: 'DP',
      long: words(
        '-p --project-dir -g --gradle-user-home -x --exclude-task -b --build-file -c --settings-file -I --init-script --max-workers --console --include-build --priority --warning-mode',
      ),
    },
    versions: 'none',
    subcommands: table(
      [
        'build|assemble|jar|bootJar|shadowJar|war|bootWar|installDist|distTar|distZip|classes|test|check|nativeCompile',
        BUILD_GOAL,
      ],
      ['dependencies|downloadDependencies|resolveDependencies', 'download'],
      ['run|bootRun', 'run'],
      ['clean', 'clean'],
    ),
    flat: true,
  },
  {
    name: 'mix',
    family: 'other',
    programs: ['mix'],
    options: { long: words('--only --env --target') },
    versions: 'none',
    subcommands: table(
      ['deps.get', { action: 'install' }],
      ['archive.install|escript.install', installs],
      ['local.hex|local.rebar', { action: 'install' }],
      ['deps.update', upgrades],
      ['deps.clean|clean', 'clean'],
      ['deps.compile|compile|release|assets.deploy|phx.digest', 'build'],
      ['run|phx.server|test', 'run'],
    ),
  },
  {
    name: 'cpan',
    family: 'other',
    programs: ['cpan', 'cpanm', 'cpanp'],
    options: { short: 'lLM', long: words('--local-lib --local-lib-contained --mirror --from --save-dists') },
    versions: 'at',
    subcommands: table(['', installs]),
    flat: true,
  },
];
