import { isNoSecretValue } from '../secrets';
import { download } from './downloads';
import type { ShellCommand, ShellWord } from './model';

/** A password that a command is given in clear. */
export interface ClearPassword {
  /** The variable or option that takes it. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const VARIABLE = /(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD)$/i;
/** Not `--disabled-password` and its kin, which take none. */
const OPTION =
  /^--(?:(?:http|ftp|proxy|user|admin|root|db|database|initial|store|repo|registry)-)?(?:password|passwd|passphrase)$/;

/** Passwords in variables and options of a command. Values that come out of a variable or a command are none. */
export function clearPasswords(command: ShellCommand): readonly ClearPassword[] {
  return [...inVariables(command), ...inOptions(command), ...inAccounts(command), ...inShortOptions(command)];
}

const isClear = (text: string | undefined): text is string => text !== undefined && !isNoSecretValue(text);

function inVariables(command: ShellCommand): ClearPassword[] {
  const own = command.assignments.flatMap(({ name, value }) =>
    value && VARIABLE.test(name) && isClear(value.value)
      ? [{ name, start: value.span.start, end: value.span.end }]
      : [],
  );
  if (command.program !== 'export') return own;
  const exported = command.args.flatMap((word) => {
    const name = /^(\w+)=/.exec(word.value ?? '')?.[1];
    if (name === undefined || !VARIABLE.test(name) || !isClear(word.value?.slice(name.length + 1))) return [];
    return [{ name, start: word.span.start + name.length + 1, end: word.span.end }];
  });
  return [...own, ...exported];
}

function inOptions(command: ShellCommand): ClearPassword[] {
  return command.args.flatMap((word, index) => {
    const text = word.value ?? '';
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!OPTION.test(name)) return [];
    if (equals >= 0) {
      const plain = word.raw.startsWith(`${name}=`);
      return plain && isClear(text.slice(equals + 1))
        ? [{ name, start: word.span.start + equals + 1, end: word.span.end }]
        : [];
    }
    const next = command.args[index + 1];
    return next && !next.raw.startsWith('-') && isClear(next.value) ? [whole(name, next)] : [];
  });
}

const whole = (name: string, { span }: ShellWord): ClearPassword => ({ name, start: span.start, end: span.end });

/** `curl -u user:password`; a name alone makes curl ask. */
function inAccounts(command: ShellCommand): ClearPassword[] {
  const loading = download(command);
  if (loading?.tool !== 'curl') return [];
  return loading.options.flatMap(({ name, value, valueWord }) => {
    if (!/^(?:-u|--user|--proxy-user|-U)$/.test(name) || !valueWord || value === undefined) return [];
    const password = value.slice(value.indexOf(':') + 1);
    const at = valueWord.raw.lastIndexOf(password);
    if (!value.includes(':') || !isClear(password) || at < 0) return [];
    const start = valueWord.span.start + at;
    return [{ name, start, end: start + password.length }];
  });
}

/** Programs whose `-p` takes a password that stands right behind it; apart from it, it is the name of a database. */
const MYSQL =
  /^(?:mysql|mysqladmin|mysqldump|mysqlimport|mysqlcheck|mysqlshow|mariadb(?:-admin|-dump|-import|-check)?)$/;

/** `mysql -psesame`, `sshpass -p sesame`. */
function inShortOptions({ program, args }: ShellCommand): ClearPassword[] {
  if (program !== 'sshpass' && !MYSQL.test(program ?? '')) return [];
  const index = args.findIndex(({ raw, value }) => (value ?? raw).startsWith('-p'));
  const word = args[index];
  if (!word) return [];
  if (word.value !== '-p') {
    const { start, end } = word.span;
    const plain = word.raw.startsWith('-p');
    return isClear(word.value?.slice(2)) ? [{ name: '-p', start: plain ? start + 2 : start, end }] : [];
  }
  const next = program === 'sshpass' ? args[index + 1] : undefined;
  return next && isClear(next.value) ? [whole('-p', next)] : [];
}
