import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { followMail } from '../../../commands/inbox/follow-mail.ts';
import { newId } from '../../../infra/ids.ts';
import { createMailRow, type MailRow } from '../../support/rows/mail-rows.ts';
import { claimTouchpoint, settleTouchpoint } from '../../support/worlds/claims.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { ReviewWorld, type Item, type Proposal } from '../../support/worlds/review-world.ts';
import { stillEngine } from '../../support/worlds/still-engine.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DEBTOR = { invoices: [{ daysOverdue: 10 }] };
const engine = () => stillEngine(api.deps);
const email = async ({ contactId }: Item) =>
  (await api.db.contact.findUniqueOrThrow({ where: { id: contactId } })).email!;

/** A mail of an item's contact, which answers nothing of ours unless told, and what follows from it. */
async function replies(item: Item, change: Partial<MailRow> = {}): Promise<string> {
  const { customerId, contactId } = item;
  const mailId = await createMailRow(api.db, {
    now: api.now,
    verdict: 'reply',
    from: await email(item),
    customers: [{ customerId, contactId }],
    ...change,
  });
  await followMail(api.deps, mailId);
  return mailId;
}

const claim = ({ programId }: Proposal, { itemId }: Item) =>
  claimTouchpoint(engine(), { scheduledTouchpointId: itemId, programId });

describe('I4, P14: a reply to a program’s letter while a batch waits', () => {
  test('is shown at the customer’s item; who approves what they saw before is told, and may then', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [item, other] = of.items;
    const seen = (await api.batch(of)).contentHash;
    const mailId = await replies(item!);
    const shown = await api.show(of, item!);
    expect(shown).toMatchObject({ status: 'proposed', returnedAt: expect.any(String) });
    expect(shown.returnedFor).toMatchObject({
      balance: null,
      reply: { at: new Date(api.now).toISOString(), messageId: null, mailId },
    });
    expect((await api.show(of, other!)).returnedFor).toBeNull();
    expect((await api.approve(of, { seen })).status).toBe(409);
    expect((await api.approve(of)).body).toMatchObject({ approved: 2, returned: [] });
  });

  test('brings back what was approved and has not left; of others nothing', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [item] = of.items;
    await api.approve(of);
    await replies(item!);
    expect(await api.statuses(of)).toEqual(['proposed', 'approved']);
    expect(await api.row(item!)).toMatchObject({ decision: null, decidedById: null, wakeAt: null });
    const { history } = await api.ok('GET', `/v1/scheduled-touchpoints/${item!.itemId}`);
    expect(history.at(-1)).toMatchObject({ from: 'approved', to: 'proposed', reason: 'replied' });
  });

  test('approved again, the reply seen, it is not brought back by the same mail, and waits for the day', async () => {
    const of = await api.propose();
    const [item] = of.items;
    await api.approve(of);
    const mailId = await replies(item!);
    await api.approve(of);
    await api.db.mail.update({ where: { id: mailId }, data: { processedAt: null } });
    await followMail(api.deps, mailId);
    expect(await api.statuses(of)).toEqual(['approved']);
    expect(await claim(of, item!)).toMatchObject({ kind: 'not_now' });
    expect(await api.row(item!)).toMatchObject({ status: 'approved', heldReason: 'customer_hold' });
    const holds = await api.ok('GET', `/v1/holds?customerId=${item!.customerId}&isOpen=true`);
    await api.ok('POST', `/v1/holds/${holds.items[0].id}/end`);
    expect((await claim(of, item!)).kind).toBe('claimed');
  });

  test('O7: the customer’s explanation says that a reply holds it', async () => {
    const of = await api.propose();
    const [item] = of.items;
    await replies(item!);
    await api.approve(of);
    const told = await api.ok('GET', `/v1/customers/${item!.customerId}/explanation`);
    expect(JSON.stringify(told)).toContain('a reply came');
  });

  test('while it is being handed over: before the body it comes back, after it it is sent', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [early, late] = of.items;
    await api.approve(of);
    const fence = async (claimed: Awaited<ReturnType<typeof claim>>) => {
      if (claimed.kind !== 'claimed') throw new Error('not claimed');
      const { mail, token } = claimed;
      const input = { messageId: mail.messageId, token, now: api.now };
      return api.db.$transaction((tx) => api.deps.store.touchpointSends.passFence(tx, input));
    };
    const first = await claim(of, early!);
    await replies(early!);
    expect(await fence(first)).toBe(false);
    const second = await claim(of, late!);
    if (second.kind !== 'claimed') throw new Error('not claimed');
    expect(await fence(second)).toBe(true);
    await replies(late!);
    const { programId } = of;
    const settling = { scheduledTouchpointId: late!.itemId, programId, claim: second, result: ACCEPTED };
    await settleTouchpoint(engine(), settling);
    expect(await api.statuses(of)).toEqual(['proposed', 'completed']);
  });

  test('what the program sends by itself waits for the day, and is nobody’s to decide', async () => {
    const of = await api.propose();
    const [item] = of.items;
    await api.approve(of);
    await api.db.reviewBatch.update({ where: { id: of.batchId }, data: { delivery: 'auto' } });
    await replies(item!);
    expect(await api.statuses(of)).toEqual(['approved']);
    await claim(of, item!);
    expect(await api.row(item!)).toMatchObject({ status: 'approved', heldReason: 'customer_hold' });
  });

  test('by a call of the API it does the same, and a wish to get no more mail too', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [item, other] = of.items;
    const sent = await messageTo(item!);
    await api.ok('POST', `/v1/messages/${sent}/events`, { body: { kind: 'reply' } });
    expect((await api.show(of, item!)).returnedFor.reply).toMatchObject({ messageId: sent, mailId: null });
    const mailId = await replies(other!, { verdict: 'opt_out' });
    expect((await api.show(of, other!)).returnedFor.reply).toMatchObject({ mailId });
  });

  test('P14: what moves as well is shown beside the reply', async () => {
    const of = await api.propose();
    const [item] = of.items;
    await replies(item!);
    await api.pay(item!, '30.00');
    const { returned } = (await api.approve(of)).body;
    expect(returned).toHaveLength(1);
    expect((await api.show(of, item!)).returnedFor).toMatchObject({
      balance: { after: '70.00' },
      reply: { messageId: null },
    });
  });
});

/** A letter of a program that the customer of an item had before. */
async function messageTo({ customerId }: Item): Promise<string> {
  const id = newId('message');
  const at = new Date(api.now);
  await api.db.message.create({
    data: {
      id,
      sourceKind: 'touchpoint',
      sourceId: newId('scheduledTouchpoint'),
      customerId,
      channel: 'email',
      headerId: `<${id}@acme.example>`,
      status: 'sent',
      token: id,
      arVersion: 0,
      attempts: 1,
      subject: 'Due',
      bodyText: 'Due.',
      references: [],
      facts: {},
      claimedAt: at,
      handedOverAt: at,
      settledAt: at,
      createdAt: at,
      recipients: { create: { n: 1, kind: 'to', address: `${id}@customer.example`, status: 'accepted' } },
    },
  });
  return id;
}
