import { PAUSE_KINDS } from '../../contracts/holds/kinds.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOpen, type Hold } from '../holds.ts';
import { concernsEnrollment } from './held-time.ts';
import { isAllKeptBack } from './rules.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** Why an enrollment waits as a whole; `until` null: nobody knows. */
export interface Held {
  reason: WaitReason;
  until: number | null;
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
