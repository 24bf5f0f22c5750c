import type { Actor } from '../../contracts/actor.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** The day in the organisation's zone, `YYYY-MM-DD`: whose day counts for days past due. */
export async function organisationToday(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  { actor, now }: { actor: Actor; now: number },
): Promise<string> {
  const { zone } = await store.organisation.get(db, actor);
  return localDateOf(now, zone);
}
