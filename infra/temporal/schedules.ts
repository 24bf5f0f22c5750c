import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';

/** The months as calendars of Temporal name them, January first. */
export const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/** Writes a Temporal Schedule: a new one, or over what stands under its id. Safe to repeat. */
export async function writeSchedule(client: Client, schedule: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { scheduleId, spec, policies, action, state } = schedule;
    const handle = client.schedule.getHandle(scheduleId);
    await handle.update((current) => ({
      ...current,
      spec,
      action,
      ...(policies && { policies }),
      state: { ...current.state, ...state },
    }));
  }
}

/**
 * The same, and one run of it begins now unless one runs. Never by `triggerImmediately`: a run that the creation itself
 * begins is not counted, and the next one would begin beside it.
 */
export async function writeAndBegin(client: Client, schedule: ScheduleOptions): Promise<void> {
  await writeSchedule(client, schedule);
  await client.schedule.getHandle(schedule.scheduleId).trigger(ScheduleOverlapPolicy.SKIP);
}

/** Takes a Temporal Schedule away, if there is one. */
export async function removeSchedule(client: Client, scheduleId: string): Promise<void> {
  await ifThere(client.schedule.getHandle(scheduleId).delete());
}

/** How a Temporal Schedule stands, whoever wrote it last; null: there is none. */
export function describeSchedule(client: Client, scheduleId: string): Promise<ScheduleDescription | null> {
  return ifThere(client.schedule.getHandle(scheduleId).describe());
}

/** What follows the prefix in the ids that begin with it, from visibility: what changed within the last seconds may be missing. */
export async function* listSchedules(client: Client, prefix: string): AsyncIterable<string> {
  for await (const { scheduleId } of client.schedule.list()) {
    if (scheduleId.startsWith(prefix)) yield scheduleId.slice(prefix.length);
  }
}

async function ifThere<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}
