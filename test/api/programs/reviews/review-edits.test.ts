import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../../infra/ids.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { ReviewWorld, type Item, type Proposal } from '../../../support/worlds/review-world.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DEBTOR = { invoices: [{ daysOverdue: 10 }] };
const drop = (of: Proposal, { itemId }: Item, body: object = {}) =>
  api.call('POST', `/v1/review-batches/${of.batchId}/items/${itemId}/drop`, { body });
const linkOf = async (item: Item) => api.deps.links.unsubscribeUrl((await api.row(item)).messageId!);

describe('P7: editing a proposed message', () => {
  it('edit then approve: it goes verbatim, with its unsubscribe link and who wrote it', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [item, other] = of.items;
    const edit = {
      subject: 'About our invoice',
      bodyHtml: '<p>Dear Pat, could we talk?</p>',
      to: ['CFO@Customer.example'],
      cc: ['legal@customer.example', 'cfo@customer.example'],
    };
    const { status, body } = await api.edit(of, item!, edit);
    expect(status).toBe(200);
    const link = await linkOf(item!);
    expect(body).toMatchObject({
      status: 'proposed',
      subject: 'About our invoice',
      editedById: api.adminId,
      to: ['CFO@customer.example'],
      cc: ['legal@customer.example'],
      text: `Dear Pat, could we talk?\n\nUnsubscribe: ${link}\n`,
    });
    expect(body.html).toContain('<p>Dear Pat, could we talk?</p>');
    expect(body.html).toContain(link);
    expect((await api.approve(of)).body.approved).toBe(2);
    expect((await api.row(item!)).content).toMatchObject({
      subject: 'About our invoice',
      html: body.html,
      text: body.text,
      to: ['CFO@customer.example'],
      isTextByHand: true,
      isAddressedByHand: true,
    });
    expect((await api.row(other!)).content).toMatchObject({ isTextByHand: false, isAddressedByHand: false });
    expect(await api.auditActions(item!.itemId)).toEqual(['scheduledTouchpoint.edited']);
  });

  it('U4: the audit keeps the words before and after an edit, and why an item was dropped', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const before = (await api.row(item!)).content as { to: string[] } | null;
    await api.edit(of, item!, { subject: 'About our invoice' });
    const path = `/v1/review-batches/${of.batchId}/items/${item!.itemId}/drop`;
    await api.ok('POST', path, { body: { reason: 'they called' } });
    const { items } = await api.ok('GET', `/v1/audit?entityId=${item!.itemId}`);
    expect(items).toMatchObject([
      { action: 'scheduledTouchpoint.dropped', after: { status: 'cancelled', note: 'they called' } },
      { action: 'scheduledTouchpoint.edited', before: { content: before } },
    ]);
    expect(items[1].after.content).toMatchObject({ subject: 'About our invoice', to: before!.to });
  });

  it('a body in plain text becomes HTML; a text part of its own stays', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const plain = await api.edit(of, item!, { bodyHtml: 'Pay < now >\n\nThanks' });
    expect(plain.body.html).toContain('<p>Pay &lt; now &gt;</p>\n<p>Thanks</p>');
    const { body } = await api.edit(of, item!, { bodyText: 'Only this' });
    expect(body.text).toMatch(/^Only this\n\nUnsubscribe: /);
    expect(body.html).toBe(plain.body.html);
  });

  it('edit after approve: 409, with what happened', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [first, second] = of.items;
    await api.approve(of, { except: [second!.itemId] });
    const late = await api.edit(of, first!, { subject: 'Too late' });
    expect([late.status, late.body.happened]).toEqual([
      409,
      {
        status: 'approved',
        action: 'approved',
        reason: null,
        at: new Date(api.now).toISOString(),
        by: api.adminId,
      },
    ]);
    await api.approve(of);
    expect((await api.edit(of, second!, { subject: 'Too late' })).status).toBe(409);
    expect((await drop(of, second!)).status).toBe(409);
  });

  it('P14: an approval of what somebody else has edited since is refused, with who edited it', async () => {
    const manager = await api.user('manager');
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const { contentHash: seen } = await api.batch(of, manager.key);
    const before = await api.show(of, of.items[0]!);
    const edited = await api.edit(of, of.items[0]!, { subject: 'Changed' });
    const { status, body } = await api.approve(of, { key: manager.key, seen });
    expect([status, body.happened]).toEqual([
      409,
      {
        itemId: of.items[0]!.itemId,
        action: 'edited',
        at: new Date(api.now).toISOString(),
        by: api.adminId,
      },
    ]);
    expect(await api.statuses(of)).toEqual(['proposed', 'proposed']);
    const second = await api.edit(of, of.items[0]!, { seen: before.contentHash, subject: 'Mine' });
    expect([second.status, second.body.happened.by]).toEqual([409, api.adminId]);
    expect(second.body.contentHash).toBe(edited.body.contentHash);
    expect((await api.approve(of, { key: manager.key, seen: body.contentHash })).status).toBe(200);
  });

  it('template tags, addresses that cannot be used and suppressed ones are refused with the field', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const address = `stop-${newId('contact')}@customer.example`;
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'email', address, reason: 'manual' } });
    const before = await api.row(item!);
    const wrong: [Record<string, unknown>, string][] = [
      [{ subject: 'Hi {{contact.name}}' }, 'subject'],
      [{ bodyHtml: '<p>\n{{balance.total}}</p>' }, 'bodyHtml'],
      [{ bodyText: 'Owe {{balance.total}}' }, 'bodyText'],
      [{ subject: 'two\nlines' }, 'subject'],
      [{ to: [] }, 'to'],
      [{ to: ['ok@customer.example', 'nobody'] }, 'to[1]'],
      [{ cc: [address.toUpperCase()] }, 'cc[0]'],
      [{ bcc: ['a@b.example\r\nBcc: c@d.example'] }, 'bcc[0]'],
    ];
    for (const [edit, field] of wrong) {
      const { status, body } = await api.edit(of, item!, edit);
      expect([edit, status, body.errors?.map((each: Json) => each.field)]).toEqual([edit, 422, [field]]);
    }
    expect((await api.edit(of, item!, {})).status).toBe(422);
    expect(await api.row(item!)).toEqual(before);
  });

  it('the unsubscribe link cannot be edited away', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const { body } = await api.edit(of, item!, { bodyHtml: '<p>Pay</p>', bodyText: 'Pay' });
    const link = await linkOf(item!);
    expect([body.html.includes(link), body.text.includes(link)]).toEqual([true, true]);
  });
});

describe('P7: dropping a message', () => {
  it('cancels it alone; the last one ends its batch', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [first, second] = of.items;
    const dropped = await drop(of, first!, { reason: 'Called them' });
    expect(dropped.body).toMatchObject({
      status: 'cancelled',
      decision: 'dropped',
      reason: 'dropped',
      decidedById: api.adminId,
    });
    expect(((await api.row(first!)).history as Json[]).at(-1)).toMatchObject({ note: 'Called them' });
    expect((await api.batch(of)).status).toBe('proposed');
    expect((await drop(of, first!)).body.happened.status).toBe('cancelled');
    await drop(of, second!);
    expect(await api.batch(of)).toMatchObject({ status: 'rejected', decidedById: api.adminId });
    expect(await api.auditActions(first!.itemId)).toEqual(['scheduledTouchpoint.dropped']);
  });

  it('an item of another batch is not found', async () => {
    const [one, two] = [await api.propose(), await api.propose()];
    expect((await drop(one, two.items[0]!)).status).toBe(404);
    const path = `/v1/review-batches/${one.batchId}/items/${two.items[0]!.itemId}`;
    const body = { subject: 'x', contentHash: 'x' };
    expect((await api.call('PATCH', path, { body })).status).toBe(404);
  });
});
