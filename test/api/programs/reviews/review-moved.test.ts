import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { ReviewWorld } from '../../../support/worlds/review-world.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DEBTOR = { invoices: [{ daysOverdue: 10 }] };

describe('P14: an approval is for exact content', () => {
  it('an item whose balance moved comes back, written anew with what changed; the rest go out', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR, DEBTOR] });
    const [first, moved, third] = of.items;
    const before = await api.show(of, moved!);
    await api.pay(moved!, '30.00');
    const { status, body } = await api.approve(of);
    expect(status).toBe(200);
    const [invoiceId] = moved!.invoiceIds;
    expect(body).toMatchObject({ status: 'proposed', approved: 2, skipped: [] });
    expect(body.returned).toEqual([
      {
        itemId: moved!.itemId,
        changes: {
          balance: { before: '100.00', after: '70.00', currency: 'EUR' },
          invoices: [
            {
              invoiceId,
              number: before.invoices[0].number,
              before: {
                balance: '100.00',
                dueOn: before.invoices[0].dueOn,
              },
              after: {
                balance: '70.00',
                dueOn: before.invoices[0].dueOn,
              },
            },
          ],
          credit: null,
          recipients: null,
        },
        errorCode: null,
      },
    ]);
    expect(await api.statuses({ items: [first!, third!] })).toEqual(['approved', 'approved']);
    const after = await api.show(of, moved!);
    expect(after).toMatchObject({ status: 'proposed', amount: '70.00', decision: null });
    expect(after.returnedFor).toEqual(body.returned[0].changes);
    expect(after.returnedAt).toBe(new Date(api.now).toISOString());
    expect(after.subject).toContain('70.00');
    expect(((await api.row(moved!)).history as Json[]).at(-1)).toMatchObject({ reason: 'facts_moved' });
    expect((await api.approve(of)).body).toMatchObject({ status: 'approved', approved: 1, returned: [] });
  });

  it('a change of the recipient, a new invoice, and a due date are shown too', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR, DEBTOR] });
    const [address, invoice, due] = of.items;
    const email = `new-${address!.contactId}@customer.example`;
    await api.ok('PATCH', `/v1/contacts/${address!.contactId}`, { body: { email } });
    const added = await api.invoice(invoice!.customerId, { dueOn: '2026-02-10', amount: '5.00' });
    await api.ok('PATCH', `/v1/invoices/${due!.invoiceIds[0]}`, { body: { dueOn: '2026-02-11' } });
    const { body } = await api.approve(of);
    const changes = new Map(body.returned.map((each: Json) => [each.itemId, each.changes]));
    expect(changes.get(address!.itemId)).toEqual({
      balance: null,
      credit: null,
      invoices: [],
      recipients: {
        before: [address!.email],
        after: [email],
      },
    });
    expect((await api.show(of, address!)).to).toEqual([email]);
    expect(changes.get(invoice!.itemId)).toMatchObject({
      balance: { before: '100.00', after: '105.00' },
      invoices: [{ invoiceId: added.id, before: null, after: { balance: '5.00', dueOn: '2026-02-10' } }],
    });
    expect(changes.get(due!.itemId)).toMatchObject({
      balance: null,
      invoices: [{ after: { dueOn: '2026-02-11' } }],
    });
  });

  it('what changed about a customer and does not concern the message lets it go', async () => {
    const of = await api.propose({ debtors: [DEBTOR] });
    const [item] = of.items;
    await api.ok('POST', `/v1/customers/${item!.customerId}/contacts`, {
      body: { name: 'Kim', email: 'kim@customer.example' },
    });
    const { arVersion } = await api.row(item!);
    expect((await api.approve(of)).body).toMatchObject({ approved: 1, returned: [] });
    const row = await api.row(item!);
    expect(row.arVersion).toBeGreaterThan(arVersion!);
    expect(row).toMatchObject({ status: 'approved', decidedById: api.adminId });
  });

  it('at invoice level a text that names neither balance nor invoices depends on its invoice alone', async () => {
    const level = 'invoice' as const;
    const bodyHtml = '<p>{{invoice.number}} of {{balance.total}}</p>';
    const [narrow, wide] = [
      await api.propose({ touchpoint: { level }, debtors: [DEBTOR, DEBTOR] }),
      await api.propose({ touchpoint: { level, bodyHtml }, debtors: [DEBTOR] }),
    ];
    for (const item of [narrow.items[0]!, wide.items[0]!]) await api.invoice(item.customerId);
    await api.pay(narrow.items[1]!, '1.00');
    expect((await api.approve(narrow)).body).toMatchObject({
      approved: 1,
      returned: [{ itemId: narrow.items[1]!.itemId }],
    });
    expect((await api.approve(wide)).body).toMatchObject({ approved: 0, returned: [{}] });
  });

  it('P7: paid between proposal and approval: skipped with the reason, and so is who was suppressed', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR, DEBTOR, DEBTOR, DEBTOR] });
    const [paid, disputed, suppressed, inactive, rest] = of.items;
    await api.pay(paid!, '100.00');
    await api.ok('POST', `/v1/invoices/${disputed!.invoiceIds[0]}/dispute`, { body: { reason: 'Hours' } });
    await api.ok('POST', '/v1/suppressions', {
      body: { channel: 'email', address: suppressed!.email, reason: 'manual' },
    });
    await api.ok('PATCH', `/v1/customers/${inactive!.customerId}`, { body: { status: 'inactive' } });
    const { body } = await api.approve(of);
    expect(body).toMatchObject({ status: 'approved', approved: 1, returned: [] });
    expect(body.skipped.sort((a: Json, b: Json) => a.itemId.localeCompare(b.itemId))).toEqual([
      { itemId: paid!.itemId, reason: 'nothing_owed' },
      { itemId: disputed!.itemId, reason: 'disputed' },
      { itemId: suppressed!.itemId, reason: 'all_suppressed' },
      { itemId: inactive!.itemId, reason: 'customer_not_active' },
    ]);
    expect((await api.row(rest!)).status).toBe('approved');
    expect(await api.row(paid!)).toMatchObject({ status: 'skipped', decision: null, wakeAt: null });
  });

  it('what a person wrote comes back in their words, with what changed; approved again it goes', async () => {
    const of = await api.propose();
    const [item] = of.items;
    await api.edit(of, item!, { bodyHtml: '<p>You owe 100.</p>', cc: ['cfo@customer.example'] });
    const before = await api.show(of, item!);
    await api.pay(item!, '30.00');
    const { body } = await api.approve(of);
    expect(body).toMatchObject({ approved: 0, returned: [{ errorCode: null }] });
    expect(body.returned[0].changes.recipients).toBeNull();
    const after = await api.show(of, item!);
    const { html, text, to, cc } = before;
    expect(after).toMatchObject({ html, text, to, cc, amount: '70.00', editedById: api.adminId });
    // The same words over other facts are another content.
    expect(after.contentHash).not.toBe(before.contentHash);
    expect((await api.approve(of)).body).toMatchObject({ approved: 1, status: 'approved' });
  });

  it('recipients that a person named stay; only they must not be suppressed', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [stays, stopped] = of.items;
    await api.edit(of, stays!, { to: ['boss@customer.example'] });
    const address = `named-${stopped!.itemId}@customer.example`;
    await api.edit(of, stopped!, { to: [address] });
    const change = { body: { email: 'other@customer.example' } };
    await api.ok('PATCH', `/v1/contacts/${stays!.contactId}`, change);
    await api.ok('PATCH', `/v1/contacts/${stopped!.contactId}`, change);
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'email', address, reason: 'manual' } });
    expect((await api.approve(of)).body).toMatchObject({
      approved: 1,
      skipped: [{ itemId: stopped!.itemId, reason: 'all_suppressed' }],
    });
    expect((await api.row(stays!)).content).toMatchObject({ to: ['boss@customer.example'] });
  });

  it('what cannot be written anew failed, with what changed; its retry brings it back', async () => {
    const of = await api.propose({ debtors: [DEBTOR] });
    const [item] = of.items;
    await api.ok('PATCH', `/v1/contacts/${item!.contactId}`, { body: { email: null } });
    const { body } = await api.approve(of);
    expect(body.returned).toMatchObject([
      { changes: { recipients: { before: [item!.email], after: [] } }, errorCode: 'no_recipient' },
    ]);
    expect(await api.statuses(of)).toEqual(['failed']);
    const email = `back-${item!.contactId}@customer.example`;
    await api.ok('PATCH', `/v1/contacts/${item!.contactId}`, { body: { email } });
    const retried = await api.ok('POST', `/v1/scheduled-touchpoints/${item!.itemId}/retry`);
    expect(retried).toMatchObject({ status: 'proposed', batchId: of.batchId, errorCode: null });
    expect(await api.show(of, item!)).toMatchObject({ to: [email], errorCode: null });
    expect((await api.batch(of)).status).toBe('proposed');
    expect((await api.approve(of)).body.approved).toBe(1);
  });

  it('P3: the owner in copy is one of the recipients', async () => {
    const owner = await api.user('agent');
    const of = await api.propose({ isUnwritten: true, debtors: [DEBTOR] });
    const where = { id: of.items[0]!.customerId };
    await api.db.customer.update({ where, data: { arOwnerId: owner.id } });
    await api.db.touchpoint.update({ where: { id: of.touchpointId }, data: { ccOwner: true } });
    await api.prepare(of);
    const { email } = await api.db.user.findUniqueOrThrow({ where: { id: owner.id } });
    expect((await api.show(of, of.items[0]!)).cc).toEqual([email]);
    await api.ok('PATCH', `/v1/customers/${where.id}`, { body: { arOwnerId: null } });
    const { body } = await api.approve(of);
    expect(body.returned[0].changes.recipients).toEqual({
      before: [of.items[0]!.email, email],
      after: [of.items[0]!.email],
    });
  });
});
