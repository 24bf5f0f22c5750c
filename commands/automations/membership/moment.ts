import { SYSTEM } from '../../../contracts/actor.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Standing } from '../../../infra/db/automations/automation-followers.ts';
import type { CommandDeps } from '../../deps.ts';

/** The organisation's day, and its zone. */
export interface Moment {
  /** `YYYY-MM-DD`. */
  today: string;
  zone: string;
  /** Epoch milliseconds. */
  now: number;
}

/** Now, with the sums that audiences read made right for it. */
export async function momentOf(deps: CommandDeps): Promise<Moment> {
  const now = await deps.now();
  const { zone } = await deps.store.organisation.get(deps.db, SYSTEM);
  const today = localDateOf(now, zone);
  await deps.store.customerSummaries.bringForward(deps.db, { today, now });
  return { today, zone, now };
}

/** As of when an automation asks who belongs to it: what a day changes is changed for all at once, not by the way. */
export const askedAsOf = (standing: Standing | null, { today, zone, now }: Moment) =>
  standing ? { today: standing.day, zone, now: standing.at } : { today, zone, now };
