import type { Finding } from '../../core/finding';
import { type Span, touches } from '../../core/span';
import { lineAt } from '../../core/text';
import { bytesOf } from '../../languages/compose/bytes';
import { durationOf } from '../../languages/compose/durations';
import { type ComposeFacts, effectiveService } from '../../languages/compose/facts';
import type { ComposeDocument } from '../../languages/compose/model';
import { type Mount, mountsOf } from '../../languages/compose/mounts';
import { placeIn } from '../../languages/compose/place-at';
import { type Port, type PortRange, portsOf } from '../../languages/compose/ports';
import { ELEMENT_WORDS, referencesOf } from '../../languages/compose/references';
import { typeOfKey, typesAt } from '../../languages/compose/schema/types';
import type { Service } from '../../languages/compose/service';
import { asScalar, at, type ScalarValue, textOf, type Value } from '../../languages/compose/tree';
import type { Library } from '../library';
import { formatBytes } from './context-size';
import { imageText } from './image';
import { code } from './markdown';
import { firstParagraph, type Paragraphs, writeParagraphs } from './paragraphs';

export interface ComposeHoverRequest {
  readonly document: ComposeDocument;
  readonly facts: ComposeFacts;
  readonly findings: readonly Finding[];
  readonly offset: number;
  readonly library: Library;
  /** The schema's own text for a place in it. */
  readonly describe: (id: string) => string | undefined;
  readonly link: (topic: string, label: string) => string;
}

/** What a person should know about the place at `offset` of a Compose file; undefined where there is nothing to say. */
export function hoverCompose(
  request: ComposeHoverRequest,
): { readonly markdown: string; readonly span: Span } | undefined {
  const { document, offset, findings } = request;
  const place = placeIn(document, offset);
  const finding = findings.find(({ span, rule }) => touches(span, offset) && !rule.startsWith('plimsoll/'));
  if (!place && !finding) return undefined;
  const page = finding && request.library.page(finding.rule);
  const name = finding?.rule.slice(finding.rule.indexOf('/') + 1);
  const why = page && `**${name}** ${firstParagraph(page.docs.why)}`;
  const first = place && firstOf(place.path, place.onKey, request);
  const does = place && described(place.path, request);
  if (first === undefined && does === undefined && why === undefined) return undefined;
  const topic = place && topicOf(place.path);
  const parts: Paragraphs = {
    first: first ?? (place && does !== undefined ? `${code(label(place.path))} ${does}` : (why ?? '')),
    does: first === undefined ? undefined : does,
    why: first === undefined && does === undefined ? undefined : why,
    last: finding?.noFix === undefined ? undefined : `No quick fix: ${finding.noFix}`,
    topic: page?.notes[0] ?? topic,
    links: [...(finding ? [finding.rule] : []), ...(page?.notes ?? []), ...(topic === undefined ? [] : [topic])],
  };
  const span = [place?.span, finding?.span].find((each) => each && touches(each, offset));
  return { markdown: writeParagraphs(parts, request), span: span ?? { start: offset, end: offset } };
}

type Path = readonly (string | number)[];

const label = (path: Path): string => String(path.findLast((step) => typeof step === 'string') ?? '');

/** The schema's text for a key; of an item, that of its list. */
function described(path: Path, { facts, describe }: ComposeHoverRequest): string | undefined {
  const { schema } = facts;
  if (!schema) return undefined;
  for (let end = path.length; end > 0; end--) {
    const step = path[end - 1];
    if (typeof step !== 'string') continue;
    const owners = typesAt(schema, path.slice(0, end - 1));
    const own = owners.flatMap((owner) => typeOfKey(owner, step) ?? []);
    // The text of the key itself is found by its owner: its type may be one that many keys share. Then that of one of its syntaxes.
    const keys = owners.map(({ id }) => (id === '' ? step : `${id}.${step}`));
    for (const id of [
      ...keys,
      ...own.map(({ id }) => id),
      ...own.flatMap(({ leaves }) => leaves.map(({ id }) => id)),
    ]) {
      const text = describe(id);
      if (text !== undefined && !EMPTY.test(text)) return firstParagraph(text);
    }
    return undefined;
  }
  return undefined;
}

/** Texts of types that many keys share, which say nothing of any. */
const EMPTY = /^(?:A list of unique string values|A string value in the list|Value for the key, which)/;

/** Which notes belong to a key; the longest path wins. */
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [/^version$/, 'compose-files'],
  [/^services\.[^.]+\.ports/, 'compose-ports'],
  [/^services\.[^.]+\.(?:healthcheck|depends_on)/, 'compose-start-order'],
  [/^services\.[^.]+\.(?:networks|links|external_links|network_mode|extra_hosts|dns)|^networks/, 'compose-networks'],
  [/^services\.[^.]+\.(?:volumes|tmpfs|volumes_from)|^volumes/, 'compose-data'],
  [/^services\.[^.]+\.(?:secrets|environment|env_file)|^secrets/, 'compose-secrets'],
  [/^services\.[^.]+\.(?:scale|container_name|deploy\.replicas)/, 'compose-scaling'],
  [
    /^services\.[^.]+\.(?:deploy\.resources|mem_|cpu|cpus|pids_limit|shm_size|ulimits|logging|read_only|oom_)/,
    'compose-limits',
  ],
  [/^services\.[^.]+\.deploy/, 'compose-deploy'],
  [/^services\.[^.]+\.restart/, 'compose-restart'],
  [/^services\.[^.]+\.user$/, 'users'],
  [/^services\.[^.]+\.(?:privileged|cap_|security_opt|userns_mode|pid|ipc|devices|sysctls)/, 'compose-privileges'],
  [/^(?:include|services\.[^.]+\.extends)/, 'compose-overrides'],
  [/^services\.[^.]+\.(?:command|entrypoint)/, 'entrypoint-and-cmd'],
  [/^services\.[^.]+\.image/, 'image-references'],
  [/^services\.[^.]+\.build/, 'build-context'],
  [/^services\.[^.]+\.expose/, 'ports'],
  [/^services\.[^.]+\.platform$/, 'platforms'],
  [/^services\.[^.]+\.stop_(?:signal|grace_period)$/, 'stopsignal'],
  // What no topic is about has no notes.
  [/^services(?:\.[^.]+)?$/, 'compose-files'],
];

const topicOf = (path: Path): string | undefined => TOPICS.find(([pattern]) => pattern.test(path.join('.')))?.[1];

/** What is written here, in the reader's own names and numbers. */
function firstOf(path: Path, onKey: boolean, request: ComposeHoverRequest): string | undefined {
  const { document, facts } = request;
  const [section, name, key] = path;
  const service = section === 'services' ? document.services.findLast((each) => each.name === name) : undefined;
  if (service && path.length === 2 && onKey) return aboutService(service, facts);
  if (service && key === 'ports' && typeof path[3] === 'number') return aboutPort(portsOf(service), path[3]);
  if (service && key === 'volumes' && typeof path[3] === 'number') return aboutMount(mountsOf(service), path[3]);
  const reference = service && aboutReference(service, request);
  if (reference !== undefined) return reference;
  const value = at(
    document.roots.findLast((root) => section !== undefined && root.has(String(section))),
    ...path,
  );
  const scalar = asScalar(value);
  if (service && path.length === 3 && onKey)
    return aboutMerged(service, String(key), value, facts) ?? aboutImageSetting(service, String(key), facts);
  if (!scalar || onKey) return undefined;
  return aboutScalar(scalar, path, request);
}

function aboutService(service: Service, facts: ComposeFacts): string {
  const whole = effectiveService(service, facts);
  const image = whole.text('image');
  const made = whole.has('build')
    ? `is built${image === undefined ? '' : ` and named ${code(image)}`}`
    : image === undefined
      ? 'takes its image from elsewhere'
      : `runs ${code(image)}`;
  const published = portsOf(whole).flatMap(({ published: range }) => (range ? [rangeText(range)] : []));
  const outside = published.length === 0 ? 'publishes no port' : `publishes ${published.join(', ')}`;
  const others = new Set(
    (whole.value?.entries ?? []).flatMap(({ file }) => (file === service.file ? [] : (file.path ?? []))),
  );
  const merged = others.size === 0 ? '' : `. Keys of it come from ${[...others].map(code).join(', ')} as well`;
  return `**${service.name}** ${made} and ${outside}; other services reach it as ${code(service.name)}${merged}`;
}

/** What a name in a service refers to, and where that is declared. */
function aboutReference(service: Service, { facts, offset }: ComposeHoverRequest): string | undefined {
  const found = referencesOf(service).find(({ span, file }) => file === service.file && touches(span, offset));
  if (found?.name === undefined) return undefined;
  const declared = facts.project.entry(found.section, found.name);
  if (!declared) return undefined;
  const other = declared.file === service.file ? undefined : declared.file.path;
  const file = declared.file === service.file ? 'this file' : other === undefined ? 'another file' : code(other);
  const line = lineAt(declared.file.source, declared.keySpan.start) + 1;
  const target = found.section === 'services' ? facts.project.service(found.name) : undefined;
  const about = target === undefined ? '' : `. ${aboutService(target, facts)}`;
  return `**The ${ELEMENT_WORDS[found.section]}** ${code(found.name)} is declared in ${file}, line ${line}${about}`;
}

/** What another file makes of a key. */
function aboutMerged(service: Service, key: string, own: Value | undefined, facts: ComposeFacts): string | undefined {
  const whole = effectiveService(service, facts).get(key);
  if (!whole || whole === own || whole.file === service.file) return undefined;
  const text = textOf(whole);
  const file = code(whole.file.path ?? 'another file');
  return text === undefined ? `**${key}** is changed by ${file}` : `**${key}** becomes ${code(text)} in ${file}`;
}

/** What the Dockerfile says about the same, and what becomes of that. */
function aboutImageSetting(service: Service, key: string, facts: ComposeFacts): string | undefined {
  if (key !== 'user' && key !== 'command' && key !== 'entrypoint') return undefined;
  const built = facts.builtFrom(effectiveService(service, facts));
  if (!built) return undefined;
  const file = code(built.path);
  const { user, cmd, entrypoint } = built;
  if (key === 'user') return user === undefined ? undefined : `**user** replaces ${code(`USER ${user}`)} of ${file}`;
  const lost = cmd === undefined ? '' : `, and forgets ${code(`CMD ${cmd}`)}`;
  if (key === 'entrypoint')
    return entrypoint === undefined
      ? `**entrypoint** is the program; ${file} names none${lost}`
      : `**entrypoint** replaces ${code(`ENTRYPOINT ${entrypoint}`)} of ${file}${lost}`;
  const arguments_ = entrypoint === undefined ? '' : `; it is handed to ${code(`ENTRYPOINT ${entrypoint}`)}`;
  return cmd === undefined ? undefined : `**command** replaces ${code(`CMD ${cmd}`)} of ${file}${arguments_}`;
}

const rangeText = ({ first, last }: PortRange): string => (first === last ? String(first) : `${first}-${last}`);

const isRange = ({ first, last }: PortRange): boolean => first !== last;

const portWord = (range: PortRange): string => (isRange(range) ? 'ports' : 'port');

function aboutPort(ports: readonly Port[], index: number): string | undefined {
  const port = ports[index];
  if (!port?.known || port.fault || !port.target) return undefined;
  const target = `${portWord(port.target)} ${rangeText(port.target)}/${port.protocol} of the container`;
  if (!port.published) return `**A port of this machine that the engine chooses** leads to ${target}`;
  const where = port.ip === undefined ? 'on all its addresses' : `at ${code(port.ip)} only`;
  const open = port.ip === '0.0.0.0' || port.ip === '::' ? 'on all its addresses' : where;
  const many = isRange(port.published);
  return `**${many ? 'Ports' : 'Port'} ${rangeText(port.published)} of this machine**, ${open}, ${many ? 'lead' : 'leads'} to ${target}`;
}

function aboutMount(mounts: readonly Mount[], index: number): string | undefined {
  const mount = mounts.filter(({ key }) => key === 'volumes')[index];
  if (!mount?.known || mount.fault || mount.target === undefined) return undefined;
  const target = `${code(mount.target)}${mount.readOnly ? ', read-only' : ''}`;
  if (mount.type === 'bind') return `**The path** ${code(mount.source ?? '')} of this machine is seen at ${target}`;
  if (mount.type === 'tmpfs')
    return `**Memory** is seen at ${target}; what is written there is gone with the container`;
  if (mount.source === undefined)
    return `**A volume without a name** is seen at ${target}: a new one for each new container`;
  return `**The volume** ${code(mount.source)} is seen at ${target}`;
}

function aboutScalar(scalar: ScalarValue, path: Path, request: ComposeHoverRequest): string | undefined {
  if (scalar.hasVariable) return aboutVariables(scalar, request);
  const { text } = scalar;
  if (text === undefined || scalar.isNull) return undefined;
  const last = label(path);
  if (last === 'image') return imageText(text);
  const formats = request.facts.schema ? typesAt(request.facts.schema, path).map(({ format }) => format) : [];
  if (formats.includes('duration')) {
    const milliseconds = durationOf(text);
    return milliseconds === undefined ? undefined : `${code(text)} is ${seconds(milliseconds)}`;
  }
  if (formats.includes('bytes')) {
    const bytes = bytesOf(text);
    return bytes === undefined ? undefined : `${code(text)} is ${formatBytes(bytes)} (${bytes} bytes)`;
  }
  return rewritten(scalar, path);
}

function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${Number(value.toFixed(3))} ${value === 1 ? 'second' : 'seconds'}`;
}

/** In these places a value is text, whatever it looks like; YAML has read it before. */
function rewritten(scalar: ScalarValue, path: Path): string | undefined {
  const isText = path.some((step) => step === 'environment' || step === 'labels' || step === 'args');
  const { yaml, raw } = scalar;
  if (!isText || (yaml.kind !== 'int' && yaml.kind !== 'float') || String(yaml.value) === raw) return undefined;
  return `${code(raw)} is read as the number **${yaml.value}**, and passed on like that; quotes keep it as it is`;
}

/** The value of each variable and where it comes from. */
function aboutVariables(scalar: ScalarValue, { facts }: ComposeHoverRequest): string {
  const { variables, text } = scalar.interpolation;
  const sources = variables.slice(0, 4).map(({ name, operator, word }) => {
    const known = facts.dotenv?.get(name)?.value;
    if (known !== undefined) return `${code(name)} is ${code(known)} in ${code(facts.dotenvPath ?? '.env')}`;
    if (operator === ':-' || operator === '-')
      return `${code(name)} is not in ${code('.env')}; the default is ${code(word === '' ? '""' : word)}`;
    if (operator === ':?' || operator === '?') return `${code(name)} has to be set, or Compose stops`;
    return `${code(name)} is not in ${code('.env')}; without a value in the environment it is empty`;
  });
  const becomes = text === undefined ? '' : `**Becomes** ${code(text === '' ? '""' : text)}. `;
  return `${becomes}${sources.join('; ')}`;
}
