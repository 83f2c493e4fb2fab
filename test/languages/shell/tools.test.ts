import assert from 'node:assert/strict';
import { download, extraction, gitClone, parseScript, userCommand } from '../../../server/src/languages/shell';

const first = (text: string) => {
  const [command] = parseScript(text, 0).commands;
  assert.ok(command);
  return command;
};

describe('shell: download', () => {
  const get = (text: string) => {
    const found = download(first(text));
    assert.ok(found, text);
    return found;
  };
  const output = (text: string) => {
    const found = get(text).output;
    return typeof found === 'string' ? found : found.raw;
  };

  it('reads curl', () => {
    const found = get('curl -fsSL -o /tmp/x -H "Authorization: $T" --retry 3 -u a:b https://x/y');
    assert.deepEqual(
      found.urls.map((w) => w.value),
      ['https://x/y'],
    );
    assert.equal(found.fails && found.followsRedirects && found.quiet, true);
    assert.deepEqual(
      found.credentials.map((w) => w.raw),
      ['"Authorization: $T"', 'a:b'],
    );
    assert.deepEqual(
      get('curl -sk https://x').insecure.map((o) => o.span),
      [{ start: 7, end: 8 }],
    );
    assert.equal(get('curl --insecure x').insecure.length, 1);
    assert.equal(get('curl -K cfg x').insecure.length, 0);
    assert.equal(get('curl x').fails, false);
  });

  it('says where the content goes', () => {
    assert.equal(output('curl -o a x'), 'a');
    assert.equal(output('curl x > b'), 'b');
    assert.equal(output('curl -sSLO x'), 'remote-name');
    assert.equal(output('curl x'), 'stdout');
    assert.equal(output('curl -o - x'), 'stdout');
    assert.equal(output('wget x'), 'remote-name');
    assert.equal(output('wget -O a x'), 'a');
    assert.equal(output('wget -qO- x'), 'stdout');
    assert.equal(output('wget -O - x > c'), 'c');
  });

  it('reads wget', () => {
    const found = get('wget -nv --no-check-certificate --password=p -P /tmp https://x');
    assert.deepEqual(
      found.urls.map((w) => w.value),
      ['https://x'],
    );
    assert.equal(found.insecure[0]?.name, '--no-check-certificate');
    assert.deepEqual(
      found.credentials.map((w) => w.raw),
      ['--password=p'],
    );
    assert.equal(found.quiet, true);
    assert.equal(get('wget --progress=dot:giga x').quiet, true);
    assert.equal(get('wget x').quiet, false);
    assert.equal(download(first('echo x')), undefined);
  });
});

describe('shell: gitClone and extraction', () => {
  it('reads git clone', () => {
    const found = gitClone(first('git -C /x -c a=b clone --depth 1 -b v1 https://x/y.git dir'));
    assert.equal(found?.url.value, 'https://x/y.git');
    assert.equal(found?.directory?.value, 'dir');
    assert.equal(found?.branch?.value, 'v1');
    assert.equal(gitClone(first('git pull')), undefined);
  });

  const extract = (text: string) => {
    const found = extraction(first(text));
    if (!found) return undefined;
    return [found.tool, typeof found.source === 'string' ? found.source : found.source.raw, found.directory?.raw];
  };

  it('reads archives', () => {
    assert.deepEqual(extract('tar -xzf a.tgz -C /opt --strip-components=1'), ['tar', 'a.tgz', '/opt']);
    assert.deepEqual(extract('tar xzfC a.tgz /opt'), ['tar', 'a.tgz', '/opt']);
    assert.deepEqual(extract('tar xz'), ['tar', 'stdin', undefined]);
    assert.deepEqual(extract('tar -xf - -C "$d"'), ['tar', 'stdin', '"$d"']);
    assert.deepEqual(extract('tar --extract --file x.tar.xz'), ['tar', 'x.tar.xz', undefined]);
    assert.equal(extract('tar -czf a.tgz .'), undefined);
    assert.deepEqual(extract('unzip -q a.zip -d /b'), ['unzip', 'a.zip', '/b']);
    assert.deepEqual(extract('gzip -d a.gz'), ['gunzip', 'a.gz', undefined]);
    assert.equal(extract('gzip a'), undefined);
    assert.deepEqual(extract('7z x a.7z -o/b'), ['7z', 'a.7z', '-o/b']);
  });
});

describe('shell: userCommand', () => {
  const user = (text: string) => {
    const found = userCommand(first(text));
    assert.ok(found, text);
    return [found.action, found.name?.raw, found.uid?.value, found.gid?.value, found.group?.value, found.system];
  };

  it('reads the shadow tools', () => {
    assert.deepEqual(user('useradd -r -u 1001 -g app -s /bin/sh app'), ['add-user', 'app', '1001', 'app', 'app', true]);
    assert.deepEqual(user('groupadd -g 999 -r app'), ['add-group', 'app', undefined, '999', undefined, true]);
    assert.deepEqual(user('usermod -aG docker app'), ['add-to-group', 'app', undefined, undefined, 'docker', false]);
    const found = userCommand(first('useradd --no-log-init --create-home -d /h -p secret x'));
    assert.equal(found?.noLogInit, true);
    assert.equal(found?.createHome, true);
    assert.equal(found?.home?.value, '/h');
    assert.equal(found?.password?.value, 'secret');
    assert.equal(userCommand(first('useradd -lm x'))?.noLogInit, true);
  });

  it('reads both kinds of adduser', () => {
    assert.deepEqual(user('adduser -D -H -u 1000 -G app app'), ['add-user', 'app', '1000', undefined, 'app', false]);
    assert.deepEqual(user('adduser -S app'), ['add-user', 'app', undefined, undefined, undefined, true]);
    assert.deepEqual(user('adduser --system --uid 1 --ingroup g --gecos "" app'), [
      'add-user',
      'app',
      '1',
      undefined,
      'g',
      true,
    ]);
    assert.deepEqual(user('adduser app sudo'), ['add-to-group', 'app', undefined, undefined, 'sudo', false]);
    assert.deepEqual(user('addgroup -S -g 5 app'), ['add-group', 'app', undefined, '5', undefined, true]);
    assert.deepEqual(user('addgroup app docker'), ['add-to-group', 'app', undefined, undefined, 'docker', false]);
    assert.equal(userCommand(first('adduser -DH x'))?.createHome, false);
    assert.equal(userCommand(first('id x')), undefined);
  });
});
