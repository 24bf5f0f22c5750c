import type { CommandDeps } from '../../deps.ts';
import { attempt } from '../../wakes.ts';
import { showSchedule } from './show-schedule.ts';
import { startDuePass } from './start-due-pass.ts';

/** What follows the commit of a change of an automation: Temporal shows its calendar, what is due begins, an open pass looks. */
export async function followCalendar(deps: CommandDeps, automationId: string): Promise<void> {
  await attempt(showSchedule(deps, automationId));
  await startDuePass(deps, { automationId });
  const open = await deps.store.automationPasses.findOpen(deps.db, automationId);
  if (open) await attempt(deps.lifecycle.wakePass({ automationId, passId: open.id }));
}
