import { afterDelay, type Delay, type DelayBase } from '../sequences/step-timing.ts';
import { heldSpans } from './held-time.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** The end of a delay; held time does not consume it (S11). */
export function delayEnd(snapshot: EnrollmentSnapshot, timing: Delay, base: DelayBase, now: number): number {
  const { zone } = snapshot.sequence;
  let due = afterDelay(base, timing, zone);
  let held = 0;
  for (const [start, end] of heldSpans(snapshot, base.at, now)) {
    if (start >= due) break;
    held += end - start;
    due = afterDelay({ ...base, at: base.at + held }, timing, zone);
  }
  return due;
}
