import { LIST_KINDS, PAUSE_KINDS } from '../../contracts/holds/kinds.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOpenNow, type Hold } from '../holds.ts';
import { concernsEnrollment } from './held-time.ts';
import { isAllKeptBack } from './rules.ts';
import type { EnrollmentSnapshot, Execution } from './snapshot.ts';

/** Why an enrollment waits as a whole; `until` null: nobody knows. */
export interface Held {
  reason: WaitReason;
  until: number | null;
}

/** Whether a row is a person's own send of a manual step: an emergency switch stops what is automatic, not this (D9). */
export function isOwnSend(execution: Pick<Execution, 'isManual' | 'sendRequestedAt'> | null): boolean {
  return execution !== null && execution.isManual && execution.sendRequestedAt !== null;
}

/** What is asked about: the steps that leave by themselves, or what a person does with a manual one, which no switch holds. */
export type Leaving = 'automatic' | 'own';

/**
 * What holds all steps of the enrollment, if anything. The reason shown is that of the widest hold; `until` is the
 * first moment at which something may change by itself.
 */
export function heldBy(
  snapshot: EnrollmentSnapshot,
  now: number,
  leaving: Leaving = 'automatic',
): Held | null {
  const open = openHolds(snapshot, now, leaving);
  if (open.length > 0) return { reason: reasonOf(open), until: firstExpiry(open) };
  if (isAllKeptBack(snapshot)) {
    return { reason: 'all_disputed', until: snapshot.balance.releasesAt };
  }
  return null;
}

/** The open holds that keep such steps of the enrollment back. */
export function openHolds({ holds }: EnrollmentSnapshot, now: number, leaving: Leaving): Hold[] {
  return holds.filter(
    (hold) =>
      concernsEnrollment(hold) && isOpenNow(hold, now) && !(leaving === 'own' && hold.kind === 'switch'),
  );
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
      isOpenNow(hold, now),
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
  if (open.some(({ scope, kind }) => scope === 'enrollment' && !isOfList(kind))) return 'paused';
  return has('enrollment', 'list') ? 'removed' : 'waiting_for_status';
}

/** Whether a hold ends by a list or a status, and not by a person (S17). */
export function isOfList(kind: Hold['kind']): boolean {
  const kinds: readonly string[] = LIST_KINDS;
  return kinds.includes(kind);
}

function firstExpiry(open: readonly Hold[]): number | null {
  const expiries = open.flatMap((hold) => (hold.expiresAt === null ? [] : [hold.expiresAt]));
  return expiries.length > 0 ? Math.min(...expiries) : null;
}
