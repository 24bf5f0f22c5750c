import { addDays, instantOf, localDateOf, localTimeOf } from '../time/calendar.ts';
import type { EnrollmentSnapshot, Execution, PlanStep } from './snapshot.ts';
import { nextOpen, windowOf } from '../sequences/step-timing.ts';
import { allowedFrom } from '../time/own-time.ts';

/** So many days are looked at; beyond them the window alone says when. */
const DAYS_AHEAD = 370;

/** A step that is put off; `step` null: it was removed since. */
export interface PutOff {
  step: Pick<PlanStep, 'timing'> | null;
  execution: Pick<Execution, 'dueAt'> | null;
}

/**
 * When a step leaves that is put off to another day, from an instant of that day on: at its own local time where the window
 * has it, otherwise when the window opens (S13); never at midnight because a day begins then.
 */
export function deferredOpening(
  snapshot: EnrollmentSnapshot,
  { step, execution }: PutOff,
  at: number,
): number {
  const time = ownTimeOf(snapshot, { step, execution });
  if (time === null) return nextOpen(snapshot, at);
  const { zone } = snapshot.sequence;
  const day = localDateOf(at, zone);
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    const own = instantOf(addDays(day, days), time, zone);
    if (own >= at && nextOpen(snapshot, own) === own) return own;
  }
  return nextOpen(snapshot, at);
}

/**
 * When a step leaves to which a limit gives a place from an instant on: at that very moment, whatever its own local time,
 * where the window lets it; otherwise when that opens (M1, S14). On a day that is closed without hours it keeps its own
 * time for the next one (S13). What a person sends leaves as soon as it has a place (S14, Q2).
 */
export function limitedOpening(
  snapshot: EnrollmentSnapshot,
  { step, execution }: { step: PutOff['step']; execution: Pick<Execution, 'dueAt' | 'sendRequestedAt'> },
  at: number,
): number {
  if (execution.sendRequestedAt !== null) return at;
  const { windowStart, windowStop, zone } = snapshot.sequence;
  const hasHours = windowStart !== null || windowStop !== null;
  const time = hasHours ? null : ownTimeOf(snapshot, { step, execution });
  return allowedFrom(at, time, windowOf(snapshot), zone);
}

/** The local time of a step, `HH:mm`; null: it has none, and leaves when the window opens. */
function ownTimeOf({ sequence }: EnrollmentSnapshot, { step, execution }: PutOff): string | null {
  const timing = step?.timing;
  const named = timing && (timing.kind === 'offset' ? timing.sendTime : timing.atTime);
  if (named) return named;
  const hasHours = sequence.windowStart !== null || sequence.windowStop !== null;
  const dueAt = execution?.dueAt ?? null;
  return hasHours || dueAt === null ? null : localTimeOf(dueAt, sequence.zone);
}
