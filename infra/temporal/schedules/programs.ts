import type { CalendarSpec, Client, ScheduleSpec } from '@temporalio/client';
import type { ProgramStatus } from '../../../contracts/programs/kinds.ts';
import { addDays, localDateOf, localTimeOf, startOfDay, weekdayOf } from '../../../domain/time/calendar.ts';
import { nextOccurrences } from '../../../domain/programs/occurrences.ts';
import type { ProgramSchedule } from '../../../domain/programs/schedule.ts';
import {
  programScheduleId,
  type ProgramTickInput,
} from '../../../workflows/programs/program-tick.messages.ts';
import { describeSchedule, listSchedules, MONTHS, removeSchedule, writeSchedule } from '../schedules.ts';
import { beginsTicks, BLUR_MS, type ScheduleFit, tickOptions } from './ticks.ts';

/** A program as its Temporal Schedule shows it. */
export interface ShownProgram {
  programId: string;
  status: ProgramStatus;
  schedule: ProgramSchedule;
}

/** For so long ahead, weeks off and holidays stand in the schedule, so that Temporal Web shows what will happen. */
const SHOWN_DAYS = 365;
/** Next times are compared for so long ahead: the nights keep the schedule further than that. */
const COMPARED_DAYS = 300;
const DAY_MS = 24 * 60 * 60_000;

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Brings the Temporal Schedule of a program to it; one that is archived has none. Safe to repeat. */
export async function showProgramSchedule(client: Client, program: ShownProgram): Promise<void> {
  const { programId, status, schedule } = program;
  if (status === 'archived') return removeProgramSchedule(client, programId);
  await writeSchedule(client, {
    ...tickOf(programId),
    spec: specOf(schedule, Date.now()),
    state: stateOf(program),
  });
}

/** Takes the Temporal Schedule of a program away, if there is one. */
export const removeProgramSchedule = (client: Client, programId: string): Promise<void> =>
  removeSchedule(client, programScheduleId(programId));

/** Asks Temporal whether the schedule of a program does what the program says, whoever wrote it last. */
export async function compareProgramSchedule(client: Client, program: ShownProgram): Promise<ScheduleFit> {
  const shown = await describeSchedule(client, programScheduleId(program.programId));
  if (program.status === 'archived') return shown ? 'differs' : 'same';
  if (!shown) return 'missing';
  const isSame =
    shown.state.paused === (program.status === 'paused') &&
    beginsTicks(shown, 'programTick') &&
    firesAsPlanned(shown.info.nextActionTimes, program.schedule);
  return isSame ? 'same' : 'differs';
}

/** The programs that have a Temporal Schedule, from visibility: what changed within the last seconds may be missing. */
export const listProgramSchedules = (client: Client): AsyncIterable<string> =>
  listSchedules(client, programScheduleId(''));

function tickOf(programId: string) {
  const input: ProgramTickInput = { programId };
  return tickOptions({
    scheduleId: programScheduleId(programId),
    workflowType: 'programTick',
    input,
    searchAttributes: { ProgramId: [programId] },
    staticSummary: `Program ${programId}: is a run due?`,
  });
}

function stateOf({ status }: ShownProgram) {
  const isPaused = status === 'paused';
  return { paused: isPaused, note: isPaused ? 'The program is paused.' : 'The program is active.' };
}

/**
 * The send days of every week, without those on which the program does not run, and with runs on other days or at
 * other times: Temporal knows nothing of the cadence, of holidays, or of what becomes of a time in a clock change.
 */
function specOf(schedule: ProgramSchedule, now: number): ScheduleSpec {
  const { zone, sendDays, sendTime, startDate } = schedule;
  const today = localDateOf(now, zone);
  const first = today > startDate ? today : startDate;
  const days = Array.from({ length: SHOWN_DAYS }, (_, n) => addDays(first, n));
  const until = startOfDay(addDays(first, SHOWN_DAYS), zone) - 1;
  // From the start of the first day: a run of today that was not taken yet stays.
  const range = { after: startOfDay(first, zone) - 1, count: SHOWN_DAYS, until };
  const runs = new Map(
    nextOccurrences(schedule, range).map(({ localDate, at }) => [localDate, localTimeOf(at, zone)]),
  );
  const isWeekly = (date: string): boolean => sendDays.includes(weekdayOf(date));
  const isUsual = (date: string): boolean => isWeekly(date) && runs.get(date) === sendTime;
  const off = days.filter((date) => isWeekly(date) && !isUsual(date));
  const other = [...runs].filter(([date]) => !isUsual(date));
  return {
    timezone: zone,
    startAt: new Date(startOfDay(startDate, zone)),
    calendars: [
      { ...clockOf(sendTime), dayOfWeek: sendDays.map((day) => WEEKDAYS[day - 1]!) },
      ...other.map(([date, time]) => ({ ...clockOf(time), ...dateSpecOf(date, [date]) })),
    ],
    skip: byMonth(off).map((dates) => ({ ...clockOf(sendTime), ...dateSpecOf(dates[0]!, dates) })),
  };
}

const clockOf = (time: string) => ({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) });

/** Days of one month. */
function dateSpecOf(
  date: string,
  dates: readonly string[],
): Pick<CalendarSpec, 'year' | 'month' | 'dayOfMonth'> {
  return {
    year: Number(date.slice(0, 4)),
    month: MONTHS[Number(date.slice(5, 7)) - 1]!,
    dayOfMonth: dates.map((day) => Number(day.slice(8))),
  };
}

function byMonth(dates: readonly string[]): string[][] {
  const months = new Map<string, string[]>();
  for (const date of dates) {
    const month = date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), date]);
  }
  return [...months.values()];
}

/** Whether the next times of a schedule are those of the program; of a time that comes twice in a night, the first. */
function firesAsPlanned(shown: readonly Date[], schedule: ProgramSchedule): boolean {
  const after = Date.now() + BLUR_MS;
  const until = Math.min(after + COMPARED_DAYS * DAY_MS, shown.at(-1)?.getTime() ?? Number.POSITIVE_INFINITY);
  const fired = new Map<string, number>();
  for (const at of shown.map((date) => date.getTime())) {
    const date = localDateOf(at, schedule.zone);
    if (at > after && at <= until && !fired.has(date)) fired.set(date, at);
  }
  const wanted = nextOccurrences(schedule, { after, count: COMPARED_DAYS, until }).map((run) => run.at);
  return [...fired.values()].join() === wanted.join();
}
