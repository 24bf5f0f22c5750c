import { SYSTEM } from '../../../contracts/actor.ts';
import { localDateOf, startOfDay } from '../../../domain/time/calendar.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { QueueClock } from '../../../infra/db/enrollments/queue.ts';
import type { CommandDeps } from '../../deps.ts';

/** The moment at which the queue is looked at, and where the organisation's day began. */
export async function queueClock(deps: CommandDeps, db: Tx, now: number): Promise<QueueClock> {
  const { zone } = await deps.store.organisation.get(db, SYSTEM);
  return { now, startOfToday: startOfDay(localDateOf(now, zone), zone) };
}
