import type { LanguageAdapter, NodeVisitor } from '../../core/language';
import { yamlComments } from '../yaml/places';
import { environmentOf } from './environment';
import { foreignSuppressions } from './foreign';
import type { Lookup } from './interpolate';
import type { ComposeDocument, SectionName } from './model';
import { parseCompose } from './model';
import { mountsOf } from './mounts';
import { portsOf } from './ports';
import type { Service } from './service';

/** What a top-level resource is called as a node. */
const KINDS: Readonly<Record<Exclude<SectionName, 'services'>, string>> = {
  networks: 'Network',
  volumes: 'Volume',
  secrets: 'Secret',
  configs: 'Config',
  models: 'Model',
};

/**
 * The documents of the stream (`Yaml`), the file (`Compose`), its services (`Service`), each followed by its ports (`Port`), mounts
 * (`Mount`) and variables (`EnvVar`), and the top-level resources. A unit is a service, as far as nothing outside it says what is in it.
 */
function walk(document: ComposeDocument, visitor: NodeVisitor): void {
  visitor.unit(undefined);
  for (const yaml of document.stream.documents) visitor.visit('Yaml', yaml);
  visitor.visit('Compose', document);
  const key = serviceKeys(document);
  for (const service of document.services) {
    visitor.unit(key(service), {
      start: service.nameSpan.start,
      end: service.entry.value.node?.span.end ?? service.nameSpan.end,
    });
    visitor.visit('Service', service);
    if (visitor.wants('Port')) for (const port of portsOf(service)) visitor.visit('Port', { ...port, service });
    if (visitor.wants('Mount')) for (const mount of mountsOf(service)) visitor.visit('Mount', { ...mount, service });
    if (visitor.wants('EnvVar'))
      for (const pair of environmentOf(service)) visitor.visit('EnvVar', { ...pair, service });
  }
  visitor.unit(undefined);
  for (const resource of document.resources) visitor.visit(KINDS[resource.section], resource);
}

/** Longer services are asked about anew each time. */
const MAX_KEY = 16_384;

/** What makes a key of a service from all that its values follow from; undefined where an alias or a merge brings in what stands elsewhere. */
function serviceKeys({ file, stream }: ComposeDocument): (service: Service) => string | undefined {
  const { text } = stream.source;
  // What a mistake elsewhere makes of a service cannot be read off its text.
  if (stream.documents.some(({ problems }) => problems.length > 0)) return () => undefined;
  return ({ entry, nameSpan }) => {
    const end = entry.value.node?.span.end ?? nameSpan.end;
    const own = text.slice(nameSpan.start, end);
    // The value of an alias stands above it.
    if (end < nameSpan.end || own.length > MAX_KEY || own.includes('*') || own.includes('<<')) return undefined;
    const column = nameSpan.start - text.lastIndexOf('\n', nameSpan.start) - 1;
    return `${file.path ?? ''} ${column} ${own.includes('$') ? variablesIn(own, file.lookup) : ''} ${own}`;
  };
}

function variablesIn(text: string, lookup: Lookup): string {
  const names = new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''));
  return JSON.stringify([...names].map((name) => [name, lookup(name)]));
}

/** How the engine reads Compose files. `parse` knows nothing around the text; project/compose.ts does. */
export const composeAdapter: LanguageAdapter<ComposeDocument> = {
  id: 'compose',
  parse: (text) => parseCompose(text),
  walk,
  foreign: foreignSuppressions,
  ...yamlComments,
};
