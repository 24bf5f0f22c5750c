import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { calendarOf } from './calendar-of.ts';
import { expectPass } from './expect-pass.ts';

/**
 * Brings the passes of an automation to it, after its status or its calendar changed, or the zone of the organisation: the
 * pass that is expected is written anew, and an open one looks again. To be called with the automation locked, as it was
 * written; {@link followCalendar} follows after the commit.
 */
export async function reschedule(
  deps: CommandDeps,
  tx: Tx,
  { automation, now }: { automation: StoredAutomation; now: number },
): Promise<void> {
  const { automationPasses, passCalendars } = deps.store;
  const { id, status } = automation;
  const calendar = await calendarOf(deps, tx, automation);
  await automationPasses.removeExpected(tx, id);
  await passCalendars.move(tx, { automationId: id, zone: calendar.zone });
  if (status === 'running' || status === 'paused') await expectPass(deps, tx, { automation, calendar, now });
  const open = await automationPasses.findOpen(tx, id);
  if (open) await automationPasses.save(tx, { passId: open.id, set: { wakeAt: now } });
}
