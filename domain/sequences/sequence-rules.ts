import type { SequencePurpose, SequenceStatus } from '../../contracts/sequences/kinds.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { StopRules } from '../../contracts/sequences/sequence-fields.ts';
import { isZone } from '../time/calendar.ts';
import { findHolidayProblems } from './holiday-rules.ts';
import type { SequenceHold, StoredSequence } from './definition.ts';

/** "Begin now" reaches us a little later than it was said; a begin further in the past is refused (S12). */
export const BEGIN_GRACE_MS = 5 * 60 * 1000;

/** What stops enrollments where its author says nothing (S16). */
export function defaultStopRules(purpose: SequencePurpose): StopRules {
  return {
    onReply: true,
    holdOnReply: null,
    onBounce: true,
    onPaid: purpose === 'collections',
    onAllDisputed: false,
    onNotActive: true,
  };
}

/** The holds that pause a sequence now. The emergency switch holds sends back but changes no status (D9). */
export function pausingHolds(holds: readonly SequenceHold[], now: number): SequenceHold[] {
  return holds.filter(
    (hold) =>
      hold.kind !== 'switch' && hold.endedAt === null && (hold.expiresAt === null || hold.expiresAt > now),
  );
}

/** Status as shown (S1): an activated sequence with a pausing hold is `paused`. */
export function shownStatus(
  sequence: Pick<StoredSequence, 'status'>,
  holds: readonly SequenceHold[],
  now: number,
): SequenceStatus {
  return sequence.status === 'active' && pausingHolds(holds, now).length > 0 ? 'paused' : sequence.status;
}

/** Why a sequence of this status takes no edits any more, or null when it does (S1, S6). */
export function closedReason(status: SequenceStatus): string | null {
  switch (status) {
    case 'ended':
      return 'The sequence has ended, which cannot be undone.';
    case 'archived':
      return 'The sequence is archived.';
    case 'draft':
    case 'active':
    case 'paused':
      return null;
  }
}

/** Settings that refuse to be saved whatever the steps are: zone, window (S13), holidays (S22). */
export function findSettingProblems(
  settings: Pick<StoredSequence, 'zone' | 'window' | 'holidays'>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isZone(settings.zone)) {
    problems.push({ field: 'zone', message: 'must be an IANA time zone like Europe/Berlin' });
  }
  if (settings.window && settings.window.start === settings.window.stop) {
    problems.push({
      field: 'window.stop',
      message: 'must differ from the start; leave the window out for the whole day',
    });
  }
  return settings.holidays ? [...problems, ...findHolidayProblems(settings.holidays)] : problems;
}

/** Begin and end as they are being saved (S12): neither past, nor in the wrong order. */
export function findPeriodProblems(
  patch: { beginAt?: number | null; endAt?: number | null },
  before: { beginAt: number | null; endAt: number | null },
  now: number,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { beginAt = before.beginAt, endAt = before.endAt } = patch;
  if (typeof patch.beginAt === 'number' && patch.beginAt < now - BEGIN_GRACE_MS) {
    problems.push({ field: 'beginAt', message: 'must not be past' });
  }
  if (typeof patch.endAt === 'number' && patch.endAt <= now) {
    problems.push({ field: 'endAt', message: 'must be in the future' });
  }
  const isTouched = patch.beginAt !== undefined || patch.endAt !== undefined;
  if (isTouched && beginAt !== null && endAt !== null && endAt <= beginAt) {
    problems.push({ field: 'endAt', message: 'must be after beginAt' });
  }
  return problems;
}
