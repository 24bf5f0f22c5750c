import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalDays } from '../../../domain/time/local-days.ts';
import { recountedFacts } from '../../../infra/db/sequences/recounted-results.ts';
import { newId } from '../../../infra/ids.ts';
import { createHitRows } from '../../support/rows/hits.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ResultWorld } from '../../support/worlds/result-world.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';

const api = new ResultWorld();
beforeAll(() => api.open(), 60_000);
afterAll(() => api.close());

const DAY_MS = 86_400_000;
const at = (iso: string) => (api.now = Date.parse(iso));
const csv = (path: string, key = api.adminKey): Promise<string> =>
  api.ok('GET', path, { key }) as Promise<string>;

describe('S20: the days of the organisation', () => {
  test.each([
    ['2030-03-30T22:59:00Z', '2030-03-30', '2030-03-25', '2030-03'],
    ['2030-03-30T23:00:00Z', '2030-03-31', '2030-03-25', '2030-03'],
    ['2030-03-31T21:59:00Z', '2030-03-31', '2030-03-25', '2030-03'],
    ['2030-03-31T22:00:00Z', '2030-04-01', '2030-04-01', '2030-04'],
    ['2030-10-27T22:59:00Z', '2030-10-27', '2030-10-21', '2030-10'],
    ['2030-10-31T23:00:00Z', '2030-11-01', '2030-10-28', '2030-11'],
    ['2030-12-31T22:59:00Z', '2030-12-31', '2030-12-30', '2030-12'],
    ['2030-12-31T23:00:00Z', '2031-01-01', '2030-12-30', '2031-01'],
  ])('what left at %s is of %s, in the week of %s and in %s', async (moment, day, week, month) => {
    const { id, stepOf } = await api.sequence(`Left at ${moment}`, { E1: 'email' });
    at(moment);
    await api.sent(await api.enrolled(id), stepOf['E1']!);
    for (const [groupBy, key] of [
      ['day', day],
      ['week', week],
      ['month', month],
    ] as const) {
      const { items } = await api.results({ sequenceId: id, groupBy });
      expect(items.map((item: Json) => [item.key, item.mail.sent])).toEqual([[key, 1]]);
      expect(await api.ajar(items[0], items[0].filter)).toEqual([]);
    }
    expect((await api.results({ sequenceId: id, from: day, to: day })).totals.mail.sent).toBe(1);
  });
});

describe('S20: a figure opens into its rows', () => {
  test('the latest first, by when it left, however early its step was planned; the cursor stays', async () => {
    const { id, stepOf } = await api.sequence('Late and early', { E1: 'email' });
    const order: string[] = [];
    for (const days of [3, 1, 1, 5, 2, 1]) {
      const left = Date.parse('2030-05-01T10:00:00Z') + days * DAY_MS;
      order.push((await api.sent(await api.enrolled(id), stepOf['E1']!, { at: left })).executionId);
    }
    const page = async (cursor: string | null): Promise<Json> =>
      api.ok(
        'GET',
        `/v1/results/rows?figure=mail.sent&sequenceId=${id}&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
    const first = await page(null);
    // What leaves meanwhile is before what was read.
    await api.sent(await api.enrolled(id), stepOf['E1']!, { at: Date.parse('2030-06-01T10:00:00Z') });
    const second = await page(first.nextCursor);
    const third = await page(second.nextCursor);
    const shown = [first, second, third].flatMap(({ items }) => items.map((row: Json) => row.id));
    expect(shown).toEqual([3, 0, 4, 5, 2, 1].map((index) => order[index]));
    expect(third.nextCursor).toBeNull();
  });
});

describe('S20: which message an event without one is about', () => {
  test('a bounce is of the last email, also when an sms left after it; a report of the network of the last sms', async () => {
    const { id, stepOf } = await api.sequence('Two channels', { E1: 'email', S1: 'sms', E2: 'email' });
    at('2030-07-01T10:00:00Z');
    const tell = (enrollmentId: string, kind: string) => {
      const eventId = newId('messageEvent');
      const told = { eventKey: eventId, source: 'api', createdById: 'system', createdAt: new Date(api.now) };
      const data = { id: eventId, kind, enrollmentId, occurredAt: new Date(api.now + 60_000), ...told };
      return api.database.db.messageEvent.create({ data });
    };
    const one = await api.enrolled(id);
    await api.sent(one, stepOf['E1']!);
    await api.sent(one, stepOf['S1']!, { at: api.now + 1_000, channel: 'sms' });
    await tell(one.id, 'bounce');
    const other = await api.enrolled(id);
    await api.sent(other, stepOf['S1']!, { channel: 'sms' });
    await api.sent(other, stepOf['E2']!, { at: api.now + 1_000 });
    await tell(other.id, 'delivered');
    const { totals } = await api.results({ sequenceId: id });
    expect(totals.mail).toMatchObject({ sent: 2, delivered: { count: 1 }, bounced: { count: 1 } });
    expect(totals.sms).toMatchObject({ sent: 2, delivered: { count: 1 } });
    expect(await api.ajar(totals, { sequenceId: id })).toEqual([]);
  });
});

describe('S20, T2, M5: what counts', () => {
  test('a copy decides nothing but by a reply; machines and nobody knows stand beside; opened, then bounced is both', async () => {
    const { id, stepOf } = await api.sequence('Copies', { E1: 'email' });
    at('2030-07-02T10:00:00Z');
    const hits = async (rows: object) => {
      const { id: messageId } = await api.sent(await api.enrolled(id), stepOf['E1']!);
      await createHitRows(api.database.db, { messageId, at: api.now, events: [], hits: [], ...rows });
    };
    await hits({
      events: [
        ['opened', 2],
        ['clicked', 2],
        ['bounce', 2],
        ['unsubscribe', 2],
      ],
      hits: [
        ['open', 2, 'machine'],
        ['click', 2, 'unclear'],
      ],
    });
    await hits({ events: [['reply', 2]] });
    await hits({
      events: [
        ['opened', 1],
        ['bounce', 1],
      ],
    });
    await hits({ hits: [['click', 1, 'machine']] });
    const { totals } = await api.results({ sequenceId: id });
    expect(totals.mail).toEqual({
      sent: 4,
      delivered: { count: 3, percent: 75 },
      opened: { count: 1, percent: 25, machine: 0, unclear: 0 },
      clicked: { count: 0, percent: 0, machine: 1, unclear: 0 },
      replied: { count: 1, percent: 25 },
      bounced: { count: 1, percent: 25 },
      unsubscribed: { count: 0, percent: 0 },
    });
  });

  test('a message of a program or an action is none of a sequence, though of the same customer', async () => {
    const { id, stepOf } = await api.sequence('Others', { E1: 'email' });
    const before = (await api.results()).totals.mail.sent;
    const enrollment = await api.enrolled(id);
    const mine = await api.sent(enrollment, stepOf['E1']!);
    const { id: _, ...message } = await api.database.db.message.findUniqueOrThrow({ where: { id: mine.id } });
    for (const sourceKind of ['touchpoint', 'action']) {
      const other = newId('message');
      const own = {
        id: other,
        token: other,
        headerId: other,
        sourceKind,
        sourceId: other,
        enrollmentId: null,
      };
      const json = { facts: {}, leftOut: [], references: [] };
      await api.database.db.message.create({ data: { ...message, ...json, ...own } as never });
    }
    expect((await api.results()).totals.mail.sent).toBe(before + 1);
  });
});

describe('S20, S6: by branch', () => {
  test('a task stays in the branch in which it was done, wherever its step is moved; also one of which it was not noted', async () => {
    const { id, stepOf } = await api.sequence('Moved', { K1: 'call', K2: 'call' });
    at('2030-07-10T10:00:00Z');
    const executions: string[] = [];
    for (const _ of [1, 2])
      executions.push(
        await api.execution(await api.enrolled(id), stepOf['K2']!, { type: 'call', isManual: true }),
      );
    const [main] = (await api.ok('GET', `/v1/sequences/${id}`)).branches;
    const branch = await api.ok('POST', `/v1/sequences/${id}/branches`, { body: { name: 'Later' } });
    const byBranch = async () =>
      (await api.results({ sequenceId: id, groupBy: 'branch' })).items.map((item: Json) => [
        item.name,
        item.tasks.completed,
      ]);
    expect(await byBranch()).toEqual([['Moved: main', 2]]);
    // As what was done before it was noted.
    await api.database.db.stepExecution.update({ where: { id: executions[1]! }, data: { branchId: null } });
    await api.ok('POST', `/v1/sequences/${id}/steps/${stepOf['K2']}/move`, {
      body: { position: 1, branchId: branch.id },
    });
    expect(await byBranch()).toEqual([
      ['Moved: main', 1],
      ['Moved: Later', 1],
    ]);
    for (const branchId of [main.id, branch.id]) {
      const { totals } = await api.results({ branchId });
      expect(await api.ajar(totals, { branchId })).toEqual([]);
    }
  });
});

describe('S20: what happens while results are counted', () => {
  test('a step that was done outside of the days looked at is left for the next look, and refuses nobody', async () => {
    const { id, stepOf } = await api.sequence('Meanwhile', { E1: 'email' });
    at('2030-07-20T10:00:00Z');
    const { customerId, ...enrollment } = await api.enrolled(id);
    await api.sent({ customerId, ...enrollment }, stepOf['E1']!);
    const of = (days: LocalDays) => api.database.db.$queryRaw<Json[]>(recountedFacts([customerId], days));
    const day = (name: string, start: string) => ({ days: [name], starts: [Date.parse(start)] });
    expect(await of({ days: [], starts: [] })).toEqual([]);
    expect(await of(day('2030-07-21', '2030-07-20T22:00:00Z'))).toEqual([]);
    expect(await of(day('2030-07-20', '2030-07-19T22:00:00Z'))).toHaveLength(1);
    expect((await api.results({ sequenceId: id })).totals.mail.sent).toBe(1);
  });
});

describe('C22: files', () => {
  test('a spreadsheet of the reader’s locale opens percentages and amounts as numbers', async () => {
    const { id, stepOf } = await api.sequence('=Locale', { E1: 'email' });
    at('2030-08-01T10:00:00Z');
    const sent: string[] = [];
    for (let n = 0; n < 8; n += 1) sent.push((await api.sent(await api.enrolled(id), stepOf['E1']!)).id);
    await createHitRows(api.database.db, {
      messageId: sent[0]!,
      at: api.now,
      events: [['opened', 1]],
      hits: [],
    });
    const path = `/v1/exports/results?sequenceId=${id}&delimiter=semicolon&decimalMark=comma`;
    const [head, line] = (await csv(path))
      .trim()
      .split('\r\n')
      .map((record) => record.split(';'));
    const cell = (name: string) => line![head!.indexOf(name)];
    expect(cell('emails_opened_percent')).toBe('12,5');
    expect(cell('name')).toBe("'=Locale");
  });
});

describe('U3: who sees less', () => {
  test('a hidden customer is in no figure, no row, no file and no group; an owner and a member see them', async () => {
    const { id, stepOf } = await api.sequence('Hidden', { E1: 'email', K1: 'call' });
    at('2030-09-01T10:00:00Z');
    const [agent, owner, viewer] = [
      await api.user('agent'),
      await api.user('viewer'),
      await api.user('viewer'),
    ];
    const hidden = await api.enrolled(id);
    await api.sent(hidden, stepOf['E1']!);
    await api.execution(hidden, stepOf['K1']!, { isManual: true, type: 'call', outcome: 'spoke' });
    await api.ok('PATCH', `/v1/customers/${hidden.customerId}`, { body: { arOwnerId: owner.id } });
    await hideCustomer(api, hidden.customerId);
    for (const { key } of [agent, viewer]) {
      for (const groupBy of ['sequence', 'step', 'user', 'version', 'label', 'month']) {
        const { items, totals } = await api.results({ sequenceId: id, groupBy }, key);
        expect([groupBy, items, totals.mail.sent, totals.tasks.completed]).toEqual([groupBy, [], 0, 0]);
        expect(await api.ajar(totals, { sequenceId: id }, key)).toEqual([]);
      }
      const file = await csv(`/v1/exports/result-rows?figure=mail.sent&sequenceId=${id}`, key);
      expect(file.trim().split('\r\n')).toHaveLength(1);
      const { enrollments, mail, tasks } = await api.ok('GET', `/v1/sequences/${id}/overview`, { key });
      expect([enrollments.active, mail.sent, tasks]).toEqual([0, 0, { toDo: 0, completed: 0 }]);
    }
    const { totals } = await api.results({ sequenceId: id }, owner.key);
    expect([totals.mail.sent, totals.tasks.outcomes]).toEqual([1, [{ label: 'spoke', count: 1 }]]);
    expect(await api.ajar(totals, { sequenceId: id }, owner.key)).toEqual([]);
    await api.ok('PATCH', `/v1/users/${owner.id}`, { body: { isActive: false } });
    expect((await api.call('GET', '/v1/results', { key: owner.key })).status).toBe(401);
  });
});

describe('O2: bad filters are refused, each by its name', () => {
  const SEQUENCE = 'seq_01h455vb4pex5vsknk084sn02q';
  test.each([
    [
      '/v1/results?from=2030-13-01&to=1700-01-01&version=0&groupBy=moon',
      ['from', 'groupBy', 'to', 'version'],
    ],
    ['/v1/results?from=2030-02-01&to=2030-01-31', ['to']],
    ['/v1/results?userId=nobody&labelId=x&channel=fax&limit=0', ['channel', 'labelId', 'limit', 'userId']],
    ['/v1/results?sequenceId=1&stepId=2&branchId=3&moon=1', ['branchId', 'moon', 'sequenceId', 'stepId']],
    ['/v1/results?cursor=abc', ['cursor']],
    ['/v1/results/rows', ['figure']],
    ['/v1/results/rows?figure=mail', ['figure']],
    ['/v1/results/rows?figure=tasks.toDo&version=1&from=2030-01-01', ['from', 'version']],
    ['/v1/results/rows?figure=enrollments.active&userId=none&channel=sms', ['channel', 'userId']],
    ['/v1/results/rows?figure=mail.sent&outcome=spoke', ['outcome']],
    [`/v1/results/rows?figure=mail.sent&cursor=${Buffer.from('[1]').toString('base64url')}`, ['cursor']],
    ['/v1/exports/results?delimiter=x&decimalMark=y&bom=z', ['bom', 'decimalMark', 'delimiter']],
    ['/v1/exports/result-rows?figure=x&to=z', ['figure', 'to']],
  ])('%s', async (path, fields) => {
    const { status, body } = await api.call('GET', path);
    const named = (body.errors ?? []).map(({ field }: Json) => field.replace(/^query\./, '')).sort();
    expect([status, named]).toEqual([422, fields]);
  });

  test('what is unknown counts nothing, the last day of the calendar is one', async () => {
    for (const query of [{ sequenceId: SEQUENCE }, { from: '2999-12-31', to: '2999-12-31' }]) {
      const { items, totals } = await api.results(query);
      expect([items, totals.mail.sent, totals.mail.opened.percent]).toEqual([[], 0, null]);
      expect(await api.ajar(totals, query)).toEqual([]);
    }
    expect((await api.ok('GET', '/v1/exports/results?from=2999-12-31')).trim().split('\r\n')).toHaveLength(1);
  });
});
