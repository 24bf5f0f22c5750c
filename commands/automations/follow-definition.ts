import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseWaiting, wakeNobody, type Wake } from '../release-waiting.ts';
import { endMessages } from './messages/end-messages.ts';
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
  const wake = await followStatus(deps, tx, { before, after, now });
  if (isMoved) await reschedule(deps, tx, { automation: after, now });
  const isOtherTree = JSON.stringify(before.audience) !== JSON.stringify(after.audience);
  if (isAskedAnew) await deps.store.automationPasses.compareAnew(tx, { automationId, isOtherTree, now });
  return async () => {
    await wake();
    await followCalendar(deps, automationId);
  };
}

/** What it was about to say follows its status (A1): paused it waits, ended by a person it is called off. */
async function followStatus(
  deps: CommandDeps,
  tx: Tx,
  { before, after, now }: DefinitionChange,
): Promise<Wake> {
  const { id: automationId, status } = after;
  if (status === before.status) return wakeNobody;
  switch (status) {
    case 'created':
      return wakeNobody;
    case 'running':
      return releaseWaiting(deps, tx, { release: { of: 'automation', id: automationId }, now });
    case 'paused':
      await deps.store.locks.closeGate(tx, { kind: 'automation', id: automationId });
      return wakeNobody;
    case 'inactive':
    case 'completed': {
      const reason = status === 'inactive' ? 'deactivated' : 'completed';
      await endPass(deps, tx, { automationId, reason, now });
      return endMessages(deps, tx, { automationId, now });
    }
  }
}
