import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** The rule that ends the enrollment for good now, if any (S1, S12, S16); what is switched on holds for outreach too. */
export function stopReasonOf(snapshot: EnrollmentSnapshot, now: number): StopReason | null {
  const { sequence, customer, enrollment, balance } = snapshot;
  if (sequence.status === 'ended' || (sequence.endAt !== null && sequence.endAt <= now))
    return 'sequence_ended';
  if (sequence.status === 'archived' && sequence.closing !== 'finish') return 'sequence_archived';
  const mayBeProspect = sequence.purpose === 'outreach' && customer.status === 'prospect';
  if (sequence.stopRules.onNotActive && customer.status !== 'active' && !mayBeProspect)
    return 'customer_not_active';
  if (sequence.stopRules.onPaid && enrollment.hasOwed && isZero(balance.open)) return 'paid';
  if (sequence.stopRules.onAllDisputed && !isZero(balance.open) && isZero(balance.undisputed))
    return 'all_disputed';
  return null;
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

/** Exact: money is never a float. */
function isZero(decimal: string): boolean {
  return /^-?0*(\.0*)?$/.test(decimal);
}
