import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { createMailbox } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
let mailboxId: string;
beforeAll(async () => {
  await api.open();
  mailboxId = await createMailbox(api);
});
afterAll(() => api.close());
beforeEach(() => {
  api.lifecycle.started.length = 0;
});

let counter = 0;
const create = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/programs', { body: { name: `Program ${++counter}`, ...change } });
const read = (id: string): Promise<Json> => api.ok('GET', `/v1/programs/${id}`);
const fieldsOf = (body: Json): string[] => body.errors.map((error: Json) => error.field).sort();
const reasonsOf = (program: Json): string[] => program.silentBecause.map((each: Json) => each.reason);
const plansOf = (programId: string) =>
  api.database.db.programPlan.findMany({ where: { programId }, orderBy: { version: 'asc' } });
const expectedRun = (programId: string) =>
  api.database.db.programRun.findFirst({ where: { programId, status: 'expected' } });

/** Leaves these programs as the only ones that are active. */
async function onlyActive(...ids: string[]): Promise<void> {
  await api.database.db.program.updateMany({ where: { id: { notIn: ids } }, data: { status: 'paused' } });
}

test('P1, P2: a name is enough: Mondays at 09:00 in the organisation’s zone, four firmer touchpoints for review', async () => {
  const program = await create({ name: 'Overdue accounts' });
  expect(program).toMatchObject({
    status: 'active',
    zone: 'Europe/Berlin',
    sendDays: [1],
    sendTime: '09:00',
    everyWeeks: 1,
    startDate: '2026-03-02',
    holidays: null,
    mailboxId: null,
    matching: 'highest',
    autoEnroll: true,
    surgeFactor: 3,
    isPlanned: false,
    mailbox: { id: mailboxId, status: 'working', isDefault: true },
    silentBecause: [],
  });
  const words = ['friendly-reminder', 'second-reminder', 'firm-reminder', 'final-notice'];
  const shown = program.touchpoints.map((each: Json) => [each.offsetDays, each.templateId]);
  expect(shown).toEqual([1, 7, 14, 30].map((days, index) => [days, words[index]]));
  for (const touchpoint of program.touchpoints) {
    expect(touchpoint).toMatchObject({ level: 'account', delivery: 'review', channel: 'email' });
  }
  // 08:00 UTC of the Monday it was created is 09:00 in Berlin: that moment is not to come any more.
  expect(program.nextRuns.map((run: Json) => run.at)).toEqual([
    '2026-03-09T08:00:00.000Z',
    '2026-03-16T08:00:00.000Z',
    '2026-03-23T08:00:00.000Z',
    '2026-03-30T07:00:00.000Z',
    '2026-04-06T07:00:00.000Z',
  ]);
  expect((await expectedRun(program.id))?.nominalAt.toISOString()).toBe('2026-03-09T08:00:00.000Z');
  expect(api.lifecycle.started).toEqual([`schedule ${program.id}`, `plan ${program.id}/1`]);
  expect(await plansOf(program.id)).toMatchObject([{ version: 1, reason: 'created', finishedAt: null }]);
  expect(await api.auditActions(program.id)).toEqual(['program.created']);
});

test('P2: names are unique in any case, also those of archived programs', async () => {
  const { id, name } = await create();
  await create();
  await api.ok('POST', `/v1/programs/${id}/archive`);
  const again = await api.call('POST', '/v1/programs', { body: { name: name.toUpperCase() } });
  expect(again.status).toBe(409);
  expect(fieldsOf(again.body)).toEqual(['name']);
});

test('P2, S22: schedules that cannot be are refused with their fields, and nothing is created', async () => {
  const before = await api.database.db.program.count();
  const refused = async (body: object): Promise<string[]> => {
    const answer = await api.call('POST', '/v1/programs', { body: { name: 'Impossible', ...body } });
    expect(answer.status).toBe(422);
    return fieldsOf(answer.body);
  };
  expect(await refused({ zone: 'Mars/Base', sendDays: [], sendTime: '24:00', everyWeeks: 53 })).toEqual([
    'everyWeeks',
    'sendDays',
    'sendTime',
    'zone',
  ]);
  expect(await refused({ sendDays: [1, 1] })).toEqual(['sendDays']);
  expect(await refused({ sendDays: [0, 8], everyWeeks: 0 })).toEqual([
    'everyWeeks',
    'sendDays[0]',
    'sendDays[1]',
  ]);
  expect(await refused({ holidays: { country: 'ZZ' } })).toEqual(['holidays.country']);
  expect(await refused({ holidays: { country: 'DE', region: 'TX' } })).toEqual(['holidays.region']);
  expect(await refused({ mailboxId: 'mbx_01h455vb4pex5vsknk084sn02q' })).toEqual(['mailboxId']);
  expect(await refused({ surgeFactor: -1, startDate: '2026-02-30', colour: 'red' })).toEqual([
    'colour',
    'startDate',
    'surgeFactor',
  ]);
  expect(await api.database.db.program.count()).toBe(before);
});

test('S22: a run on a holiday moves to the next business day, or is left out', async () => {
  const holidays = { country: 'DE', region: 'BY', rule: 'move' };
  const { id } = await create({ startDate: '2026-04-06', holidays });
  const [first] = (await read(id)).nextRuns;
  expect(first).toEqual({ localDate: '2026-04-07', at: '2026-04-07T07:00:00.000Z', movedFrom: '2026-04-06' });
  await api.ok('PATCH', `/v1/programs/${id}`, { body: { holidays: { ...holidays, rule: 'skip' } } });
  const skipped = await read(id);
  expect(skipped.nextRuns[0]).toMatchObject({ localDate: '2026-04-13', movedFrom: null });
  expect(skipped.holidays).toEqual({ ...holidays, kind: 'public', days: [], rule: 'skip' });
});

test('P10: a change of the schedule moves the expected run, the Temporal Schedule and the plan at once', async () => {
  const program = await create();
  api.lifecycle.started.length = 0;
  const body = { sendDays: [5, 2], sendTime: '14:30', zone: 'America/New_York', everyWeeks: 2 };
  const after = await api.ok('PATCH', `/v1/programs/${program.id}`, { body });
  expect(after).toMatchObject({ sendDays: [2, 5], scheduleVersion: 2, planVersion: 2, version: 2 });
  expect((await expectedRun(program.id))?.nominalAt.toISOString()).toBe('2026-03-03T19:30:00.000Z');
  expect(api.lifecycle.started).toEqual([`schedule ${program.id}`, `plan ${program.id}/2`]);
  expect(api.lifecycle.schedules.get(program.id)).toMatchObject({ status: 'active' });
  const reasons = (await plansOf(program.id)).map((plan) => plan.reason);
  expect(reasons).toEqual(['created', 'changed: zone, sendTime, everyWeeks, sendDays']);
});

test('P10: what is matched and who is enrolled is planned anew; a name and the same again are not', async () => {
  const program = await create();
  const path = `/v1/programs/${program.id}`;
  expect(await api.ok('PATCH', path, { body: { matching: 'all' } })).toMatchObject({ planVersion: 2 });
  expect(await api.ok('PATCH', path, { body: { autoEnroll: false } })).toMatchObject({ planVersion: 3 });
  api.lifecycle.started.length = 0;
  const renamed = await api.ok('PATCH', path, { body: { name: `${program.name}, renamed`, surgeFactor: 0 } });
  expect(renamed).toMatchObject({ planVersion: 3, scheduleVersion: 1, version: 4, surgeFactor: 0 });
  const same = await api.ok('PATCH', path, { body: { matching: 'all', sendDays: [1] } });
  expect(same.version).toBe(4);
  expect(api.lifecycle.started).toEqual([]);
  expect((await api.call('PATCH', path, { body: {} })).status).toBe(422);
});

test('P2: it says why it is silent: no mailbox, one that fails or is not verified, no touchpoint', async () => {
  const { db } = api.database;
  const { id } = await create();
  await db.mailbox.update({ where: { id: mailboxId }, data: { status: 'failing' } });
  expect(reasonsOf(await read(id))).toEqual(['mailbox_failing']);
  await db.mailbox.update({ where: { id: mailboxId }, data: { status: 'unverified' } });
  expect(reasonsOf(await read(id))).toEqual(['mailbox_unverified']);
  await db.organisation.updateMany({ data: { defaultMailboxId: null } });
  await db.touchpoint.updateMany({ where: { programId: id }, data: { archivedAt: new Date(api.now) } });
  const silent = await read(id);
  expect(reasonsOf(silent)).toEqual(['no_mailbox', 'no_touchpoints']);
  expect(silent.mailbox).toBeNull();
  await db.organisation.updateMany({ data: { defaultMailboxId: mailboxId } });
  await db.mailbox.update({ where: { id: mailboxId }, data: { status: 'working' } });
});

test('P1: a copy of a program has its schedule and all touchpoints; archived ones stay archived', async () => {
  const source = await create({ sendDays: [4], matching: 'all', holidays: { country: 'FR' } });
  const path = `/v1/programs/${source.id}`;
  const prompt = source.touchpoints[0].id;
  await api.ok('POST', `${path}/touchpoints/${prompt}/archive`);
  await onlyActive(source.id, (await create()).id);
  await api.ok('POST', `${path}/pause`);
  const copy = await api.ok('POST', `${path}/duplicate`, { body: { name: 'A copy' } });
  expect(copy).toMatchObject({
    status: 'active',
    sendDays: [4],
    matching: 'all',
    version: 1,
    planVersion: 1,
  });
  expect(copy.holidays).toEqual({
    country: 'FR',
    region: null,
    kind: 'public',
    days: [],
    rule: 'move',
  });
  const { items } = await api.ok('GET', `/v1/programs/${copy.id}/touchpoints?includeArchived=true`);
  const offsets = (list: Json[]) => list.map((each) => [each.offsetDays, each.archivedAt !== null]);
  expect(offsets(items)).toEqual([
    [1, true],
    [7, false],
    [14, false],
    [30, false],
  ]);
  expect(items.every((each: Json) => each.programId === copy.id)).toBe(true);
  expect(api.lifecycle.started).toContain(`schedule ${copy.id}`);
  expect(await expectedRun(copy.id)).not.toBeNull();
  const taken = await api.call('POST', `${path}/duplicate`, { body: { name: 'a COPY' } });
  expect(taken.status).toBe(409);
});

test('P1: the list is searched and filtered, newest first, and hides archived programs unless asked', async () => {
  const first = await create({ name: 'Needle 100% a' });
  const second = await create({ name: 'Needle 100% b' });
  await create({ name: 'Needle 1000 c' });
  const search = (query: string) => api.ok('GET', `/v1/programs?${query}`);
  const ids = ({ items }: Json) => items.map((item: Json) => item.id);
  const found = await search(`search=${encodeURIComponent('NEEDLE 100%')}`);
  expect(ids(found)).toEqual([second.id, first.id]);
  expect(found.items[0]).toMatchObject({ touchpointCount: 4, nextRunAt: second.nextRuns[0].at });
  await api.ok('POST', `/v1/programs/${first.id}/archive`);
  expect(ids(await search('search=needle%20100%25'))).toEqual([second.id]);
  expect(ids(await search('search=needle%20100%25&includeArchived=true'))).toEqual([second.id, first.id]);
  expect(ids(await search('search=needle%20100%25&status=archived'))).toEqual([first.id]);
  const page = await search('search=needle&limit=1&includeArchived=true');
  expect(page.items).toHaveLength(1);
  const next = await search(`search=needle&limit=1&includeArchived=true&cursor=${page.nextCursor}`);
  expect(ids(next)).toEqual([second.id]);
});

test('U1: viewers read programs, agents do not save them, managers do', async () => {
  const { id } = await create();
  const viewer = await api.user('viewer');
  expect((await api.call('GET', `/v1/programs/${id}`, { key: viewer.key })).status).toBe(200);
  const agent = await api.user('agent');
  const patch = { body: { description: 'Mine' } };
  expect((await api.call('PATCH', `/v1/programs/${id}`, { key: agent.key, ...patch })).status).toBe(403);
  const manager = await api.user('manager');
  expect((await api.call('PATCH', `/v1/programs/${id}`, { key: manager.key, ...patch })).status).toBe(200);
  expect((await api.call('GET', '/v1/programs/prg_01h455vb4pex5vsknk084sn02q')).status).toBe(404);
});

test('O8: a repeated key replays the creation', async () => {
  const once = { body: { name: 'Only once' }, headers: { 'Idempotency-Key': 'program-1' } };
  const first = await api.ok('POST', '/v1/programs', once);
  expect(await api.ok('POST', '/v1/programs', once)).toEqual(first);
  expect(await api.database.db.program.count({ where: { name: 'Only once' } })).toBe(1);
});
