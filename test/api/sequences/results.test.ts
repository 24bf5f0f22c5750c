import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { createHitRows, type HitRows } from '../../support/rows/hits.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ResultWorld } from '../../support/worlds/result-world.ts';

const api = new ResultWorld();
beforeAll(() => api.open(), 60_000);
afterAll(() => api.close());

const DAY_MS = 86_400_000;
const times = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

describe('case 32: percentages', () => {
  let mail: { id: string; stepOf: Record<string, string> };
  beforeAll(async () => {
    mail = await api.sequence('Percentages', { E1: 'email' });
    const messages: string[] = [];
    for (const _ of times(40))
      messages.push((await api.sent(await api.enrolled(mail.id), mail.stepOf['E1']!)).id);
    const does = (index: number, events: HitRows['events'], hits: HitRows['hits'] = []) =>
      createHitRows(api.database.db, { messageId: messages[index]!, at: api.now, events, hits });
    // 0 to 3 bounced, 0 was opened by a person before.
    for (const index of times(4)) await does(index, [['bounce', 1]]);
    // Persons open 0 and 4 to 14, of which 4 to 6 five times each.
    for (const index of [0, ...times(11, 4)]) await does(index, [['opened', 1]]);
    for (const index of times(3, 4))
      await does(
        index,
        times(4).map(() => ['opened', 1] as const),
      );
    // Machines open 8 that persons opened too, and 12 others; of 2 others nobody knows.
    for (const index of [...times(8, 4), ...times(12, 20)]) await does(index, [], [['open', 1, 'machine']]);
    for (const index of times(2, 32)) await does(index, [], [['open', 1, 'unclear']]);
    // Five are clicked by persons, one seven times; three are answered, one twice; two answer by themselves.
    for (const index of times(5, 10)) await does(index, [['clicked', 1]]);
    await does(
      10,
      times(6).map(() => ['clicked', 1] as const),
    );
    for (const index of times(3, 20)) await does(index, [['reply', 1]]);
    await does(20, [['reply', 1]]);
    for (const index of times(2, 24)) await does(index, [['auto_reply', 1]]);
  }, 60_000);

  const EXPECTED = {
    sent: 40,
    delivered: { count: 36, percent: 90 },
    opened: { count: 12, percent: 30, machine: 20, unclear: 2 },
    clicked: { count: 5, percent: 12.5, machine: 0, unclear: 0 },
    replied: { count: 3, percent: 7.5 },
    bounced: { count: 4, percent: 10 },
    unsubscribed: { count: 0, percent: 0 },
  };

  test('S20, T2: each message counts once for an outcome, in percent of the sent, one decimal', async () => {
    const filter = { sequenceId: mail.id };
    const results = await api.results({ ...filter, groupBy: 'step' });
    expect(results.totals.mail).toEqual(EXPECTED);
    expect(results.items).toMatchObject([
      { key: mail.stepOf['E1'], name: 'Percentages: E1', mail: EXPECTED },
    ]);
    const overview = await api.ok('GET', `/v1/sequences/${mail.id}/overview`);
    expect([overview.mail, overview.steps[0].mail]).toEqual([EXPECTED, EXPECTED]);
    const list = await api.ok('GET', '/v1/sequences?search=Percentages');
    expect(list.items[0].mail).toEqual(EXPECTED);
    expect(await api.ajar(results.totals, filter)).toEqual([]);
    expect(await api.ajar(results.items[0], results.items[0].filter)).toEqual([]);
  }, 60_000);

  test('S20: a sequence without messages has no percentage', async () => {
    const empty = await api.sequence('Nobody', { E1: 'email' });
    const { totals, items } = await api.results({ sequenceId: empty.id });
    const rate = { count: 0, percent: null };
    expect(items).toEqual([]);
    expect(totals.mail).toMatchObject({
      sent: 0,
      delivered: rate,
      opened: rate,
      clicked: rate,
      replied: rate,
    });
    expect((await api.ok('GET', `/v1/sequences/${empty.id}/overview`)).mail.bounced).toEqual(rate);
  });
});

describe('case 33: counts of people and tasks', () => {
  let made: { id: string; stepOf: Record<string, string> };
  beforeAll(async () => {
    made = await api.sequence('Counts', { K1: 'call', K2: 'call' });
    const [first, second] = [made.stepOf['K1']!, made.stepOf['K2']!];
    const ready = { isManual: true, status: 'ready', endedAt: null };
    const fresh: Json[] = [];
    for (const _ of times(3)) fresh.push(await api.enrolled(made.id));
    // Five with one or more done, six in all; three others are ready, and that of one which is paused.
    for (const index of times(5)) {
      const enrollment = await api.enrolled(made.id);
      await api.execution(enrollment, first, { isManual: true });
      if (index === 0) await api.execution(enrollment, second, { isManual: true });
      if (index > 0 && index < 4) await api.execution(enrollment, second, ready);
    }
    for (const index of times(2)) {
      const paused = await api.enrolled(made.id);
      if (index === 0) await api.execution(paused, first, ready);
      const hold = {
        scope: 'enrollment',
        kind: 'manual',
        authorId: api.adminId,
        startedAt: new Date(api.now),
      };
      await api.database.db.hold.create({ data: { id: newId('hold'), enrollmentId: paused.id, ...hold } });
    }
    await api.enrolled(made.id, { status: 'completed' });
    await api.enrolled(made.id, { status: 'stopped' });
  }, 60_000);

  test('S20: in the overview, in the list and in the results', async () => {
    const enrollments = { started: 5, active: 8, paused: 2, completed: 1, stopped: 1 };
    const overview = await api.ok('GET', `/v1/sequences/${made.id}/overview`);
    expect([overview.enrollments, overview.tasks]).toEqual([enrollments, { toDo: 3, completed: 6 }]);
    const list = await api.ok('GET', '/v1/sequences?search=Counts');
    expect(list.items[0]).toMatchObject({ enrollments, tasks: { toDo: 3, completed: 6 } });
    const { totals, items } = await api.results({ sequenceId: made.id });
    expect(items).toMatchObject([{ enrollments, tasks: { toDo: 3, completed: 6 } }]);
    expect(await api.ajar(totals, { sequenceId: made.id })).toEqual([]);
    const bySteps = await api.results({ sequenceId: made.id, groupBy: 'step' });
    expect(bySteps.items).toMatchObject([
      { enrollments: null, tasks: { toDo: 0, completed: 5 } },
      { enrollments: null, tasks: { toDo: 3, completed: 1 } },
    ]);
  });
});

describe('case 34: money within 14 days', () => {
  const LEFT = Date.parse('2030-06-03T09:00:00Z');
  let paid: { id: string; stepOf: Record<string, string> };
  let customerId: string, invoiceId: string;
  const pay = (amount: string, paidOn: string): Promise<Json> =>
    api.ok('POST', `/v1/customers/${customerId}/payments`, {
      body: { amount, paidOn, allocations: [{ invoiceId, amount }] },
    });
  const collected = async (query: object = {}) =>
    (await api.results({ sequenceId: paid.id, groupBy: 'step', ...query })).totals.collected;

  test('S20, C20: a payment of the 14th day counts, of the 15th does not, and one that came back is 0', async () => {
    paid = await api.sequence('Paid', { E1: 'email', E2: 'email', K1: 'call' });
    api.now = LEFT - DAY_MS;
    customerId = (await api.customer()).id;
    invoiceId = (await api.invoice(customerId, { amount: '1000.00' })).id;
    await pay('7.00', '2030-06-02');
    const enrollment = await api.enrolled(paid.id, { customerId });
    api.now = LEFT;
    await api.sent(enrollment, paid.stepOf['E1']!);
    api.now = Date.parse('2030-06-19T10:00:00Z');
    const first = await pay('100.00', '2030-06-17');
    await pay('50.00', '2030-06-18');
    expect(await collected()).toEqual([{ currency: 'EUR', amount: '100.00' }]);
    const { totals } = await api.results({ sequenceId: paid.id });
    expect(await api.ajar(totals, { sequenceId: paid.id })).toEqual([]);

    api.now = Date.parse('2030-06-20T10:00:00Z');
    await api.ok('POST', `/v1/payments/${first.id}/reversals`, {
      body: { reason: 'charged back', reversedOn: '2030-06-20' },
    });
    expect(await collected()).toEqual([{ currency: 'EUR', amount: '0.00' }]);
    expect((await api.rows('collected', { sequenceId: paid.id })).map(({ amount }) => amount)).toEqual([
      '-100.00',
      '100.00',
    ]);
  });

  test('S20: steps overlap, a sequence counts each payment once; a call is followed by money as a mail is', async () => {
    const enrollment = await api.enrolled(paid.id, { customerId, status: 'completed' });
    api.now = Date.parse('2030-07-01T09:00:00Z');
    await api.sent(enrollment, paid.stepOf['E2']!);
    await api.execution(enrollment, paid.stepOf['K1']!, { isManual: true, outcome: 'promised' });
    api.now = Date.parse('2030-07-03T09:00:00Z');
    await pay('30.00', '2030-07-03');
    const steps = await api.results({ sequenceId: paid.id, groupBy: 'step', from: '2030-07-01' });
    const amount = [{ currency: 'EUR', amount: '30.00' }];
    expect(steps.items.map((item: Json) => [item.name, item.collected])).toEqual([
      ['Paid: E2', amount],
      ['Paid: K1', amount],
    ]);
    expect(steps.totals.collected).toEqual(amount);
    const sequences = await api.results({ sequenceId: paid.id, from: '2030-07-01' });
    expect(sequences.items[0].collected).toEqual(amount);
  });

  test('C13: a write-off and a correction are no money, what a re-import shows as paid is', async () => {
    const adjust = (body: object) => api.ok('POST', `/v1/invoices/${invoiceId}/adjustments`, { body });
    await adjust({ cause: 'write_off', amount: '10.00', reason: 'small' });
    const { balance } = await api.database.db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
    const movement = {
      kind: 'import',
      currency: 'EUR',
      customerId,
      invoiceId,
      effectiveOn: new Date('2030-07-04'),
    };
    await api.database.db.balanceChange.create({
      data: {
        id: newId('balanceChange'),
        ...movement,
        cause: 'import',
        delta: '-5.00',
        balance,
        createdAt: new Date(api.now),
      },
    });
    const { totals } = await api.results({ sequenceId: paid.id, from: '2030-07-01' });
    expect(totals.collected).toEqual([{ currency: 'EUR', amount: '35.00' }]);
  });
});
