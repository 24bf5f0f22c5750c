import { expect, test } from '@jest/globals';
import { leavingLine, outOfLine, type Decided } from '../../../domain/enrollments/leaving-line.ts';

/** A row with a place in line, whose enrollment is paused. */
const paused = (heldReason: string, slotAt: number | null): Decided => {
  const row = { stepExecutionId: 'exe', status: 'planned', heldReason, heldUntil: 1, slotAt };
  const decision = { executions: [], stop: null, directive: { kind: 'wait', reason: 'paused' } };
  return { snapshot: { executions: [row] }, decision } as unknown as Decided;
};

test.each(['mailbox_limit', 'sequence_limit', 'window', 'quiet_hours'])(
  'S14, M7: who waits in line for %s leaves it while the enrollment is held',
  (reason) => {
    expect(leavingLine([paused(reason, 1)])).toEqual({ ended: [], held: ['exe'] });
    expect(outOfLine(paused(reason, 1)).decision.executions).toMatchObject([
      { stepExecutionId: 'exe', heldReason: null, slotAt: null },
    ]);
  },
);

test.each(['window', 'quiet_hours'])('S14: %s alone is no place in line', (reason) => {
  expect(leavingLine([paused(reason, null)])).toEqual({ ended: [], held: [] });
});
