import type { FieldProblem } from '../../contracts/problems.ts';
import { addDays, localDateOf, localTimeOf, startOfDay, weekdayOf } from '../time/calendar.ts';
import { isHoliday } from '../time/holidays.ts';
import { isWithinHours } from '../time/own-time.ts';
import type { SequenceDefinition, StoredSequence, StoredStep } from './definition.ts';
import { holidayNameOf } from './holiday-names.ts';
import { idealPlan, type Ideal } from './ideal-plan.ts';
import { completeTiming } from './new-step.ts';
import { hoursOf, ownTimeOf, type SequenceTimes, type TimedStep, type Timetable } from './step-timing.ts';

/** Customers who start on these many days from today on are tried. */
const STARTS = 7;
const DAYS_OF_A_YEAR = 366;

/**
 * Where the own time of a step does not hold (S4, S13, S22): it lies outside the window, or for somebody who starts within
 * a week a step of `main` falls on a holiday or on the day of another step. Nothing is refused for it.
 */
export function findTimingWarnings(
  { sequence, steps, branches }: SequenceDefinition,
  today: string,
): FieldProblem[] {
  const main = steps.filter(({ branchId }) => branchId === branches[0]?.id);
  const starts = Array.from({ length: STARTS }, (_, days) => addDays(today, days));
  const plans = starts.map((startDate) => ({
    startDate,
    plan: planFrom({ sequence, steps: main }, startDate),
  }));
  return steps.flatMap((step, index) => {
    const warnings = outsideWindow(sequence, step).map(({ field, message }) => ({
      field: `steps[${index}].timing.${field}`,
      message,
    }));
    for (const movedBy of ['holiday', 'same_day'] as const) {
      const moved = plans.find(({ plan }) => plan.get(step.id)?.movedBy === movedBy);
      const ideal = moved?.plan.get(step.id);
      if (!moved || !ideal) continue;
      const message = `for a start on ${moved.startDate} ${movedText(sequence, ideal)}`;
      warnings.push({ field: `steps[${index}].timing`, message });
    }
    return warnings;
  });
}

/** When each step leaves for somebody who starts on a day, people doing their part at once (S19). */
export function planFrom(
  { sequence, steps }: Pick<SequenceDefinition, 'sequence' | 'steps'>,
  startDate: string,
): Map<string, Ideal> {
  const table: Timetable = {
    enrollment: { startDate, plannedFrom: startOfDay(startDate, sequence.zone) },
    sequence: timesOf(sequence),
    steps: steps.map(timedStepOf),
  };
  return idealPlan(table, (_step, ideal) => ideal?.leavesAt ?? null);
}

/** Where a step leaves on another day than its own, in words. */
export function movedText({ zone, holidays }: StoredSequence, ideal: Ideal): string {
  const goesOn = `it leaves on ${ideal.date} at ${localTimeOf(ideal.leavesAt, zone)}`;
  if (ideal.movedBy === 'same_day') return `its day is taken by another step: ${goesOn}`;
  if (ideal.holiday === null || holidays === null) return goesOn;
  const name = `${holidayNameOf(ideal.holiday, holidays)}, ${ideal.holiday}`;
  return ideal.isSkipped ? `it is left out for ${name}` : `it falls on ${name}: ${goesOn}`;
}

/** Why no step could ever leave: every send day of the next year is a holiday (S22). */
export function findClosedProblems(sequence: StoredSequence, now: number): FieldProblem[] {
  const { sendDays, holidays, zone } = sequence;
  if (holidays === null) return [];
  const today = localDateOf(now, zone);
  for (let days = 0; days < DAYS_OF_A_YEAR; days += 1) {
    const date = addDays(today, days);
    const isSendDay = sendDays.length === 0 || sendDays.includes(weekdayOf(date));
    if (isSendDay && !isHoliday(date, holidays)) return [];
  }
  return [{ field: 'holidays', message: 'leaves no send day open for a year' }];
}

function outsideWindow(sequence: StoredSequence, step: StoredStep): FieldProblem[] {
  const { window } = sequence;
  const time = ownTimeOf(timedStepOf(step).timing);
  if (!window || time === null || isWithinHours(time, hoursOf({ sequence: timesOf(sequence) }))) return [];
  const field = step.timing.kind === 'offset' ? 'sendTime' : 'atTime';
  const hours = `${window.start} to ${window.stop}`;
  return [
    {
      field,
      message: `${time} lies outside the window ${hours}: it leaves when that opens next, at ${window.start}`,
    },
  ];
}

/** What of the settings says when steps leave. */
export function timesOf({ zone, sendDays, window, holidays }: StoredSequence): SequenceTimes {
  return { zone, sendDays, windowStart: window?.start ?? null, windowStop: window?.stop ?? null, holidays };
}

/** What of a step says when it leaves. */
export function timedStepOf({ id, position, delivery, timing }: StoredStep): TimedStep {
  return { stepId: id, position, isManual: delivery === 'manual', timing: storedTimingOf(timing) };
}

function storedTimingOf(given: StoredStep['timing']): TimedStep['timing'] {
  const timing = completeTiming(given);
  return timing.kind === 'offset'
    ? { ...timing, sendTime: timing.sendTime ?? '09:00' }
    : { ...timing, atTime: timing.atTime ?? null };
}
