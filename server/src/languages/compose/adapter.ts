import type { LanguageAdapter, NodeVisitor } from '../../core/language';
import { yamlComments } from '../yaml/places';
import { environmentOf } from './environment';
import { foreignSuppressions } from './foreign';
import type { ComposeDocument, SectionName } from './model';
import { parseCompose } from './model';
import { mountsOf } from './mounts';
import { portsOf } from './ports';

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
 * (`Mount`) and variables (`EnvVar`), and the top-level resources. What a service means depends on the whole file: nothing is remembered.
 */
function walk(document: ComposeDocument, visitor: NodeVisitor): void {
  visitor.unit(undefined);
  for (const yaml of document.stream.documents) visitor.visit('Yaml', yaml);
  visitor.visit('Compose', document);
  for (const service of document.services) {
    visitor.visit('Service', service);
    if (visitor.wants('Port')) for (const port of portsOf(service)) visitor.visit('Port', { ...port, service });
    if (visitor.wants('Mount')) for (const mount of mountsOf(service)) visitor.visit('Mount', { ...mount, service });
    if (visitor.wants('EnvVar'))
      for (const pair of environmentOf(service)) visitor.visit('EnvVar', { ...pair, service });
  }
  for (const resource of document.resources) visitor.visit(KINDS[resource.section], resource);
}

/** How the engine reads Compose files. `parse` knows nothing around the text; project/compose.ts does. */
export const composeAdapter: LanguageAdapter<ComposeDocument> = {
  id: 'compose',
  parse: (text) => parseCompose(text),
  walk,
  foreign: foreignSuppressions,
  ...yamlComments,
};
