import { followEnrollments } from '../../commands/enrollments/follow-enrollments.ts';
import { attempt, inParallel, wakeEnrollments } from '../../commands/wakes.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Enrollments of one transaction. */
const CHUNK = 200;

/** Which plan version of which sequence. */
export interface DrainInput {
  sequenceId: string;
  planVersion: number;
}

/**
 * Makes every running enrollment of a sequence follow its newest plan (S6, S11): stores what comes next, and wakes
 * those that have something to do earlier than their timer. Rows behind the version are the cursor. Those whose
 * workflow has not begun read the plan when it does.
 */
export function createDrainSequenceChange(deps: ActivityDeps) {
  return function drainSequenceChange(input: DrainInput): Promise<{ drained: number }> {
    return whileBeating(deps, () => drain(deps, input));
  };
}

async function drain(
  deps: ActivityDeps,
  { sequenceId, planVersion }: DrainInput,
): Promise<{ drained: number }> {
  let drained = 0;
  for (;;) {
    endIfGivenUp(deps);
    const ids = await deps.store.enrollments.findBehindPlan(deps.db, {
      sequenceId,
      planVersion,
      limit: CHUNK,
    });
    if (ids.length === 0) break;
    let earlier: string[] = [];
    await followEnrollments(deps, ids, async (tx, directives, snapshots) => {
      earlier = snapshots
        .filter((snapshot) => isEarlier(snapshot, directives))
        .map((row) => row.enrollment.enrollmentId);
      await deps.store.enrollments.bumpIntent(tx, earlier);
    });
    await wakeEnrollments(deps, earlier);
    drained += ids.length;
  }
  await deps.store.enrollments.markDrained(deps.db, { sequenceId, planVersion });
  // One that waits for a paused sequence looks by itself too, but rarely.
  const bulkIds = await deps.store.bulkProgress.listRunning(deps.db, sequenceId);
  await inParallel(bulkIds, (bulkId) => attempt(deps.lifecycle.tellBulkEnrollment(bulkId)));
  return { drained };
}

/** Whether the armed timer would come too late. A later time is found out when it fires. */
function isEarlier({ enrollment }: EnrollmentSnapshot, directives: ReadonlyMap<string, Directive>): boolean {
  const directive = directives.get(enrollment.enrollmentId);
  if (!directive) return false;
  if (directive.kind !== 'wait') return true;
  if (directive.until === null) return false;
  return enrollment.nextWakeAt === null || directive.until < enrollment.nextWakeAt;
}
