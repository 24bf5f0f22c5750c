import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ScheduleDescription } from '@temporalio/client';
import { addDays, localDateOf, weekdayOf } from '../../../domain/time/calendar.ts';
import { nextOccurrences } from '../../../domain/programs/occurrences.ts';
import type { ProgramSchedule } from '../../../domain/programs/schedule.ts';
import { newId } from '../../../infra/ids.ts';
import { createLifecycle, type Lifecycle } from '../../../infra/temporal/lifecycle.ts';
import type { ShownProgram } from '../../../infra/temporal/schedules/programs.ts';
import { programScheduleId } from '../../../workflows/programs/program-tick.messages.ts';
import { devServerConnection, type DevServer } from '../../support/servers/temporal.ts';
import { ENGINE_START_MS } from '../../support/worlds/engine.ts';

let server: DevServer;
let lifecycle: Lifecycle;
beforeAll(async () => {
  server = await devServerConnection();
  lifecycle = createLifecycle(server.client);
}, ENGINE_START_MS);
afterAll(() => server?.close());

const MONDAY = 1;
const SUNDAY = 7;
const today = localDateOf(Date.now(), 'UTC');
const programOf = (schedule: Partial<ProgramSchedule> = {}): ShownProgram => ({
  programId: newId('program'),
  status: 'active',
  schedule: {
    zone: 'America/New_York',
    sendDays: [MONDAY],
    sendTime: '09:00',
    everyWeeks: 1,
    startDate: addDays(today, -30),
    holidays: null,
    ...schedule,
  },
});
const handleOf = ({ programId }: ShownProgram) =>
  server.client.schedule.getHandle(programScheduleId(programId));
const iso = (at: Date | number) => new Date(at).toISOString();

/** The server brings an update to the schedule after it has answered. */
async function until(program: ShownProgram, isSo: (shown: ScheduleDescription) => boolean) {
  for (;;) {
    const shown = await handleOf(program).describe();
    if (isSo(shown)) return shown;
    await new Promise(setImmediate);
  }
}

/** The times at which Temporal itself would fire within the days from a date. */
async function firesWithin(program: ShownProgram, from: string, days: number): Promise<string[]> {
  const at = (date: string) => ({ seconds: Date.parse(date) / 1000, nanos: 0 });
  const { startTime } = await server.connection.workflowService.listScheduleMatchingTimes({
    namespace: server.namespace,
    scheduleId: programScheduleId(program.programId),
    startTime: at(from) as never,
    endTime: at(addDays(from, days)) as never,
  });
  return startTime.map((time) => iso(Number(time.seconds) * 1000));
}

const planned = ({ schedule }: ShownProgram, from: string, days: number) => {
  const range = { after: Date.parse(from) - 1, count: 400, until: Date.parse(addDays(from, days)) };
  return nextOccurrences(schedule, range).map(({ at }) => iso(at));
};

test('P2: Temporal shows the next runs of a program, at its local time over clock changes', async () => {
  const program = programOf({ sendDays: [MONDAY, 4] });
  await lifecycle.showProgramSchedule(program);
  const { info, state, policies, action, searchAttributes } = await handleOf(program).describe();
  const next = nextOccurrences(program.schedule, { after: Date.now(), count: 5 });
  expect(info.nextActionTimes.slice(0, 5).map(iso)).toEqual(next.map(({ at }) => iso(at)));
  expect(await firesWithin(program, addDays(today, 1), 360)).toEqual(
    planned(program, addDays(today, 1), 360),
  );
  expect(state.paused).toBe(false);
  expect(policies).toMatchObject({ overlap: 'ALLOW_ALL', catchupWindow: 6 * 60 * 60_000 });
  expect(action).toMatchObject({ workflowType: 'programTick', args: [{ programId: program.programId }] });
  // O9: one that no worker takes ends, and does not pile up.
  expect(action.workflowRunTimeout).toBe(60 * 60_000);
  expect(searchAttributes).toMatchObject({ ProgramId: [program.programId] });
  expect(await lifecycle.compareProgramSchedule(program)).toBe('same');
});

test('P2: weeks off and days before the start are left out for a year', async () => {
  const program = programOf({
    everyWeeks: 3,
    startDate: addDays(today, 20),
    sendDays: [1, 2, 3, 4, 5, 6, 7],
  });
  await lifecycle.showProgramSchedule(program);
  expect(await firesWithin(program, today, 365)).toEqual(planned(program, today, 365));
  expect(await lifecycle.compareProgramSchedule(program)).toBe('same');
});

test('S22: holidays are left out, or shown on the day they move to', async () => {
  for (const rule of ['move', 'skip'] as const) {
    const holidays = { country: 'DE', region: 'BY', kind: 'public' as const, days: [], rule };
    const program = programOf({ zone: 'Europe/Berlin', sendDays: [MONDAY, 5], holidays });
    await lifecycle.showProgramSchedule(program);
    const moved = nextOccurrences(program.schedule, { after: Date.now(), count: 100 });
    expect(moved.some(({ movedFrom }) => movedFrom !== null)).toBe(rule === 'move');
    expect(await firesWithin(program, addDays(today, 1), 360)).toEqual(
      planned(program, addDays(today, 1), 360),
    );
    expect(await lifecycle.compareProgramSchedule(program)).toBe('same');
  }
});

test('P2: a send time that a clock change leaves out is shown moved forward, where Temporal alone would leave it out', async () => {
  const program = programOf({ sendDays: [SUNDAY], sendTime: '02:30' });
  await lifecycle.showProgramSchedule(program);
  const fires = await firesWithin(program, addDays(today, 1), 360);
  expect(fires).toEqual(planned(program, addDays(today, 1), 360));
  const hours = fires.map((at) => new Date(at).getUTCHours());
  expect(new Set(hours)).toEqual(new Set([6, 7]));
  expect(await lifecycle.compareProgramSchedule(program)).toBe('same');
});

test('P2: the schedule follows edits, pause and resume, and goes with the program', async () => {
  const program = programOf();
  await lifecycle.showProgramSchedule(program);
  const edited = { ...program, schedule: { ...program.schedule, zone: 'Asia/Tokyo', sendTime: '17:30' } };
  expect(await lifecycle.compareProgramSchedule(edited)).toBe('differs');
  await lifecycle.showProgramSchedule(edited);
  const first = iso(nextOccurrences(edited.schedule, { after: Date.now(), count: 1 })[0]!.at);
  await until(edited, ({ info }) => iso(info.nextActionTimes[0]!) === first);
  expect(await lifecycle.compareProgramSchedule(edited)).toBe('same');
  expect(weekdayOf(localDateOf(Date.parse(first), 'Asia/Tokyo'))).toBe(MONDAY);

  const paused = { ...edited, status: 'paused' as const };
  await lifecycle.showProgramSchedule(paused);
  const { state } = await until(paused, ({ state }) => state.paused);
  expect(state.note).toBe('The program is paused.');
  expect(await lifecycle.compareProgramSchedule(paused)).toBe('same');
  expect(await lifecycle.compareProgramSchedule(edited)).toBe('differs');
  await lifecycle.showProgramSchedule(edited);
  await until(edited, ({ state }) => !state.paused);

  const archived = { ...edited, status: 'archived' as const };
  expect(await lifecycle.compareProgramSchedule(archived)).toBe('differs');
  await lifecycle.showProgramSchedule(archived);
  await lifecycle.showProgramSchedule(archived);
  expect(await lifecycle.compareProgramSchedule(archived)).toBe('same');
  expect(await lifecycle.compareProgramSchedule(edited)).toBe('missing');
});

test('O9: a schedule that somebody paused or moved in Temporal is told from one that fits', async () => {
  const program = programOf();
  await lifecycle.showProgramSchedule(program);
  await handleOf(program).pause('by somebody');
  await until(program, ({ state }) => state.paused);
  expect(await lifecycle.compareProgramSchedule(program)).toBe('differs');
  await lifecycle.showProgramSchedule(program);
  await until(program, ({ state }) => !state.paused);
  await handleOf(program).update((current) => ({
    ...current,
    spec: { calendars: [{ dayOfWeek: 'TUESDAY', hour: 9 }], timezone: 'America/New_York' },
  }));
  const isTuesday = (at: Date | undefined) => at !== undefined && weekdayOf(iso(at).slice(0, 10)) === 2;
  await until(program, ({ info }) => isTuesday(info.nextActionTimes[0]));
  expect(await lifecycle.compareProgramSchedule(program)).toBe('differs');
  await lifecycle.showProgramSchedule(program);
  await until(program, ({ info }) => !isTuesday(info.nextActionTimes[0]));
  expect(await lifecycle.compareProgramSchedule(program)).toBe('same');
});

test('O9: the programs that have a schedule can be listed', async () => {
  const program = programOf();
  await lifecycle.showProgramSchedule(program);
  const isListed = async () => {
    for await (const programId of lifecycle.listProgramSchedules())
      if (programId === program.programId) return true;
    return false;
  };
  // Visibility is late.
  while (!(await isListed())) await new Promise(setImmediate);
  await lifecycle.removeProgramSchedule(program.programId);
  expect(await lifecycle.compareProgramSchedule(program)).toBe('missing');
});
