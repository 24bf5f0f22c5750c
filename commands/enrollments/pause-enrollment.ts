import type { Actor } from '../../contracts/actor.ts';
import type { Paused } from '../../contracts/enrollments/enrollments.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { isOpenNow } from '../../domain/holds.ts';
import { changeEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { findInFlight, nameInFlight } from './stop-enrollment.ts';

/**
 * Pauses one enrollment at its position (S10), until it is resumed or a given moment. Its unmarked claims are taken
 * away: once this answers, nothing of it is handed over; what had begun is named with its outcome.
 *
 * @throws ProblemError `not_found`, `already_acted`; `conflict` when it is paused itself; `validation` for a past end
 */
export async function pauseEnrollment(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId, reason, until }: { enrollmentId: string; reason?: string; until?: string },
): Promise<Paused> {
  const { enrollment, result } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: 'paused',
    title: 'Paused',
    apply: async ({ tx, now, snapshot }) => {
      const expiresAt = until === undefined ? null : Date.parse(until);
      if (expiresAt !== null && expiresAt <= now)
        refuseInvalid([{ field: 'until', message: 'must lie in the future' }]);
      if (
        snapshot.holds.some(
          (hold) => hold.scope === 'enrollment' && hold.kind === 'manual' && isOpenNow(hold, now),
        )
      ) {
        throw new ProblemError('conflict', 'The enrollment is paused already.');
      }
      await deps.store.holds.holdEnrollment(tx, {
        id: deps.newId('hold'),
        enrollmentId,
        kind: 'manual',
        reason: reason ?? null,
        authorId: actor.userId,
        startedAt: now,
        expiresAt,
      });
      await deps.store.stepSends.takeClaimsAway(tx, [enrollmentId]);
      return findInFlight(deps, tx, enrollmentId);
    },
  });
  return { ...enrollment, inFlight: await nameInFlight(deps, result) };
}
