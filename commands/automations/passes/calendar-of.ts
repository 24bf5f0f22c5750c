import { SYSTEM } from '../../../contracts/actor.ts';
import type { PassCalendar } from '../../../domain/automations/calendar.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** When an automation that was set running has its passes, in the zone of the organisation. */
export async function calendarOf(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  automation: StoredAutomation,
): Promise<PassCalendar> {
  const { zone } = await store.organisation.get(db, SYSTEM);
  const { startsAt, endsAt, every, runningSince, createdAt } = automation;
  return { zone, startsAt, endsAt, every, runningSince: runningSince ?? createdAt };
}
