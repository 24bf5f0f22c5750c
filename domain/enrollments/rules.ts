import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import { LIST_KINDS } from '../../contracts/holds/kinds.ts';
import { notAskedFor, residueText, type NotAsked } from '../receivables/not-asked.ts';
import type { NotWorthAsking } from '../receivables/owed.ts';
import { isOpenNow } from '../holds.ts';
import type { EnrollmentSnapshot, OpenBalance } from './snapshot.ts';

/** The rule that ends the enrollment for good now, if any (S1, S12, S16); what is switched on holds for outreach too. */
export function stopReasonOf(snapshot: EnrollmentSnapshot, now: number): StopReason | null {
  const { sequence, customer, enrollment, balance } = snapshot;
  if (sequence.status === 'ended' || (sequence.endAt !== null && sequence.endAt <= now))
    return 'sequence_ended';
  if (sequence.status === 'archived' && (sequence.closing !== 'finish' || isAway(snapshot, now)))
    return 'sequence_archived';
  if (sequence.stopRules.onNotActive && !isFit(sequence, customer) && !waitsForStatus(snapshot, now))
    return 'customer_not_active';
  if (sequence.stopRules.onPaid && enrollment.hasOwed && isPaid(balance)) return 'paid';
  if (sequence.stopRules.onAllDisputed && !isZero(balance.open) && isZero(balance.undisputed))
    return 'all_disputed';
  return null;
}

/** Whether a sequence takes a customer of this status: active ones, and prospects where it reaches out (S8). */
export function isFit(
  { purpose }: Pick<EnrollmentSnapshot['sequence'], 'purpose'>,
  { status }: Pick<EnrollmentSnapshot['customer'], 'status'>,
): boolean {
  return status === 'active' || (purpose === 'outreach' && status === 'prospect');
}

/** Whether an enrollment that a list brought has not begun, since its customer is not active yet (S17). */
export function waitsForStatus({ holds }: Pick<EnrollmentSnapshot, 'holds'>, now: number): boolean {
  return holds.some((hold) => hold.kind === 'status' && isOpenNow(hold, now));
}

/**
 * Whether only a list or a status could make the enrollment go on (S17). An archived sequence follows no list and takes nobody:
 * such an enrollment is none of the running ones that finish (S1).
 */
function isAway({ holds }: EnrollmentSnapshot, now: number): boolean {
  const kinds: readonly string[] = LIST_KINDS;
  return holds.some(
    (hold) => hold.scope === 'enrollment' && kinds.includes(hold.kind) && isOpenNow(hold, now),
  );
}

/**
 * Whether a collections sequence has nothing to ask for now, although something is owed: every open invoice is kept back
 * by a dispute, a promise or another hold (D8).
 */
export function isAllKeptBack({ sequence, balance }: EnrollmentSnapshot): boolean {
  return sequence.purpose === 'collections' && !isZero(balance.open) && isZero(balance.askable);
}

/**
 * Whether a step of a collections sequence has anything to ask for: what is open and not kept back, less credit, is worth
 * a letter (D7, C18, C19). Null: it has, or everything is kept back, which is a hold.
 */
export function notAskedIn({
  sequence,
  balance,
}: EnrollmentSnapshot): NotAsked<NotWorthAsking | 'nothing_owed'> | null {
  if (sequence.purpose !== 'collections') return null;
  const { open, askable, residue, credit, least, currency } = balance;
  if (!isZero(askable)) return notAskedFor({ gross: askable, credit, least, currency });
  if (!isZero(open)) return null;
  if (isPaid(balance)) return { code: 'nothing_owed', text: 'The customer owes nothing.' };
  // What cannot be paid is nothing, however many such residues there are.
  return { code: 'below_minimum', text: residueText(residue, currency) };
}

/** Paid is a gross balance of zero (C18): credit pays nothing by itself, and a residue stays open. */
function isPaid({ open, residue }: OpenBalance): boolean {
  return isZero(open) && isZero(residue);
}

/** Exact: money is never a float. */
function isZero(decimal: string): boolean {
  return /^-?0*(\.0*)?$/.test(decimal);
}
