import { isActive } from './active';
import type { ComposeFacts } from './facts';
import type { ComposeDocument } from './model';
import type { Service } from './service';

export interface UsedService {
  readonly service: Service;
  /** Compose judges only services that run; undefined for the rule's own severity. */
  readonly severity: 'warning' | undefined;
}

/**
 * The services whose values can stand in a file: those of the project, merged, because an override file may take a value away and what a
 * base says counts only where it is extended. Where the project is not known, the file's own.
 */
export function usedServices(document: ComposeDocument, facts: ComposeFacts): readonly UsedService[] {
  const { project, whole, role } = facts;
  const all = whole || role === 'base' ? [...project.services.values()] : document.services;
  return all
    .map((service): UsedService => ({ service, severity: isActive(service, facts) ? undefined : 'warning' }))
    .sort((a, b) => Number(a.severity !== undefined) - Number(b.severity !== undefined));
}
