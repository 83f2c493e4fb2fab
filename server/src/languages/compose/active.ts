import type { ComposeFacts } from './facts';
import { profilesOf } from './own';
import type { Service } from './service';

/** Whether a plain `docker compose up` starts a service: it has no profiles, or `COMPOSE_PROFILES` of `.env` names one of them. */
export function isActive(service: Service, { dotenv }: Pick<ComposeFacts, 'dotenv'>): boolean {
  const profiles = profilesOf(service);
  if (profiles?.length === 0) return true;
  const wanted = dotenv?.get('COMPOSE_PROFILES')?.value?.split(',') ?? [];
  const asked = new Set(wanted.map((name) => name.trim()));
  return asked.has('*') || profiles?.some((profile) => asked.has(profile)) === true;
}
