import { HOLDING_ALL, KEEPING_A_PLACE, WAITING_IN_LINE } from '../../contracts/sending/kinds.ts';
import type { Decision } from './decide.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from './snapshot.ts';

/** What was decided for an enrollment. */
export interface Decided {
  snapshot: EnrollmentSnapshot;
  decision: Decision;
}

/** Steps that give their places in line back by what was decided (S14): `ended` for good, or `held` with their enrollment. */
export function leavingLine(decided: readonly Decided[]): { ended: string[]; held: string[] } {
  const leaving = { ended: [] as string[], held: [] as string[] };
  for (const { snapshot, decision } of decided) {
    for (const execution of snapshot.executions) {
      const { stepExecutionId, heldReason } = execution;
      if (!standsInLine(execution) && heldReason !== 'contact_policy') continue;
      const after = decision.executions.find((row) => row.stepExecutionId === stepExecutionId) ?? execution;
      const hasEnded = isFinal(after.status) || decision.stop !== null;
      if (hasEnded) leaving.ended.push(stepExecutionId);
      else if (isHeldAll(decision) && standsInLine(execution)) leaving.held.push(stepExecutionId);
    }
  }
  return leaving;
}

/** Whether {@link leavingLine} finds any. */
export function leavesLine(decided: Decided): boolean {
  const { ended, held } = leavingLine([decided]);
  return ended.length + held.length > 0;
}

/** Whether any of these may have a place in line, or have been claimed with one. */
export function mayHavePlaces(executions: readonly Pick<Execution, 'status' | 'heldReason'>[]): boolean {
  return executions.some(({ status, heldReason }) => status === 'sending' || heldReason !== null);
}

/** What is held with its enrollment stands in no line: it asks for a place anew once that is over. */
export function outOfLine({ snapshot, decision }: Decided): Decided {
  if (!isHeldAll(decision)) return { snapshot, decision };
  const executions = new Map(decision.executions.map((row) => [row.stepExecutionId, row]));
  for (const execution of snapshot.executions) {
    if (!standsInLine(execution)) continue;
    const { stepExecutionId } = execution;
    const row = executions.get(stepExecutionId) ?? execution;
    executions.set(stepExecutionId, { ...row, heldReason: null, heldUntil: null, slotAt: null });
  }
  return { snapshot, decision: { ...decision, executions: [...executions.values()] } };
}

function isHeldAll({ directive }: Decision): boolean {
  return directive.kind === 'wait' && HOLDING_ALL.includes(directive.reason);
}

function standsInLine({ status, heldReason, slotAt }: Execution): boolean {
  if (isFinal(status) || heldReason === null) return false;
  return WAITING_IN_LINE.includes(heldReason) || (KEEPING_A_PLACE.includes(heldReason) && slotAt !== null);
}
