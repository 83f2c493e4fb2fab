import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type DockerfileDocument, rootStage, type Stage } from '../../languages/dockerfile/model';
import { flag, type Instruction, type TransferInstruction } from '../../languages/dockerfile/nodes';
import { callSpan, type PackageCall, packageCalls } from '../../languages/dockerfile/packages';
import { officialName } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/scratch-needs-static',
  summary: 'Start static programs, without a shell, in an image from scratch',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    shell: '`FROM scratch` has no shell for this `{{instruction}}`; write it as a JSON list',
    dynamic: '`{{build}}` may link libc, which `scratch` lacks; set `CGO_ENABLED=0`',
  },
  notes: ['scratch', 'multi-stage'],
  lessons: ['D22'],
  docs: {
    why: '`scratch` is empty: it has no shell, no libraries and no certificates. A command in plain form is handed to `/bin/sh`, and a program that needs libc is not started either; both end with "no such file or directory". With a C compiler at hand Go links a program that uses the network against libc.',
    instead:
      'Write CMD, ENTRYPOINT and HEALTHCHECK as JSON lists, and build with `CGO_ENABLED=0`. Programs that talk TLS also need `/etc/ssl/certs/ca-certificates.crt` of another stage.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\n\nFROM scratch\nCOPY --from=build /shop /srv/shop\nUSER 65532\nENTRYPOINT ["/srv/shop"]\n',
        fixed:
          'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /shop .\n\nFROM scratch\nCOPY --from=build /shop /srv/shop\nUSER 65532\nENTRYPOINT ["/srv/shop"]\n',
      },
      { code: 'FROM scratch\nCOPY shop /srv/shop\nCMD /srv/shop\n' },
    ],
    valid: [
      { code: 'FROM scratch\nCOPY shop /srv/shop\nCMD ["/srv/shop"]\n' },
      {
        code: 'FROM golang:1.25 AS build\nENV CGO_ENABLED=0\nRUN go build -o /shop .\nFROM scratch\nCOPY --from=build /shop /srv/shop\nENTRYPOINT ["/srv/shop"]\n',
      },
    ],
    fixSafety: 'Packages that use cgo are left out or do not compile; names are resolved by Go instead of libc.',
    exceptions: 'A Go program that uses neither `net` nor `os/user` nor C is static in any case.',
    references: [
      'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
      'https://pkg.go.dev/cmd/cgo',
    ],
  },
  check: (ctx) => ({
    End() {
      if (ctx.doc.os === 'windows') return;
      const reported = new Set<PackageCall>();
      /** Stages that may hold more than programs; a stage stands on earlier ones. */
      const systems = new Set<Stage>();
      for (const stage of ctx.doc.stages) {
        if (rootStage(stage).base.kind !== 'scratch') continue;
        const { base } = stage;
        if ((base.kind === 'stage' && systems.has(base.stage)) || mayBringSystem(ctx.doc, stage)) systems.add(stage);
        if (!stage.reached || systems.has(stage)) continue;
        for (const instruction of stage.instructions) {
          if (isShellForm(instruction)) {
            ctx.report({ message: 'shell', span: instruction.keyword, data: { instruction: instruction.name } });
          }
        }
        for (const call of goBuildsFor(ctx.doc, stage)) {
          if (reported.has(call)) continue;
          reported.add(call);
          const at = call.command.span.start;
          const fix: Fix = {
            title: 'Set CGO_ENABLED=0',
            safety: 'unsafe',
            edits: () => [{ span: { start: at, end: at }, text: 'CGO_ENABLED=0 ' }],
          };
          ctx.report({
            message: 'dynamic',
            severity: 'warning',
            span: callSpan(ctx.doc, call),
            data: { build: `go ${call.subcommand}` },
            fixes: call.node.site.form === 'exec' || call.command.wrappers.length > 0 ? [] : [fix],
          });
        }
      }
    },
  }),
});

function isShellForm(instruction: Instruction): boolean {
  switch (instruction.kind) {
    case 'Cmd':
    case 'Entrypoint':
    case 'Healthcheck':
      return (
        instruction.form?.kind === 'shell' && !instruction.form.looksLikeJson && instruction.bodyText.trim() !== ''
      );
    default:
      return false;
  }
}

/** Files that may be more than a program: a root file system, a shell, libraries. */
function mayBringSystem(doc: DockerfileDocument, { instructions }: Stage): boolean {
  return instructions.some((instruction) => {
    if (instruction.kind === 'Shell') return true;
    if (instruction.kind === 'Run') return instruction.mounts.length > 0;
    return (instruction.kind === 'Copy' || instruction.kind === 'Add') && bringsSystem(doc, instruction);
  });
}

const LIBRARY = /^\/?(?:usr\/)?(?:lib|lib64|lib32|bin|sbin)(?:\/|$)|\.so(?:\.|$)|rootfs|busybox|\/sh$|\/bash$/;

function bringsSystem(doc: DockerfileDocument, instruction: TransferInstruction): boolean {
  const { destination } = instruction;
  const target = destination && doc.valueOf(destination, instruction);
  if (target === undefined || LIBRARY.test(target)) return true;
  const sources = instruction.sources.map((word) => doc.valueOf(word, instruction));
  if (sources.some((source) => source === undefined || LIBRARY.test(source))) return true;
  // Into the root itself: single programs of another stage are known by a name that is no folder's.
  if (!/^[./]*$/.test(target)) return false;
  if (instruction.kind === 'Add' || !flag(instruction, 'from')) return true;
  return sources.some((source) => source === undefined || /[*?[]|\/$|^[./]*$/.test(source) || isFolderName(source));
}

const isFolderName = (path: string): boolean =>
  /(?:^|\/)(?:out|output|dist|build|rootfs|root|install|target|artifacts?|fs|staging|image|export|release|tmp|opt|app|src)$/.test(
    path,
  );

/** Calls of `go build` that may link dynamically, in the golang stages that a scratch stage copies from. */
function goBuildsFor(doc: DockerfileDocument, stage: Stage): PackageCall[] {
  const sources = stage.dependencies.flatMap(({ via, target }) =>
    via === 'copy' && target.kind === 'stage' ? [doc.stages[target.stage]] : [],
  );
  const found: PackageCall[] = [];
  for (const source of new Set(sources)) {
    if (!source || !hasCompiler(source)) continue;
    const paths = copiedFrom(doc, stage, source);
    for (const run of source.instructions) {
      if (run.kind !== 'Run') continue;
      for (const call of packageCalls(doc, run)) {
        if (call.manager !== 'go' || call.subcommand !== 'build') continue;
        const output = call.option('-o')?.value;
        if (output === undefined || !paths.some((path) => isSameFile(path, output))) continue;
        if (mayLinkLibc(doc, call)) found.push(call);
      }
    }
  }
  return found;
}

/** The golang image on Debian has gcc; the one on Alpine has none, and then Go leaves cgo off. */
function hasCompiler(stage: Stage): boolean {
  const { base } = rootStage(stage);
  if (base.kind !== 'image' || !base.reference) return false;
  return officialName(base.reference) === 'golang' && !/alpine|nanoserver|windows/.test(base.reference.tag ?? '');
}

function copiedFrom(doc: DockerfileDocument, stage: Stage, source: Stage): string[] {
  return stage.dependencies.flatMap(({ instruction, target }) => {
    if (instruction.kind !== 'Copy' || target.kind !== 'stage' || target.stage !== source.index) return [];
    return instruction.sources.flatMap((word) => doc.valueOf(word, instruction) ?? []);
  });
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isSameFile = (copied: string, built: string): boolean =>
  lastPart(copied) !== '' &&
  (lastPart(copied) === lastPart(built) || built.startsWith(`${copied.replace(/\/$/, '')}/`));

function mayLinkLibc(doc: DockerfileDocument, call: PackageCall): boolean {
  const { command, node } = call;
  const words = command.words.map((word) => word.value ?? word.raw);
  // Static by other means, or for another machine, where cgo is off unless asked for.
  if (words.some((word) => /-static|netgo|osusergo|linkmode/.test(word)) || call.hasUnknownWords) return false;
  const assigned = [...command.assignments.map(({ name }) => name), ...words.map((word) => word.split('=')[0] ?? '')];
  if (assigned.some(isDeciding)) return false;
  for (const earlier of node.site.script.commands) {
    if (earlier.span.start >= command.span.start) break;
    const set = [...earlier.assignments, ...earlier.declarations].map(({ name }) => name);
    if (set.some(isDeciding) || (earlier.program === 'go' && earlier.args[0]?.value === 'env')) return false;
    if (earlier.program === 'source' || earlier.program === '.') return false;
  }
  return ['CGO_ENABLED', 'GOARCH', 'GOFLAGS'].every(
    (name) => doc.resolve(name, node.instruction).kind === 'undeclared',
  );
}

const isDeciding = (name: string): boolean => /^(?:CGO_ENABLED|GOARCH|GOFLAGS)$/.test(name);
