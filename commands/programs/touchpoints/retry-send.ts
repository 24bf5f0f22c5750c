import type { Actor } from '../../../contracts/actor.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { RetriedTouchpoint } from '../../../contracts/programs/touchpoint-answers.ts';
import { actOnTouchpoint, requireTouchpoint, writeTouchpoint } from './act-on-touchpoint.ts';
import { uncertainMessage } from './answer-touchpoint.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import type { CommandDeps } from '../../deps.ts';
import { NO_LONGER_WAITING } from './log-sent-touchpoint.ts';

/**
 * Lets a message leave again that was refused, to those only who refused it, or that is uncertain: ten minutes after its
 * hand-over at the earliest (D1). Its approval stands; what is not true any more comes back to review when it is claimed.
 *
 * @throws ProblemError as `actOnTouchpoint`; `conflict` with `retryAt` when it is too early, and when a newer message took
 * its place
 */
export async function retrySend(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId }: { scheduledTouchpointId: string },
): Promise<RetriedTouchpoint> {
  const { touchpoint } = await actOnTouchpoint(deps, actor, {
    scheduledTouchpointId,
    kind: 'sendRetried',
    apply: async (locked) => {
      requireTouchpoint(locked, ['failed', 'uncertain']);
      const place = await deps.store.reviewBatches.findForReturned(locked.tx, { scheduledTouchpointId });
      const isReplaced = place !== null && 'supersededById' in place;
      if (isReplaced || (await deps.store.touchpointSends.hasNewerOpen(locked.tx, scheduledTouchpointId)))
        throw new ProblemError('conflict', 'A newer message of the same touchpoint took its place.');
      if (locked.item.status === 'uncertain') await answerUncertain(deps, locked, uncertainMessage(locked));
      const again = { status: 'approved', wakeAt: locked.now, slotAt: null, endedAt: null } as const;
      await writeTouchpoint(deps, locked, { set: { ...NO_LONGER_WAITING, ...again }, why: 'retried' });
    },
  });
  const { id, status, batchId, reason, errorCode, errorDetail } = touchpoint;
  return { id, status, batchId, reason, errorCode, errorDetail };
}
