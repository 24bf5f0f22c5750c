import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareRun } from '../../../../commands/programs/runs/prepare-run.ts';
import { hideCustomer } from '../../../support/worlds/touchpoint-rows.ts';
import { byHand } from '../../../support/rows/by-hand.ts';
import { ReviewWorld } from '../../../support/worlds/review-world.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

describe('P7: batches and their messages', () => {
  it('a run writes each message from live facts, opens its batches and waits for decisions', async () => {
    const of = await api.propose({
      debtors: [
        { name: 'Northwind', invoices: [{ daysOverdue: 10, balance: '1250.00' }, { daysOverdue: 3 }] },
        { invoices: [{ daysOverdue: 40 }] },
      ],
    });
    expect(await api.runStatus(of)).toBe('open');
    const batch = await api.batch(of);
    expect(batch).toMatchObject({ status: 'proposed', items: { total: 2, proposed: 2 } });
    expect(batch.openedAt).toBe(new Date(api.now).toISOString());
    const [late, northwind] = await api.items(of);
    expect(late.daysOverdue).toBe(40);
    expect(northwind).toMatchObject({
      customer: { id: of.items[0]!.customerId, name: 'Northwind' },
      status: 'proposed',
      amount: '1350.00',
      currency: 'EUR',
      to: [of.items[0]!.email],
      editedById: null,
      returnedAt: null,
    });
    expect(northwind.subject).toMatch(/^Overdue: .*1,350\.00/);
    expect(northwind.invoices).toHaveLength(2);
    const { messageId } = await api.row(of.items[0]!);
    const link = api.deps.links.unsubscribeUrl(messageId!);
    expect([northwind.html.includes(link), northwind.text.includes(link)]).toEqual([true, true]);
  });

  it('P3: an account message lists overdue invoices; the balance covers all that nothing keeps back', async () => {
    const bodyHtml =
      '<p>{{#invoices}}[{{balance}}]{{/invoices}} of {{balance.total}} in {{balance.invoiceCount}}</p>';
    const of = await api.propose({
      touchpoint: { bodyHtml },
      debtors: [
        {
          invoices: [
            { daysOverdue: 10, balance: '10.00' },
            { daysOverdue: 2, balance: '20.00' },
            { daysOverdue: -5, balance: '40.00' },
            { daysOverdue: 30, balance: '80.00', isDisputed: true },
          ],
        },
      ],
    });
    const [item] = await api.items(of);
    expect(item.text).toMatch(/^\[.*10\.00\]\[.*20\.00\] of .*70\.00 in 2/);
    expect(item.amount).toBe('30.00');
  });

  it('a preparing that is repeated writes nothing again, and goes on where it stopped', async () => {
    const of = await api.propose({ isUnwritten: true, debtors: [0, 1, 2].map(() => debtor()) });
    let pieces = 0;
    const stopping = prepareRun(api.deps, {
      runId: of.runId,
      beforeChunk: () => {
        if (++pieces > 1) throw new Error('the worker died');
      },
    });
    await expect(stopping).rejects.toThrow('the worker died');
    const before = await Promise.all(of.items.map((item) => api.row(item)));
    expect((await api.batch(of)).status).toBe('preparing');
    expect((await api.approve(of)).status).toBe(409);
    expect(await prepareRun(api.deps, { runId: of.runId })).toEqual({ isSuperseded: false });
    expect(await prepareRun(api.deps, { runId: of.runId })).toEqual({ isSuperseded: false });
    const after = await Promise.all(of.items.map((item) => api.row(item)));
    expect(after.map((row) => row.messageId)).toEqual(before.map((row) => row.messageId));
    expect((await api.batch(of)).status).toBe('proposed');
  });

  it('P8: a run that a newer one superseded writes nothing more and opens nothing', async () => {
    const of = await api.propose({ isUnwritten: true });
    await api.db.programRun.update({ where: { id: of.runId }, data: { status: 'superseded' } });
    expect(await prepareRun(api.deps, { runId: of.runId })).toEqual({ isSuperseded: true });
    expect((await api.row(of.items[0]!)).content).toBeNull();
    expect((await api.batch(of)).status).toBe('preparing');
  });

  it('M3: what cannot be written failed, with the reason; the others wait for a decision', async () => {
    const bodyHtml = '<p>{{customer.externalId}} {{contact.title}}</p>';
    const of = await api.propose({
      touchpoint: { bodyHtml },
      debtors: [debtor(), { ...debtor(), email: null }, debtor()],
    });
    const [first, nobody, third] = of.items;
    await api.db.contact.update({ where: { id: first!.contactId }, data: { title: 'CFO' } });
    expect((await api.batch(of)).items).toMatchObject({ failed: 3, proposed: 0 });
    expect(await api.show(of, third!)).toMatchObject({
      status: 'failed',
      errorCode: 'template',
      errorDetail: expect.stringContaining('contact.title is empty'),
      subject: null,
    });
    expect(await api.show(of, nobody!)).toMatchObject({ errorCode: 'no_recipient' });
    expect(await api.runStatus(of)).toBe('completed');
    expect((await api.batch(of)).status).toBe('approved');
  });

  it('what asks for nothing, and who is suppressed, is skipped with the reason', async () => {
    const of = await api.propose({ isUnwritten: true, debtors: [0, 1, 2, 3].map(() => debtor()) });
    const [paid, disputed, suppressed, inactive] = of.items;
    await api.pay(paid!, '100.00');
    await api.ok('POST', `/v1/invoices/${disputed!.invoiceIds[0]}/dispute`, { body: { reason: 'Hours' } });
    await api.ok('POST', '/v1/suppressions', {
      body: { channel: 'email', address: suppressed!.email, reason: 'manual' },
    });
    await api.ok('PATCH', `/v1/customers/${inactive!.customerId}`, { body: { status: 'inactive' } });
    await prepareRun(api.deps, { runId: of.runId });
    const rows = await Promise.all(of.items.map((item) => api.row(item)));
    expect(rows.map((row) => row.reason)).toEqual([
      'nothing_owed',
      'disputed',
      'all_suppressed',
      'customer_not_active',
    ]);
    expect(await api.runStatus(of)).toBe('completed');
  });

  it('are listed by program, touchpoint, status and send date, the latest first', async () => {
    const one = await api.propose();
    const two = await api.propose({ of: { programId: one.programId, runId: one.runId } });
    await api.db.reviewBatch.update({
      where: { id: two.batchId },
      data: { sendDate: new Date('2026-03-09') },
    });
    const list = async (query: string) =>
      ids((await api.ok('GET', `/v1/review-batches?programId=${one.programId}${query}`)).items);
    expect(await list('')).toEqual([two.batchId, one.batchId]);
    expect(await list(`&touchpointId=${one.touchpointId}`)).toEqual([one.batchId]);
    expect(await list('&sendFrom=2026-03-03')).toEqual([two.batchId]);
    expect(await list('&sendTo=2026-03-03')).toEqual([one.batchId]);
    expect(await list('&status=approved')).toEqual([]);
    const page = await api.ok('GET', `/v1/review-batches?programId=${one.programId}&limit=1`);
    expect(ids(page.items)).toEqual([two.batchId]);
    const path = `/v1/review-batches?programId=${one.programId}&limit=1&cursor=${page.nextCursor}`;
    const next = await api.ok('GET', path);
    expect([ids(next.items), next.nextCursor]).toEqual([[one.batchId], null]);
  });

  it('items come in pages, the most overdue first, filtered by status', async () => {
    const of = await api.propose({
      debtors: [5, 30, 20].map((daysOverdue) => ({ invoices: [{ daysOverdue }] })),
    });
    const path = `/v1/review-batches/${of.batchId}/items`;
    const page = await api.ok('GET', `${path}?limit=2`);
    expect(page.items.map((item: { daysOverdue: number }) => item.daysOverdue)).toEqual([30, 20]);
    const next = await api.ok('GET', `${path}?limit=2&cursor=${page.nextCursor}`);
    expect(ids(next.items)).toEqual([of.items[0]!.itemId]);
    expect(await api.items(of, '?status=failed')).toEqual([]);
  });

  it('grouped by customer: what waits across batches, the largest overdue balance first', async () => {
    const one = await api.propose({
      debtors: [debtor('100.00'), { invoices: [{ daysOverdue: 9, balance: '900.00' }] }],
    });
    const two = await api.propose({ of: { programId: one.programId, runId: one.runId }, debtors: [] });
    const [small, large] = one.items;
    const itemId = await api.item(two, small!);
    const data = { status: 'preparing' };
    await byHand(api.db, (tx) => tx.programRun.update({ where: { id: two.runId }, data }));
    await byHand(api.db, (tx) => tx.reviewBatch.update({ where: { id: two.batchId }, data }));
    await prepareRun(api.deps, { runId: two.runId });
    const path = `/v1/review-items/by-customer?programId=${one.programId}`;
    const { items } = await api.ok('GET', path);
    expect(items.map((row: { customer: { id: string } }) => row.customer.id)).toEqual([
      large!.customerId,
      small!.customerId,
    ]);
    expect(items[0].overdue).toBe('900.00');
    expect(ids(items[1].items).sort()).toEqual([small!.itemId, itemId].sort());
    const page = await api.ok('GET', `${path}&limit=1`);
    const next = await api.ok('GET', `${path}&limit=1&cursor=${page.nextCursor}`);
    expect(next.items).toMatchObject([{ customer: { id: small!.customerId }, overdue: '100.00' }]);
    await api.approve(two);
    const [, rest] = (await api.ok('GET', path)).items;
    expect(ids(rest.items)).toEqual([small!.itemId]);
  });

  it('U3: items of hidden customers are not shown, and a batch of nothing else is not there', async () => {
    const { key } = await api.user('manager');
    const of = await api.propose({ debtors: [debtor(), debtor()] });
    const [hidden, open] = of.items;
    await hideCustomer(api, hidden!.customerId);
    expect(await api.batch(of, key)).toMatchObject({ items: { total: 1, proposed: 1 } });
    const path = `/v1/review-batches/${of.batchId}/items`;
    expect(ids((await api.ok('GET', path, { key })).items)).toEqual([open!.itemId]);
    const byCustomer = `/v1/review-items/by-customer?programId=${of.programId}`;
    expect((await api.ok('GET', byCustomer, { key })).items).toHaveLength(1);
    await hideCustomer(api, open!.customerId);
    expect((await api.call('GET', `/v1/review-batches/${of.batchId}`, { key })).status).toBe(404);
    expect((await api.call('GET', path, { key })).status).toBe(404);
    const list = `/v1/review-batches?programId=${of.programId}`;
    expect((await api.ok('GET', list, { key })).items).toEqual([]);
    expect((await api.ok('GET', list)).items).toHaveLength(1);
  });
});

function debtor(balance = '100.00') {
  return { invoices: [{ daysOverdue: 10, balance }] };
}
