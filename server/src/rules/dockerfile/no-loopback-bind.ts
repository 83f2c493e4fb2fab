import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { startSites } from '../../languages/dockerfile/start-command';
import type { ShellCommand, ShellWord } from '../../languages/shell';

/** `127.0.0.1`, `localhost` or `[::1]` at the start of an address. */
const LOOPBACK = /^(?:https?:\/\/)?(?:127\.0\.0\.1|localhost|\[::1\])(?=$|[:/;,])/;

/** Options and variables that name the address on which a server listens; a client's address has other names. */
const BIND_OPTIONS = new Set([
  '--host',
  '--hostname',
  '--bind',
  '-b',
  '--listen',
  '--listen-address',
  '--address',
  '--addr',
  '-H',
  '--http-address',
  '--ip',
  '--http',
  '--server.address',
  '-listen',
  '-addr',
]);
const BIND_VARIABLES =
  /^(?:HOST|HOSTNAME|BIND|BIND_ADDR|BIND_ADDRESS|LISTEN|LISTEN_ADDR|LISTEN_ADDRESS|LISTEN_HOST|SERVER_HOST|SERVER_ADDRESS|HTTP_HOST|APP_HOST|FLASK_RUN_HOST|UVICORN_HOST|GUNICORN_BIND|ASPNETCORE_URLS|DOTNET_URLS|VITE_HOST|NUXT_HOST|NITRO_HOST|STREAMLIT_SERVER_ADDRESS|GRADIO_SERVER_NAME|JUPYTER_IP)$/;

/** Programs that only serve: an address among their words is where they listen. */
const DJANGO = new Set(['runserver', 'runserver_plus']);

export default defineRule({
  id: 'dockerfile/no-loopback-bind',
  summary: 'Let a server listen on all addresses of its container',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    option: '`{{address}}` is reachable from inside the container only; listen on `{{all}}`',
    variable: '`{{name}}={{address}}` is reachable from inside the container only; use `{{all}}`',
  },
  notes: ['loopback', 'ports'],
  lessons: ['D18'],
  docs: {
    why: 'Each container has a loopback of its own. A server that listens on 127.0.0.1 answers nobody outside, whatever ports are published: the connection is refused, though the program runs.',
    instead: 'Listen on 0.0.0.0 in the container, and decide at `docker run -p 127.0.0.1:8000:8000` who may reach it.',
    invalid: [
      {
        code: 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8000", "shop.wsgi"]\n',
        fixed: 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]\n',
      },
    ],
    valid: [{ code: 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]\n' }],
    fixSafety: 'The server can then be reached by everything that shares a network with the container.',
    exceptions: 'A side process that only its neighbours in the same pod or network namespace may reach.',
    references: ['https://docs.docker.com/engine/network/port-publishing/'],
  },
  check: (ctx) => ({
    Env(instruction) {
      if (ctx.doc.stageOf(instruction)?.ships !== true) return;
      for (const { key, value } of instruction.pairs) {
        const text = value?.literal;
        if (!value || text === undefined || !BIND_VARIABLES.test(key.raw) || !LOOPBACK.test(text)) continue;
        const at = value.raw.indexOf(hostOf(text));
        if (at < 0) continue;
        const span = value.at(at, at + hostOf(text).length);
        ctx.report({
          message: 'variable',
          span,
          data: { name: key.raw, address: text, all: everywhere(text) },
          fixes: [fix(span)],
        });
      }
    },
    End() {
      const stage = ctx.doc.lastStage;
      if (!stage) return;
      for (const { script } of startSites(ctx.doc, stage)) {
        for (const command of script.commands) {
          for (const word of listeningWords(command)) {
            const found = addressIn(word);
            if (!found) continue;
            ctx.report({
              message: 'option',
              span: found.span,
              data: { address: found.address, all: everywhere(found.address) },
              fixes: [fix(found.span)],
            });
          }
        }
      }
    },
  }),
});

const hostOf = (address: string): string => /127\.0\.0\.1|localhost|\[::1\]/.exec(address)?.[0] ?? address;

const everywhere = (address: string): string => address.replace(/127\.0\.0\.1|localhost|\[::1\]/, '0.0.0.0');

const fix = (span: Span): Fix => ({
  title: 'Listen on 0.0.0.0',
  safety: 'unsafe',
  edits: () => [{ span, text: '0.0.0.0' }],
});

/** The words that say where a command listens. */
function listeningWords(command: ShellCommand): ShellWord[] {
  const { args } = command;
  const django = args.findIndex((word) => DJANGO.has(word.value ?? ''));
  const words = args.filter((word, index) => {
    const text = word.value ?? '';
    const equals = text.indexOf('=');
    if (equals > 0) return BIND_OPTIONS.has(text.slice(0, equals));
    return BIND_OPTIONS.has(args[index - 1]?.value ?? '') || (django >= 0 && index > django);
  });
  return words;
}

/** The host part of an address in a word, when the word's text can be placed. */
function addressIn(word: ShellWord): { span: Span; address: string } | undefined {
  const text = word.value;
  if (text === undefined) return undefined;
  const from = text.indexOf('=') + 1;
  const address = text.slice(from);
  if (!LOOPBACK.test(address)) return undefined;
  const host = hostOf(address);
  const at = word.raw.indexOf(host);
  const plain = word.span.end - word.span.start === word.raw.length;
  if (at < 0 || !plain) return undefined;
  return { span: { start: word.span.start + at, end: word.span.start + at + host.length }, address };
}
