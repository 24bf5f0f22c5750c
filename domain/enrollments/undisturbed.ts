import { idealPlan, type Ideal } from '../sequences/ideal-plan.ts';
import { isTransparent } from './passed-steps.ts';
import { isFinal, type EnrollmentSnapshot } from './snapshot.ts';

/**
 * The plan of an enrollment as if nothing were ever late or held (S11), by step id. People's times are as they were, since
 * they are no lateness of ours.
 */
export function undisturbedPlan(snapshot: EnrollmentSnapshot): Map<string, Ideal> {
  const executionOf = new Map(snapshot.executions.map((row) => [row.stepId, row]));
  return idealPlan(snapshot, ({ stepId, isManual }, ideal) => {
    const execution = executionOf.get(stepId) ?? null;
    if (execution && isTransparent(execution)) return 'absent';
    const isAutomatic = execution === null ? !isManual : !execution.isManual;
    const isOnItsWay = execution === null || execution.status === 'done' || !isFinal(execution.status);
    if (isAutomatic && isOnItsWay && ideal) return ideal.leavesAt;
    return execution !== null && isFinal(execution.status) ? execution.endedAt : null;
  });
}
