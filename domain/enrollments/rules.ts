import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import { PAUSE_KINDS } from '../../contracts/holds/kinds.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOpen, type Hold } from '../holds.ts';
import { concernsEnrollment } from './held-time.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** Why an enrollment waits as a whole; `until` null: nobody knows. */
export interface Held {
  reason: WaitReason;
  until: number | null;
}

/** The rule that ends the enrollment for good now, if any (S1, S12, S16). */
export function stopReasonOf(snapshot: EnrollmentSnapshot, now: number): StopReason | null {
  const { sequence, customer, enrollment, balance } = snapshot;
  if (sequence.status === 'ended' || (sequence.endAt !== null && sequence.endAt <= now))
    return 'sequence_ended';
  if (sequence.status === 'archived' && sequence.closing !== 'finish') return 'sequence_archived';
  const mayBeProspect = sequence.purpose === 'outreach' && customer.status === 'prospect';
  if (sequence.stopRules.onNotActive && customer.status !== 'active' && !mayBeProspect)
    return 'customer_not_active';
  if (sequence.purpose === 'outreach') return null;
  if (sequence.stopRules.onPaid && enrollment.hasOwed && isZero(balance.open)) return 'paid';
  if (sequence.stopRules.onAllDisputed && !isZero(balance.open) && isZero(balance.undisputed))
    return 'all_disputed';
  return null;
}

/**
 * What holds all steps of the enrollment, if anything. The reason shown is that of the widest hold; `until` is the
 * first moment at which something may change by itself.
 */
export function heldBy(snapshot: EnrollmentSnapshot, now: number): Held | null {
  const open = snapshot.holds.filter((hold) => concernsEnrollment(hold) && isOpen(hold, now));
  if (open.length > 0) return { reason: reasonOf(open), until: firstExpiry(open) };
  if (isAllKeptBack(snapshot)) {
    return { reason: 'all_disputed', until: snapshot.balance.releasesAt };
  }
  return null;
}

/**
 * Whether the enrollment or its sequence was paused by a person, or by leaving its list: nothing can be done with its
 * rows (S10). A switch or a customer's hold stops what is automatic only (D9).
 */
export function isPausedByPerson({ holds }: EnrollmentSnapshot, now: number): boolean {
  const kinds: readonly string[] = PAUSE_KINDS;
  return holds.some(
    (hold) =>
      (hold.scope === 'enrollment' || hold.scope === 'sequence') &&
      kinds.includes(hold.kind) &&
      isOpen(hold, now),
  );
}

/**
 * Whether a collections sequence has nothing to ask for now, although something is owed: every open invoice is kept back
 * by a dispute, a promise or another hold (D8).
 */
export function isAllKeptBack({ sequence, balance }: EnrollmentSnapshot): boolean {
  return sequence.purpose === 'collections' && !isZero(balance.open) && isZero(balance.askable);
}

/** Whether a message of a collections sequence has anything to ask for (D7). */
export function owesNothing({ sequence, balance }: EnrollmentSnapshot): boolean {
  return sequence.purpose === 'collections' && isZero(balance.open);
}

function reasonOf(open: readonly Hold[]): WaitReason {
  const has = (scope: Hold['scope'], kind?: Hold['kind']) =>
    open.some((hold) => hold.scope === scope && (!kind || hold.kind === kind));
  if (has('all')) return 'switched_off';
  if (has('sequence', 'begin')) return 'waiting_for_begin';
  if (has('sequence', 'switch')) return 'switched_off';
  if (has('sequence')) return 'sequence_paused';
  if (has('customer')) return 'customer_hold';
  return 'paused';
}

function firstExpiry(open: readonly Hold[]): number | null {
  const expiries = open.flatMap((hold) => (hold.expiresAt === null ? [] : [hold.expiresAt]));
  return expiries.length > 0 ? Math.min(...expiries) : null;
}

/** Exact: money is never a float. */
function isZero(decimal: string): boolean {
  return /^-?0*(\.0*)?$/.test(decimal);
}
