import { addDays, daysBetween, localDateOf } from '../time/calendar.ts';
import { isBefore, keepsItsDay, later, type Ideal, type Place } from '../sequences/ideal-plan.ts';
import type { TimedStep } from '../sequences/step-timing.ts';

/** A step that left, entered the queue, or will; `step` null: it was removed since. */
export interface Neighbour {
  step: TimedStep | null;
  at: number;
  lateAt: number;
}

/**
 * By how many days a step is late because those before it are (S11): an offset step follows all that the plan has before
 * it. A delay counts from what it follows, late or not, so that only those that fired ahead of it are asked.
 */
export function daysLate(
  { step, ideal }: Place,
  neighbours: readonly Neighbour[],
  idealOf: ReadonlyMap<string, Ideal>,
  zone: string,
): number {
  const late = neighbours.map((neighbour) => {
    const planned = neighbour.step && idealOf.get(neighbour.step.stepId);
    if (!neighbour.step || !planned) return 0;
    if (step.timing.kind === 'delay' && neighbour.step.position < step.position) return 0;
    if (!isBefore({ step: neighbour.step, ideal: planned }, { step, ideal })) return 0;
    return daysBetween(planned.date, localDateOf(neighbour.lateAt, zone));
  });
  return Math.max(0, ...late);
}

/** The first local day that is free of other offset steps and of messages before it (S4); null: all days are. */
export function firstFreeDay(neighbours: readonly Neighbour[], zone: string): string | null {
  return neighbours
    .filter(({ step }) => step === null || keepsItsDay(step))
    .map(({ at }) => addDays(localDateOf(at, zone), 1))
    .reduce<string | null>((latest, date) => (latest === null ? date : later(latest, date)), null);
}
