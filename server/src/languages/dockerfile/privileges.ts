import { type UserCommand, userCommand } from '../shell';
import { byText } from './by-text';
import type { DockerfileDocument, Stage } from './model';
import type { Instruction } from './nodes';
import { type CommandNode, commandsOf } from './scripts';
import { startInstructions, startSites } from './start-command';

/** Programs that take another user for what they start, and servers that do so for their workers. */
const DROPPING = new Set(
  (
    'gosu su-exec setpriv su runuser chroot sudo doas start-stop-daemon setuidgid chpst s6-setuidgid s6-svscan init systemd ' +
    'supervisord nginx httpd apache2 apachectl apache2ctl apache2-foreground httpd-foreground php-fpm sshd cron crond ' +
    'haproxy dockerd containerd named dnsmasq postfix dovecot squid vsftpd proftpd openvpn mysqld postgres runsvdir ' +
    'my_init unitd caddy varnishd service privoxy tor chronyd rsyslogd slapd exim smbd'
  ).split(' '),
);

const isScript = (word: string): boolean =>
  /\.(?:sh|bash|ash|zsh|py|rb|pl|js)$|entry-?point|(?:^|[/_-])(?:start|run|boot|launch|init|wrapper)(?:[_-][\w-]+)?$/i.test(
    word,
  );

/** Scripts of other languages are the program itself; shell scripts prepare its start. */
const mayBeEntryScript = (word: string, isFirst: boolean): boolean =>
  isScript(word) && (isFirst || /\.(?:sh|bash|ash|zsh)$|entry-?point/i.test(word));

/**
 * Whether what a container of the stage starts may go on as another user: gosu and its kin, a script that cannot be read, a server whose
 * workers have users of their own.
 */
export function mayDropRoot(doc: DockerfileDocument, stage: Stage): boolean {
  if (hasUnknownStart(doc, stage)) return true;
  for (const { script, instruction } of startSites(doc, stage)) {
    for (const { words, programWord, program } of script.commands) {
      if (program === undefined || DROPPING.has(program) || /^php-fpm|^s6-/.test(program)) return true;
      // CMD behind ENTRYPOINT is a list of arguments.
      const values = words.map((word) => word.value ?? word.literalPrefix);
      if (values.some((word) => DROPPING.has(word.slice(word.lastIndexOf('/') + 1)))) return true;
      if (
        values.some((word, index) => mayBeEntryScript(word, words[index] === programWord && instruction.kind !== 'Cmd'))
      )
        return true;
      if (mayBeEntryScript(programWord?.value ?? '', true)) return true;
    }
  }
  return stageChain(stage).some((one) => one.instructions.some(mentionsTool));
}

/** It starts something that is no text for a POSIX shell, or nothing that the file tells. */
const hasUnknownStart = (doc: DockerfileDocument, stage: Stage): boolean =>
  startInstructions(doc, stage).length > 0 && startSites(doc, stage).length === 0;

const mentionsTool = (instruction: Instruction): boolean =>
  (instruction.kind === 'Run' || instruction.kind === 'Copy' || instruction.kind === 'Add') &&
  /\b(?:gosu|su-exec|setpriv|s6-overlay|fixuid)\b/.test(instruction.bodyText);

/** A stage and those that it stands on, the lowest first. */
export function stageChain(stage: Stage): readonly Stage[] {
  const chain = [stage];
  for (let { base } = stage; base.kind === 'stage'; base = base.stage.base) chain.push(base.stage);
  return chain.reverse();
}

export interface CreatedUser {
  readonly user: UserCommand;
  readonly node: CommandNode;
  readonly name: string;
}

/** Users that the RUN instructions of a stage and those below it create, in order. */
export function createdUsers(doc: DockerfileDocument, stage: Stage): CreatedUser[] {
  const created: CreatedUser[] = [];
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.kind === 'Run' && createsUser(doc, instruction)) created.push(...usersOf(doc, instruction));
    }
  }
  return created;
}

const usersOf = (doc: DockerfileDocument, run: Instruction): CreatedUser[] =>
  commandsOf(doc, run).flatMap((node) => {
    const user = userCommand(node.command);
    const name = user?.name?.value;
    return user?.action === 'add-user' && name !== undefined ? [{ user, node, name }] : [];
  });

const createsUser = byText((doc, run) => usersOf(doc, run).length > 0);

/** The user part of `USER name:group`, as text; undefined when a variable hides it. */
export function userOf(doc: DockerfileDocument, stage: Stage): string | undefined {
  const { user } = doc.finalState(stage);
  const text = user?.value && doc.valueOf(user.value, user);
  return text === undefined ? undefined : (text.trim().split(':')[0] ?? '');
}

export const isRoot = (user: string): boolean => user === 'root' || /^0+$/.test(user);
