import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

describe('insights and the action center', () => {
  const api = new ApiFixture();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  const read = (customerId: string) => api.ok('GET', `/v1/customers/${customerId}/insights`);
  const refresh = (customerId: string) => api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
  const texts = (insights: { summary: { text: string }[] }) => insights.summary.map((item) => item.text);
  const actions = async (customerId: string, filter = '') =>
    (await api.ok('GET', `/v1/actions?customerId=${customerId}${filter}`)).items;
  const call = (customerId: string) =>
    api.ok('POST', `/v1/customers/${customerId}/communications`, {
      body: {
        kind: 'call',
        direction: 'outbound',
        occurredAt: new Date(api.now).toISOString(),
        subject: 'Reminder',
        outcome: 'no answer',
      },
    });
  const late = (customerId: string, daysOverdue: number, amount = '100.00') =>
    api.invoice(customerId, {
      issuedOn: '2025-01-01',
      dueOn: new Date(START - daysOverdue * DAY_MS).toISOString().slice(0, 10),
      amount,
    });

  it('C14: the summary states what is owed, said, promised and paid, each with its source and day', async () => {
    const customer = await api.customer();
    const invoice = await late(customer.id, 10, '120.00');
    await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
      body: { amount: '20.00', paidOn: '2026-02-27' },
    });
    const { id: callId } = await call(customer.id);
    const promise = await api.ok('POST', `/v1/customers/${customer.id}/promises`, {
      body: { promisedOn: '2026-03-10', invoiceIds: [invoice.id] },
    });
    const insights = await refresh(customer.id);
    expect(insights.computedAt).toBe(new Date(START).toISOString());
    expect(insights.summary).toMatchObject([
      {
        text: 'Owes 100.00 EUR on 1 open invoice, 100.00 EUR of it overdue.',
        source: { entity: 'customer' },
      },
      {
        text: 'Call to the customer: “Reminder” (no answer).',
        on: '2026-03-02',
        source: { entity: 'communication', id: callId },
      },
      { text: 'Promised 100.00 EUR by 2026-03-10: open.', source: { entity: 'promise', id: promise.id } },
      { text: 'Paid 20.00 EUR.', on: '2026-02-27', source: { entity: 'payment' } },
    ]);
    expect(insights.plan).toMatchObject([
      { kind: 'task', dueOn: '2026-03-11', isRecommended: false, sources: [{ id: promise.id }] },
    ]);
    expect(insights.signals).toMatchObject([{ rule: 'healthy' }]);
  });

  it('C14: after payments, communications and imports it is worked out again, and never shown older than they are', async () => {
    const customer = await api.customer();
    const invoice = await late(customer.id, 10);
    await refresh(customer.id);
    const marked = async () => api.database.db.customerRefresh.count({ where: { customerId: customer.id } });
    expect(await marked()).toBe(0);
    await call(customer.id);
    expect(await marked()).toBe(1);
    expect(texts(await read(customer.id))).toContain('Call to the customer: “Reminder” (no answer).');
    await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '100.00' } });
    expect(texts(await read(customer.id))[0]).toBe('Owes nothing.');
    api.now += 15_000;
    expect((await reconcile(api.deps)).refreshed).toBeGreaterThan(0);
    expect(await marked()).toBe(0);
    expect(await read(customer.id)).toMatchObject({ computedAt: new Date(START + 15_000).toISOString() });
  });

  it('Q6: signals, broken promises and the plan recommend actions, the most severe first, then by what is overdue', async () => {
    const [severe, bigger, smaller, mild] = [
      await api.customer(),
      await api.customer(),
      await api.customer(),
      await api.customer(),
    ];
    await late(severe.id, 100, '5.00');
    await late(bigger.id, 40, '900.00');
    await late(smaller.id, 40, '30.00');
    await late(mild.id, 10, '10000.00');
    for (const { id } of [mild, smaller, bigger, severe]) await refresh(id);
    const ids = [severe.id, bigger.id, smaller.id, mild.id];
    const { items } = await api.ok('GET', '/v1/actions');
    const ours = items.filter((action: { customer: { id: string } }) => ids.includes(action.customer.id));
    expect(ours.map((action: { customer: { id: string } }) => action.customer.id)).toEqual(ids);
    expect(ours).toMatchObject([
      {
        kind: 'call',
        severity: 'high',
        dueOn: '2026-03-02',
        overdue: '5.00',
        sources: [{ entity: 'signal' }],
      },
      { kind: 'call', severity: 'medium', dueOn: '2026-03-03' },
      { kind: 'call', severity: 'medium' },
      { kind: 'email', severity: 'healthy', sources: [{ entity: 'invoice' }] },
    ]);
    const page = await api.ok('GET', '/v1/actions?limit=2');
    const next = await api.ok('GET', `/v1/actions?limit=2&cursor=${page.nextCursor}`);
    expect([...page.items, ...next.items]).toEqual(items.slice(0, 4));
  });

  it('Q6: a broken promise asks for one call, not for two', async () => {
    const customer = await api.customer();
    const invoice = await late(customer.id, 5);
    const body = { promisedOn: '2026-03-03', invoiceIds: [invoice.id] };
    await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
    api.now = START + 2 * DAY_MS;
    await refresh(customer.id);
    const found = await actions(customer.id, '&severity=high');
    expect(found).toMatchObject([
      { kind: 'call', reason: 'The promise to pay 100.00 EUR by 2026-03-03 was broken.' },
    ]);
  });

  it('Q6: one call is about all that is overdue', async () => {
    const customer = await api.customer();
    await late(customer.id, 100);
    await late(customer.id, 40);
    await refresh(customer.id);
    expect(await actions(customer.id)).toMatchObject([{ kind: 'call', severity: 'high' }]);
  });

  it('Q6, D8: nobody is asked to call or write about what is promised, disputed or held', async () => {
    const [promised, disputed, held] = [await api.customer(), await api.customer(), await api.customer()];
    const { id } = await late(promised.id, 100);
    const body = { promisedOn: '2026-03-10', invoiceIds: [id] };
    await api.ok('POST', `/v1/customers/${promised.id}/promises`, { body });
    const wrong = await late(disputed.id, 40);
    await api.ok('POST', `/v1/invoices/${wrong.id}/dispute`, { body: { reason: 'Hours' } });
    await late(held.id, 10);
    const hold = await api.ok('POST', '/v1/holds', { body: { scope: 'customer', customerId: held.id } });
    for (const customer of [promised, disputed, held]) await refresh(customer.id);
    expect(await actions(promised.id)).toEqual([]);
    expect(await actions(disputed.id)).toMatchObject([{ kind: 'task' }]);
    expect(await actions(held.id)).toEqual([]);
    await api.ok('POST', `/v1/holds/${hold.id}/end`);
    await refresh(held.id);
    const [action] = await actions(held.id);
    expect(action).toMatchObject({
      kind: 'email',
      reason: expect.stringContaining('nobody was in touch yet'),
    });
    expect(await api.ok('GET', `/v1/actions/${action.id}`)).toEqual({
      ...action,
      draft: null,
      draftProblem: 'There is no mailbox to send from.',
    });
  });

  it('C14: yesterday’s summary is not shown today: what is overdue changes with the day', async () => {
    const customer = await api.customer();
    await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn: '2026-03-02', amount: '100.00' });
    expect(texts(await refresh(customer.id))[0]).toContain(', 0.00 EUR of it overdue.');
    // Midnight in Berlin.
    api.now = Date.parse('2026-03-02T22:59:59Z');
    expect(texts(await read(customer.id))[0]).toContain(', 0.00 EUR of it overdue.');
    api.now = Date.parse('2026-03-02T23:00:00Z');
    expect(texts(await read(customer.id))[0]).toContain(', 100.00 EUR of it overdue.');
  });

  it('Q6: completed, it stands in the communications, and comes again after two weeks if nothing has changed', async () => {
    const customer = await api.customer();
    await late(customer.id, 100);
    await refresh(customer.id);
    const [action] = await actions(customer.id);
    const body = { outcome: 'promised to pay', note: 'Spoke to Pat.' };
    expect(await api.ok('POST', `/v1/actions/${action.id}/complete`, { body })).toMatchObject({
      status: 'completed',
      actedById: api.adminId,
    });
    const thread = await api.ok('GET', `/v1/customers/${customer.id}/communications?kind=call`);
    expect(thread.items).toMatchObject([
      { kind: 'call', direction: 'outbound', outcome: 'promised to pay', content: 'Spoke to Pat.' },
    ]);
    await refresh(customer.id);
    expect(await actions(customer.id)).toEqual([]);
    const again = await api.call('POST', `/v1/actions/${action.id}/dismiss`, { body: {} });
    expect([again.status, again.body.happened]).toEqual([
      409,
      { status: 'completed', at: new Date(START).toISOString(), by: api.adminId },
    ]);
    api.now = START + 14 * DAY_MS;
    await refresh(customer.id);
    const asNew = { note: null, actedById: null, actedAt: null };
    expect(await actions(customer.id)).toMatchObject([{ id: action.id, dueOn: '2026-03-16', ...asNew }]);
  });

  it('Q6: snoozed, it is out of sight until its day; dismissed, it stays away', async () => {
    const customer = await api.customer();
    await late(customer.id, 100);
    await refresh(customer.id);
    const [action] = await actions(customer.id);
    const snooze = (until: string) =>
      api.call('POST', `/v1/actions/${action.id}/snooze`, { body: { until } });
    expect((await snooze('2026-03-02')).status).toBe(422);
    expect((await snooze('2026-03-04')).body).toMatchObject({ status: 'open', snoozedUntil: '2026-03-04' });
    await refresh(customer.id);
    expect(await actions(customer.id)).toEqual([]);
    expect(await actions(customer.id, '&isSnoozed=true')).toHaveLength(1);
    api.now = START + 2 * DAY_MS;
    expect(await actions(customer.id)).toHaveLength(1);
    await api.ok('POST', `/v1/actions/${action.id}/dismiss`, { body: { note: 'Key account' } });
    api.now = START + 30 * DAY_MS;
    await refresh(customer.id);
    expect(await actions(customer.id)).toEqual([]);
  });

  it('Q6: an action whose reason went away closes by itself; nobody is reminded who was just called', async () => {
    const customer = await api.customer();
    await late(customer.id, 10);
    await refresh(customer.id);
    expect(await actions(customer.id)).toMatchObject([{ kind: 'email' }]);
    await call(customer.id);
    await reconcile(api.deps);
    expect(await actions(customer.id)).toEqual([]);
    expect(await actions(customer.id, '&status=closed')).toHaveLength(1);
    api.now = START + 7 * DAY_MS;
    await refresh(customer.id);
    expect(await actions(customer.id)).toMatchObject([{ kind: 'email' }]);
  });
});
