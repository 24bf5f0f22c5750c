import type { StepType } from '../../contracts/sequences/kinds.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { nextOpen } from '../sequences/step-timing.ts';
import { firstUndisturbed, isQuiet, type QuietHours } from '../time/quiet-hours.ts';
import type { EnrollmentSnapshot, Execution } from './snapshot.ts';

/** When the customer of an enrollment is not disturbed by an sms (M7): its zone, else the organisation's. */
export interface Quiet {
  zone: string;
  hours: QuietHours | null;
}

/** What is to leave: quiet hours protect phones; what a person sends passes the window and not them. */
interface Leaving {
  type: StepType;
  sendRequestedAt: Execution['sendRequestedAt'];
}

/** Why an sms does not leave: window and quiet hours leave nothing of each other. */
export const NEVER_UNDISTURBED = 'The quiet hours of the customer leave nothing of the sending window.';

/**
 * The first moment from an instant on at which an sms disturbs nobody and the window is open, whichever of them it waits
 * for; other steps leave when they want to. Null: there is none in two weeks.
 */
export function undisturbedFrom(snapshot: EnrollmentSnapshot, leaving: Leaving, at: number): number | null {
  const quiet = quietOf(snapshot, leaving.type);
  if (quiet === null) return at;
  const opensAt = (from: number): number =>
    leaving.sendRequestedAt === null ? nextOpen(snapshot, from) : from;
  return firstUndisturbed(at, opensAt, { quiet: quiet.hours, zone: quiet.zone });
}

/** What an open step waits for whose time has come: its window, or the customer's quiet hours when that is open. */
export function closedBy(snapshot: EnrollmentSnapshot, leaving: Leaving, at: number): WaitReason {
  return isDisturbing(snapshot, leaving, at) ? 'quiet_hours' : 'window';
}

/** Whether an sms would disturb at the moment at which its window lets it leave. */
export function isDisturbing(snapshot: EnrollmentSnapshot, leaving: Leaving, at: number): boolean {
  const quiet = quietOf(snapshot, leaving.type);
  if (quiet === null) return false;
  const opensAt = leaving.sendRequestedAt === null ? nextOpen(snapshot, at) : at;
  return isQuiet(opensAt, quiet.hours, quiet.zone);
}

function quietOf({ quiet }: EnrollmentSnapshot, type: StepType): Quiet | null {
  return type === 'sms' ? (quiet ?? null) : null;
}
