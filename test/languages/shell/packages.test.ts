import assert from 'node:assert/strict';
import { packageCommand, parseScript, resolveWords } from '../../../server/src/languages/shell';

const command = (text: string) => {
  const script = parseScript(text, 0);
  const last = script.commands[script.commands.length - 1];
  return last && packageCommand(last, resolveWords(script));
};

/** `manager action subcommand: packages | files`, versions as `name OP version`. */
function brief(text: string): string {
  const found = command(text);
  if (!found) return 'none';
  const packages = found.packages.map(
    (p) =>
      p.name +
      (p.version === undefined ? '' : ` ${p.versionOperator} ${p.version}`) +
      (p.local ? ' (local)' : '') +
      (p.unresolved ? ' (?)' : ''),
  );
  const files = found.files.map((w) => w.raw);
  const manifest = found.fromManifest ? ' manifest' : '';
  return `${found.manager} ${found.action} [${found.subcommand}] ${packages.join(', ')}|${files.join(', ')}${manifest}`;
}

const cases: Readonly<Record<string, string>> = {
  'apt-get -y -o A=b -qq install --no-install-recommends a b=1.2 c:amd64=3':
    'apt-get install [install] a, b = 1.2, c = 3|',
  'apt-get update -qq': 'apt-get update [update] |',
  'apt update': 'apt update [update] |',
  'sudo apt-get -y dist-upgrade': 'apt-get upgrade [dist-upgrade] |',
  'apt-get install -y -t bookworm-backports nginx=${V} ./x.deb $P':
    'apt-get install [install] nginx = ${V}, ./x.deb (local), $P (?)|',
  'apt-get install a/stable': 'apt-get install [install] a / stable|',
  'apt-get purge -y --auto-remove gcc': 'apt-get remove [purge] gcc|',
  'apt-get clean': 'apt-get clean [clean] |',
  'apt-cache policy x': 'apt-cache other [policy] |',
  'dpkg -i /tmp/a.deb': 'dpkg install [] /tmp/a.deb (local)|',
  'dpkg --add-architecture i386': 'dpkg config [] |',
  'dpkg -l': 'dpkg other [] |',
  'apk add --no-cache --virtual .deps a b=1 c~2 "d>3" e@edge': 'apk install [add] a, b = 1, c ~ 2, d > 3, e @ edge|',
  'apk --no-cache --virtual .deps add x': 'apk install [add] x|',
  'apk -U -X https://x/y add z': 'apk install [add] z|',
  'apk del .deps': 'apk remove [del] .deps|',
  'dnf -y --setopt=install_weak_deps=False install nginx-1.24.0-1.el9 java-11-openjdk x-${V} @dev':
    'dnf install [install] nginx - 1.24.0-1.el9, java-11-openjdk, x - ${V}, @dev|',
  'yum localinstall -y https://x/y.rpm': 'yum install [localinstall] https://x/y.rpm (local)|',
  'microdnf module enable nodejs:18': 'microdnf config [module enable] |',
  'yum clean all': 'yum clean [clean] |',
  'dnf makecache': 'dnf update [makecache] |',
  'yum update -y': 'yum upgrade [update] |',
  'rpm -Uvh http://x/a.rpm': 'rpm install [] http://x/a.rpm (local)|',
  'rpm -qi x': 'rpm other [] |',
  'zypper -n in --from r p=1 q': 'zypper install [in] p = 1, q|',
  'zypper --non-interactive refresh': 'zypper update [refresh] |',
  'pip3 --no-cache-dir install -U a==1 "b[x]~=2" "c>=3,<4" -r req.txt -c=con.txt -e .':
    'pip install [install] a == 1, b ~= 2, c >= 3,<4, . (local)|req.txt, -c=con.txt',
  'python3 -m pip install --upgrade pip': 'pip install [install] pip|',
  'python -u -m pip install a': 'pip install [install] a|',
  'python manage.py -m pip': 'none',
  'pip3.11 install "a @ https://x/a.whl" git+https://g/h@v1 ./d .':
    'pip install [install] a @ https://x/a.whl (local), git+https://g/h@v1 (local), ./d (local), . (local)|',
  'pip install': 'pip install [install] | manifest',
  'pipx install black==1': 'pipx install [install] black == 1|',
  'uv pip install --system a==1': 'uv install [pip install] a == 1|',
  'uv sync --frozen --no-dev': 'uv install [sync] | manifest',
  'uv add a': 'uv install [add] a|',
  'uv tool install ruff@0.3': 'uv install [tool install] ruff @ 0.3|',
  'poetry install --only main': 'poetry install [install] | manifest',
  'pipenv install --system --deploy': 'pipenv install [install] | manifest',
  'conda install -y -c conda-forge python=3.9 defaults::x': 'conda install [install] python = 3.9, x|',
  'mamba env create -f e.yml': 'mamba install [env create] |e.yml',
  'conda clean -afy': 'conda clean [clean] |',
  'npm ci --omit=dev': 'npm install [ci] | manifest',
  'npm --prefix x ci': 'npm install [ci] | manifest',
  'npm i -g a@1 @s/b@^2 @s/c d/e git+https://x/y --unsafe-perm true':
    'npm install [i] a @ 1, @s/b @ ^2, @s/c, d/e (local), git+https://x/y (local)|',
  'npm cache clean --force': 'npm clean [cache clean] |',
  'npm run build': 'npm run [run] |',
  yarn: 'yarn install [] | manifest',
  'yarn --frozen-lockfile': 'yarn install [] | manifest',
  'yarn add a@1': 'yarn install [add] a @ 1|',
  'yarn global add b': 'yarn install [global add] b|',
  'yarn build': 'yarn run [build] |',
  'yarn $X': 'yarn other [$X] |',
  'yarn cache clean': 'yarn clean [cache clean] |',
  'corepack pnpm install --frozen-lockfile': 'pnpm install [install] | manifest',
  'pnpm -C x add y': 'pnpm install [add] y|',
  'bun install': 'bun install [install] | manifest',
  'gem install -N a -v 1.2 -- --with-x=y': 'gem install [install] a -v 1.2|',
  'gem install b:2': 'gem install [install] b : 2|',
  bundle: 'bundle install [] | manifest',
  'bundle install --jobs 4': 'bundle install [install] | manifest',
  'bundle exec rake x': 'bundle run [exec] |',
  'go install github.com/a/b@v1 ./c': 'go install [install] github.com/a/b @ v1, ./c (local)|',
  'go mod download -x': 'go download [mod download] |',
  'CGO_ENABLED=0 go build -ldflags "-s" -o /x .': 'go build [build] |',
  'cargo +nightly install --locked a@1': 'cargo install [install] a @ 1|',
  'cargo install b --version 2': 'cargo install [install] b --version 2|',
  'cargo build --release': 'cargo build [build] |',
  'composer install --no-dev': 'composer install [install] | manifest',
  'php -d memory_limit=-1 /usr/bin/composer global require v/p:^1': 'composer install [global require] v/p : ^1|',
  'dotnet restore "a.csproj"': 'dotnet restore [restore] |',
  'dotnet publish -c Release -o /out --no-restore': 'dotnet build [publish] |',
  'dotnet tool install -g x --version 1': 'dotnet install [tool install] x --version 1|',
  './mvnw -B -DskipTests clean package': 'mvn build [] |',
  'mvn dependency:go-offline': 'mvn download [] |',
  'gradle --no-daemon :app:bootJar -x test': 'gradle build [] |',
  'mix deps.get --only prod': 'mix install [deps.get] | manifest',
  'cpanm -n A::B C@1': 'cpan install [] A::B, C @ 1|',
  'p="a b=1" && apt-get install -y $p': 'apt-get install [install] a, b = 1|',
  'p="a b"; p=c; apt-get install -y $p': 'apt-get install [install] $p (?)|',
  'if x; then p=a; fi; apt-get install -y $p': 'apt-get install [install] $p (?)|',
  'apt-get install -y php-{cli,fpm}': 'apt-get install [install] php-{cli,fpm} (?)|',
  'echo apt-get install x': 'none',
};

describe('shell: packageCommand', () => {
  for (const [text, expected] of Object.entries(cases)) {
    it(text, () => assert.equal(brief(text), expected));
  }

  it('answers for options and says where a flag goes', () => {
    const text = 'sudo apt-get -o A=b -qq install --no-install-recommends x';
    const found = command(text);
    assert.ok(found?.has('-qq'));
    assert.ok(found?.has('--no-install-recommends', '--x'));
    assert.ok(!found?.has('-y', '--yes'));
    assert.equal(found?.option('-o')?.value, 'A=b');
    assert.equal(text.slice(0, found?.flagInsertAt), 'sudo apt-get -o A=b -qq install');
    assert.equal(command('yarn --x')?.flagInsertAt, 4);
    assert.equal(command('apt-get $OPTS install')?.action, 'other');
    assert.equal(command('apt-get install $OPTS x')?.hasUnknownWords, true);
  });
});
