import { MemoMap } from '../../core/memo';
import { officialName } from '../image/reference';
import { type Binding, type DockerfileDocument, rootStage, type Stage } from './model';

const ARGS = new MemoMap<DockerfileDocument, ReadonlyMap<string, readonly Binding[]>>();

/** The ARGs of all stages by name, in order; global ones not. */
export function stageArgs(document: DockerfileDocument): ReadonlyMap<string, readonly Binding[]> {
  const known = ARGS.get(document);
  if (known) return known;
  const found = new Map<string, Binding[]>();
  for (const stage of document.stages) {
    for (const binding of document.bindings(stage)) {
      if (binding.kind !== 'arg') continue;
      const list = found.get(binding.name);
      if (list) list.push(binding);
      else found.set(binding.name, [binding]);
    }
  }
  ARGS.set(document, found);
  return found;
}

/** Names that nearly every image or shell sets. */
const COMMON =
  /^(?:PATH|HOME|USER|LOGNAME|HOSTNAME|LANG|LANGUAGE|LC_\w+|TERM|SHELL|PWD|OLDPWD|TZ|SHLVL|IFS|PS\d|UID|EUID|PPID|RANDOM|SECONDS|OSTYPE|HOSTTYPE|MACHTYPE|BASH\w*|LD_LIBRARY_PATH|DEBIAN_FRONTEND)$/;
/** Names that images with a language or a server in them use for their own. */
const OF_IMAGES = /^(?:GO\w+|.*_(?:VERSION|HOME|PATH|DIR|ROOT|SHA256|SHA|MAJOR|URL|PKG|KEYS?|KEYRING))$/;
/** First parts of variables' names, and what images that set them are called. */
const RELATED: Readonly<Record<string, string>> = {
  java: 'jdk|jre|temurin|corretto|maven|gradle|tomcat|jetty|zulu|liberica|graalvm',
  pg: 'postgres|postgis',
  yarn: 'node',
  npm: 'node',
  pip: 'python',
  cargo: 'rust',
  rustup: 'rust',
  gem: 'ruby',
  bundle: 'ruby',
  bundler: 'ruby',
  composer: 'php',
  njs: 'nginx',
  nv: 'nvidia|cuda',
  nvidia: 'cuda',
  aspnet: 'dotnet',
  aspnetcore: 'dotnet',
  catalina: 'tomcat',
  mongo: 'mongo',
  gosu: '.',
};

/**
 * Whether the image under a stage may set a variable itself. The content of an image is not known; its name tells what its makers care
 * about: `node` sets NODE_VERSION, and hardly APP_VERSION.
 */
export function baseMaySet(stage: Stage, name: string): boolean {
  const root = rootStage(stage).base;
  if (root.kind === 'scratch') return name === 'PATH';
  if (COMMON.test(name)) return true;
  const reference = root.kind === 'image' ? root.reference : undefined;
  if (!reference) return OF_IMAGES.test(name);
  const image = `${reference.repository}:${reference.tag ?? ''}`.toLowerCase();
  const first = name.toLowerCase().split('_')[0] ?? '';
  if (first.length > 1 && image.includes(first)) return true;
  if (/golang/.test(image) && /^GO/.test(name)) return true;
  const related = Object.hasOwn(RELATED, first) ? RELATED[first] : undefined;
  if (related !== undefined && new RegExp(related).test(image)) return true;
  // An image that nobody but its makers knows may set whatever has the form of an image's variable.
  return officialName(reference) === undefined && first.length > 1 && OF_IMAGES.test(name) && isOwnPart(first, image);
}

/** Whether a part of the image's name begins as the variable does: `APP_HOME` on `example.com/team/application`. */
const isOwnPart = (first: string, image: string): boolean =>
  image.split(/[/:._-]/).some((part) => part.length > 2 && (part.startsWith(first) || first.startsWith(part)));
