import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';
import { endPass } from './passes/end-pass.ts';
import { followCalendar } from './passes/follow-calendar.ts';
import { reschedule } from './passes/reschedule.ts';

/** An automation before and after a command, which is written already. */
export interface DefinitionChange {
  before: StoredAutomation;
  after: StoredAutomation;
  now: number;
}

/** What moves the passes of an automation when it is changed. */
const OF_CALENDAR = ['status', 'startsAt', 'endsAt', 'isOngoing', 'every', 'runNo'] as const;

/**
 * What the calendar, the open pass and the membership of an automation make of a change to it, in its transaction.
 *
 * @returns what is to be woken after the commit
 */
export async function followDefinition(
  deps: CommandDeps,
  tx: Tx,
  { before, after, now }: DefinitionChange,
): Promise<Wake> {
  const { id: automationId, status } = after;
  const isMoved = OF_CALENDAR.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const isAskedAnew = before.audienceVersion !== after.audienceVersion;
  if (status === 'created' || !(isMoved || isAskedAnew)) return wakeNobody;
  if (status === 'inactive') await endPass(deps, tx, { automationId, reason: 'deactivated', now });
  if (status === 'completed') await endPass(deps, tx, { automationId, reason: 'completed', now });
  if (isMoved) await reschedule(deps, tx, { automation: after, now });
  if (isAskedAnew) {
    const isOtherTree = JSON.stringify(before.audience) !== JSON.stringify(after.audience);
    await deps.store.automationPasses.compareAnew(tx, { automationId, isOtherTree, now });
  }
  return () => followCalendar(deps, automationId);
}
