import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { ENGLISH_HOLIDAYS } from '../../support/rows/holidays.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

let counter = 0;
const call = { type: 'call', label: 'Call', instructions: 'Ring' };
const BERLIN = 'Europe/Berlin';
const WEEKDAYS = [1, 2, 3, 4, 5];

/** A sequence made by the API, with calls at these times. */
async function create(settings: object, ...timings: object[]): Promise<{ path: string; saved: Json[] }> {
  const body = { name: `Times ${++counter}`, zone: BERLIN, purpose: 'outreach', primaryUserId: api.adminId };
  const { id } = await api.ok('POST', '/v1/sequences', { body: { ...body, ...settings } });
  const path = `/v1/sequences/${id}`;
  const saved: Json[] = [];
  for (const timing of timings)
    saved.push(await api.ok('POST', `${path}/steps`, { body: { ...call, timing } }));
  return { path, saved };
}

/** When each step of somebody is due who starts on a day, as explain shows it. */
async function explained(settings: object, startDate: string, ...timings: object[]): Promise<Json[]> {
  const { path } = await create(settings, ...timings);
  await api.ok('POST', `${path}/activate`);
  const customer = await api.ok('POST', '/v1/customers', {
    body: { name: `Customer ${counter}`, currency: 'EUR' },
  });
  const { enrollment } = await api.ok('POST', `${path}/enrollments`, {
    body: { customerId: customer.id, startDate },
  });
  return (await api.ok('GET', `/v1/enrollments/${enrollment.id}/explain`)).steps;
}

const timesOf = (steps: Json[]): string[] => steps.map(({ localTime }) => localTime);

test.each<[string, object, string, object, string]>([
  ['4a', {}, '2030-06-03', onDay(5, '09:00'), '2030-06-10 09:00'],
  ['4b', {}, '2030-06-01', onDay(0, '09:00'), '2030-06-03 09:00'],
  ['4c', { window: { start: '08:00', stop: '18:00' } }, '2030-06-01', onDay(0, '09:00'), '2030-06-03 09:00'],
])('S13, case %s: send days keep the time of a step', async (_, window, startDate, timing, expected) => {
  expect(timesOf(await explained({ sendDays: WEEKDAYS, ...window }, startDate, timing))).toEqual([expected]);
});

test('S13, case 21: steps after the window leave at its next start, one a day; saving and activation list them', async () => {
  const window = { start: '09:00', stop: '17:00' };
  const timings = [0, 1, 2, 3].map((day) => onDay(day, '18:00'));
  expect(timesOf(await explained({ window }, '2030-06-03', ...timings))).toEqual([
    '2030-06-04 09:00',
    '2030-06-05 09:00',
    '2030-06-06 09:00',
    '2030-06-07 09:00',
  ]);
  const { path, saved } = await create({ window }, onDay(0, '18:00'), onDay(1, '10:00'), {
    ...after(2, 'days'),
    atTime: '08:00',
  });
  const message = '18:00 lies outside the window 09:00 to 17:00: it leaves when that opens next, at 09:00';
  expect(saved.map(({ warnings }) => warnings.map(({ field }: Json) => field))).toEqual([
    ['timing.sendTime'],
    // The first one is moved to its day.
    ['timing'],
    ['timing.atTime'],
  ]);
  expect(saved[0]!.warnings).toEqual([{ field: 'timing.sendTime', message }]);
  const activated = await api.ok('POST', `${path}/activate`);
  expect(activated.warnings).toContainEqual({ field: 'steps[0].timing.sendTime', message });
  const widened = await api.ok('PATCH', path, { body: { window: null } });
  expect(widened.warnings).toEqual([]);
});

test('S22, case 25c: a step on an observed holiday moves to the next day, or is left out, and explain names it', async () => {
  const settings = { zone: 'Europe/London', holidays: { country: 'GB', region: 'ENG' } };
  const [moved] = await explained(settings, '2027-12-27', onDay(0, '09:00'));
  const holiday = { date: '2027-12-27', name: 'Christmas Day (substitute day)' };
  expect(moved).toMatchObject({ localTime: '2027-12-29 09:00', movedBy: 'holiday', holiday });
  const skipping = { ...settings, holidays: { ...settings.holidays, rule: 'skip' } };
  const [skipped] = await explained(skipping, '2027-12-27', onDay(0, '09:00'));
  expect(skipped).toMatchObject({ status: 'skipped', skipReason: 'holiday', holiday });
});

test('S22: a calendar is saved, shown, changed and duplicated with its sequence, and followed like a timing', async () => {
  const { path } = await create(
    { zone: 'Europe/London', holidays: { country: 'GB', region: 'ENG' } },
    onDay(0),
  );
  await api.ok('POST', `${path}/activate`);
  expect((await api.ok('GET', path)).holidays).toEqual(ENGLISH_HOLIDAYS);
  const edited = await api.ok('PATCH', path, {
    body: { holidays: { country: 'DE', region: 'BY', rule: 'skip' } },
  });
  expect(edited).toMatchObject({ holidays: { country: 'DE', region: 'BY', rule: 'skip' }, planVersion: 2 });
  const copy = await api.ok('POST', `${path}/duplicate`, { body: { name: `Copy ${counter}` } });
  expect(copy.holidays).toEqual(edited.holidays);
  expect((await api.ok('PATCH', path, { body: { holidays: null } })).holidays).toBeNull();
});

test('S22: a calendar that nobody knows, or that leaves no day open, is refused with its field', async () => {
  const refused = async (settings: object): Promise<string[]> => {
    const body = { name: `Refused ${++counter}`, zone: 'Europe/London', ...settings };
    const answer = await api.call('POST', '/v1/sequences', { body });
    expect(answer.status).toBe(422);
    return answer.body.errors.map(({ field }: Json) => field);
  };
  expect(await refused({ holidays: { country: 'XX' } })).toEqual(['holidays.country']);
  expect(await refused({ holidays: { country: 'GB', region: 'BY' } })).toEqual(['holidays.region']);
});

test('S4, S22: warnings name the holiday and the day of another step, by the first start that meets them', async () => {
  const { path } = await create({ sendDays: [1] }, onDay(0), onDay(3));
  const { warnings } = await api.ok('GET', path);
  expect(warnings).toEqual([
    {
      field: 'steps[1].timing',
      message: expect.stringMatching(/^for a start on .* its day is taken by another step/),
    },
  ]);
});

test('S19: the preview of a step says when it leaves for somebody who starts today, saved or not', async () => {
  const { path, saved } = await create(
    { zone: 'UTC', window: { start: '10:00', stop: '17:00' } },
    onDay(0, '09:00'),
    onDay(2, '11:00'),
  );
  const customer = await api.ok('POST', '/v1/customers', { body: { name: 'Previewed', currency: 'EUR' } });
  const preview = async (body: object): Promise<Json> =>
    (await api.ok('POST', `${path}/preview`, { body: { ...body, customerId: customer.id } })).preview.start;
  const today = new Date(api.now).toISOString().slice(0, 10);
  expect(await preview({ stepId: saved[0]!.id })).toEqual({
    startDate: today,
    dueAt: `${today}T10:00:00.000Z`,
    localTime: `${today} 10:00`,
    movedBy: 'window',
    isSkipped: false,
    text: `it leaves on ${today} at 10:00`,
  });
  const unsaved = await preview({
    step: { ...call, timing: { kind: 'delay', amount: 1, unit: 'days' }, position: 2 },
  });
  expect(unsaved.movedBy).toBeNull();
  expect(Date.parse(unsaved.dueAt) - Date.parse(`${today}T10:00:00.000Z`)).toBe(86_400_000);
});
