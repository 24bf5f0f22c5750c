import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-03-02T08:00:00Z');

describe('signals', () => {
  const api = new ApiFixture();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  const active = async (customerId: string): Promise<string[]> => {
    const { items } = await api.ok('GET', `/v1/customers/${customerId}/signals?isActive=true`);
    return items
      .map((signal: { rule: string; severity: string }) => `${signal.rule} ${signal.severity}`)
      .sort();
  };
  const pay = (invoiceId: string, amount: string, paidOn: string) =>
    api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, paidOn } });

  it.each([
    ['2025-12-01', 'overdue_91 high'],
    ['2025-12-02', 'overdue_31 medium'],
    ['2026-01-30', 'overdue_31 medium'],
    ['2026-01-31', 'healthy healthy'],
    ['2026-04-30', 'healthy healthy'],
  ])('C12: an invoice due on %s, looked at on 2 March 2026, gives %s', async (dueOn, signal) => {
    const customer = await api.customer();
    await api.invoice(customer.id, { issuedOn: '2025-06-01', dueOn });
    expect(await active(customer.id)).toEqual([signal]);
  });

  it('C12: a customer without data has a signal that says so, until there is some', async () => {
    const customer = await api.customer();
    await refreshCustomers(api.deps, [customer.id]);
    expect(await active(customer.id)).toEqual(['no_data none']);
    await api.invoice(customer.id, { dueOn: '2026-03-20' });
    expect(await active(customer.id)).toEqual(['healthy healthy']);
  });

  it('C12: each rule keeps one active signal, closed when it no longer holds; the past stays in the history', async () => {
    const customer = await api.customer();
    const old = await api.invoice(customer.id, {
      issuedOn: '2025-06-01',
      dueOn: '2025-07-01',
      amount: '100.00',
    });
    const late = await api.invoice(customer.id, {
      issuedOn: '2025-06-01',
      dueOn: '2026-01-15',
      amount: '70.50',
    });
    await api.ok('POST', `/v1/invoices/${late.id}/dispute`, { body: { reason: 'Hours' } });
    expect(await active(customer.id)).toEqual(['dispute medium', 'overdue_31 medium', 'overdue_91 high']);
    await refreshCustomers(api.deps, [customer.id]);
    expect(await active(customer.id)).toHaveLength(3);
    await api.ok('POST', `/v1/invoices/${late.id}/undispute`);
    await pay(old.id, '100.00', '2026-03-02');
    expect(await active(customer.id)).toEqual(['overdue_31 medium']);
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/signals`);
    const ended = items.filter((signal: { endedAt: string | null }) => signal.endedAt !== null);
    expect(ended.map((signal: { rule: string }) => signal.rule).sort()).toEqual(['dispute', 'overdue_91']);
    const feed = await api.database.db.change.findMany({
      where: { entity: 'signal', entityId: ended[0].id },
      orderBy: { seq: 'asc' },
    });
    expect(feed.map((entry) => entry.kind)).toEqual(['started', 'ended']);
  });

  it('C12: what a signal says follows the balance, the signal itself goes on', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, {
      issuedOn: '2025-06-01',
      dueOn: '2026-01-15',
      amount: '70.51',
    });
    const read = async () => (await api.ok('GET', `/v1/customers/${customer.id}/signals`)).items[0];
    const before = await read();
    expect(before.text).toBe(
      '1 invoice over 70.51 EUR 31 to 90 days overdue, the oldest due on 2026-01-15.',
    );
    await pay(invoice.id, '20.51', '2026-03-02');
    expect(await read()).toEqual({
      ...before,
      text: '1 invoice over 50.00 EUR 31 to 90 days overdue, the oldest due on 2026-01-15.',
    });
  });

  it.each([
    [14, false],
    [15, true],
  ])('C12: paying %i days slower than its own history: %s', async (slower, isSlower) => {
    const customer = await api.customer();
    const settle = async (dueOn: string, days: number) => {
      const invoice = await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn, amount: '10.00' });
      const paidOn = new Date(Date.parse(dueOn) + days * DAY_MS).toISOString().slice(0, 10);
      await pay(invoice.id, '10.00', paidOn);
    };
    for (const dueOn of ['2025-06-01', '2025-07-01', '2025-08-01']) await settle(dueOn, 5);
    for (const dueOn of ['2026-01-05', '2026-02-01']) await settle(dueOn, 5 + slower);
    expect(await active(customer.id)).toEqual([isSlower ? 'paying_slower medium' : 'healthy healthy']);
  });

  it('C12: who pays late and owes nothing has a signal that says how late', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn: '2025-06-01' });
    await pay(invoice.id, '100.00', '2025-07-11');
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/signals?isActive=true`);
    const text = 'Nothing is open; what was paid came 40 days after the due date.';
    expect(items).toMatchObject([{ rule: 'no_data', severity: 'none', text, authorId: 'system' }]);
  });

  it('C12, C3: of signals that begin together the most severe one comes first', async () => {
    const customer = await api.customer();
    for (const dueOn of ['2025-07-01', '2026-01-15'])
      await api.invoice(customer.id, { issuedOn: '2025-06-01', dueOn });
    await api.database.db.signal.deleteMany({ where: { customerId: customer.id } });
    await refreshCustomers(api.deps, [customer.id]);
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/signals`);
    expect(items.map((signal: { severity: string }) => signal.severity)).toEqual(['high', 'medium']);
    expect((await api.ok('GET', `/v1/customers/${customer.id}/overview`)).signal.severity).toBe('high');
  });

  it('C12: the rules give the same for all customers in one statement as for each alone', async () => {
    const input = { today: '2026-03-02', now: START, customerIds: null };
    await api.deps.store.signalRules.apply(api.deps.db, { ...input, seedId: api.deps.newId('signal') });
    const again = { ...input, seedId: api.deps.newId('signal') };
    expect(await api.deps.store.signalRules.apply(api.deps.db, again)).toEqual({ started: 0, ended: 0 });
    const rows = await api.database.db.signal.groupBy({
      by: ['customerId', 'rule'],
      where: { isActive: true },
      _count: true,
    });
    expect(rows.every((row) => row._count === 1)).toBe(true);
  });

  it('C12: two that apply the rules at once give one signal', async () => {
    const customer = await api.customer();
    await Promise.all(Array.from({ length: 8 }, () => refreshCustomers(api.deps, [customer.id])));
    expect(await active(customer.id)).toEqual(['no_data none']);
  });

  it('C12: others are posted; those of a model expire after 30 days, the rules leave them alone', async () => {
    const customer = await api.customer();
    const post = (body: object) => api.ok('POST', `/v1/customers/${customer.id}/signals`, { body });
    const rating = await post({ kind: 'credit_rating', severity: 'medium', text: 'Fell from A to B.' });
    const opinion = await post({ kind: 'tone', severity: 'high', text: 'Angry.', source: 'ai' });
    expect([rating.expiresAt, opinion.expiresAt]).toEqual([
      null,
      new Date(START + 30 * DAY_MS).toISOString(),
    ]);
    await refreshCustomers(api.deps, [customer.id]);
    expect(await active(customer.id)).toEqual(['no_data none', 'null high', 'null medium']);
    api.now = START + 30 * DAY_MS;
    expect(await active(customer.id)).toEqual(['no_data none', 'null medium']);
    await refreshCustomers(api.deps, [customer.id]);
    const stored = await api.database.db.signal.findUniqueOrThrow({ where: { id: opinion.id } });
    expect([stored.isActive, stored.endedAt]).toEqual([false, new Date(START + 30 * DAY_MS)]);
    await api.ok('POST', `/v1/signals/${rating.id}/end`);
    expect((await api.call('POST', `/v1/signals/${rating.id}/end`)).status).toBe(409);
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/signals?isActive=true`);
    expect((await api.call('POST', `/v1/signals/${items[0].id}/end`)).status).toBe(409);
    expect((await post({ kind: 'x', severity: 'none', text: 'x' })).isActive).toBe(true);
    const far = { kind: 'x', severity: 'none', text: 'x', expiresAt: '2027-01-01T00:00:00Z' };
    const postFar = (source: string) =>
      api.call('POST', `/v1/customers/${customer.id}/signals`, { body: { ...far, source } });
    expect((await postFar('ai')).body.errors).toMatchObject([{ field: 'expiresAt' }]);
    expect((await postFar('api')).body).toMatchObject({ isActive: true, authorId: api.adminId });
    const past = { kind: 'x', severity: 'none', text: 'x', expiresAt: '2026-01-01T00:00:00Z' };
    expect((await api.call('POST', `/v1/customers/${customer.id}/signals`, { body: past })).status).toBe(422);
  });

  it('C12: the list goes back page by page', async () => {
    const customer = await api.customer();
    for (let n = 0; n < 5; n += 1) {
      api.now += 1_000;
      const body = { kind: `k${n}`, severity: 'none', text: 'x' };
      await api.ok('POST', `/v1/customers/${customer.id}/signals`, { body });
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await api.ok('GET', `/v1/customers/${customer.id}/signals?limit=2${after}`);
      seen.push(...page.items.map((signal: { kind: string }) => signal.kind));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['k4', 'k3', 'k2', 'k1', 'k0']);
  });
});
