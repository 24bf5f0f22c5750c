import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { placeMail } from '../../../commands/inbox/conversations/place-mail.ts';
import { createMailRow, type ArrivedMail } from '../../support/rows/arrived-mail.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

type Change = Partial<ArrivedMail> & { customerId: string };

/** A mail of a customer that came and was stored. */
function stored({ customerId, ...change }: Change): Promise<string> {
  const mail = { mailboxId: api.world.mailboxId, from: 'ann@debtor.example', receivedAt: api.now };
  return createMailRow(api.db, { ...mail, customerIds: [customerId], ...change });
}

const place = (mailId: string, customerId: string, isNews?: boolean) =>
  api.db.$transaction((tx) =>
    placeMail(api.deps, tx, { mailId, customerId, now: api.now, ...(isNews !== undefined && { isNews }) }),
  );

/** A mail that came, and the conversation it stands in. */
async function arrived(change: Change) {
  const mailId = await stored(change);
  return { mailId, conversationId: await place(mailId, change.customerId) };
}

const conversation = (id: string | null) =>
  api.db.conversation.findUniqueOrThrow({ where: { id: id ?? '' } });
const kinds = async (entityId: string) =>
  (await api.db.change.findMany({ where: { entityId }, orderBy: { seq: 'asc' } })).map(({ kind }) => kind);

test('I5: the first reply of a thread opens a conversation, which is told once', async () => {
  const { customerId } = await api.payer();
  const { mailId, conversationId } = await arrived({ customerId });
  expect(await conversation(conversationId)).toMatchObject({
    status: 'open',
    customerId,
    lastMailId: mailId,
  });
  expect(await place(mailId, customerId)).toBe(conversationId);
  expect(await kinds(conversationId!)).toEqual(['opened']);
});

test('I5: what answers in one thread stands in one conversation, in whatever order it comes', async () => {
  const { customerId } = await api.payer();
  const second = await arrived({
    customerId,
    referenceIds: ['<root@us>', '<first@them>'],
    headerId: '<second@them>',
  });
  const first = await arrived({ customerId, referenceIds: ['<root@us>'], headerId: '<first@them>' });
  const other = await arrived({ customerId, referenceIds: ['<else@us>'] });
  expect(first.conversationId).toBe(second.conversationId);
  expect(other.conversationId).not.toBe(second.conversationId);
});

test('I5: a reply without headers of a thread belongs to the conversation about the mail of ours that it answers', async () => {
  const row = await api.row();
  const { customerId } = row;
  const { mail } = await api.sent(row);
  const one = await arrived({ customerId, messageId: mail.messageId });
  const two = await arrived({ customerId, messageId: mail.messageId });
  expect(two.conversationId).toBe(one.conversationId);
  expect(await conversation(one.conversationId)).toMatchObject({ enrollmentId: row.enrollmentId });
});

test('I2, I5: a mail of two customers stands in a conversation with each', async () => {
  const [one, two] = [await api.payer(), await api.payer()];
  const mailId = await stored({ customerId: one.customerId, customerIds: [one.customerId, two.customerId] });
  const [first, second] = [await place(mailId, one.customerId), await place(mailId, two.customerId)];
  expect(first).not.toBe(second);
  const seen = await arrived({ customerId: two.customerId, referenceIds: [`<${mailId}@debtor.example>`] });
  expect(seen.conversationId).toBe(second);
});

test('I5: a reply that comes after all was done opens the conversation again', async () => {
  const { customerId } = await api.payer();
  const { mailId, conversationId } = await arrived({ customerId });
  const done = { status: 'done', doneAt: new Date(api.now), doneById: api.adminId };
  await api.db.conversation.update({ where: { id: conversationId! }, data: done });
  expect(await place(mailId, customerId)).toBe(conversationId);
  expect(await conversation(conversationId)).toMatchObject({ status: 'done' });
  await arrived({ customerId, referenceIds: [`<${mailId}@debtor.example>`] });
  expect(await conversation(conversationId)).toMatchObject({ status: 'open', doneAt: null, doneById: null });
  expect(await kinds(conversationId!)).toEqual(['opened', 'reopened']);
});

test('I5: what a machine wrote begins no conversation and opens none, and stands in that of its thread', async () => {
  const { customerId } = await api.payer();
  const alone = await arrived({ customerId, verdict: 'out_of_office' });
  expect(alone.conversationId).toBeNull();
  const { mailId, conversationId } = await arrived({ customerId });
  await api.db.conversation.update({ where: { id: conversationId! }, data: { status: 'waiting' } });
  const referenceIds = [`<${mailId}@debtor.example>`];
  const away = await arrived({ customerId, verdict: 'out_of_office', referenceIds });
  expect(away.conversationId).toBe(conversationId);
  expect(await conversation(conversationId)).toMatchObject({ status: 'waiting' });
});

test('I5: an automatic mail that a person judges to be a reply is to be answered', async () => {
  const { customerId } = await api.payer();
  const { mailId } = await arrived({ customerId, verdict: 'automatic' });
  await api.db.mail.update({ where: { id: mailId }, data: { verdict: 'reply' } });
  expect(await conversation(await place(mailId, customerId, true))).toMatchObject({ status: 'open' });
});

test('I1, I5: of history nothing is to be answered, and it is there to be read when somebody writes again', async () => {
  const { customerId } = await api.payer();
  const { mailId, conversationId } = await arrived({ customerId, isHistory: true });
  expect(await conversation(conversationId)).toMatchObject({ status: 'done', assigneeId: null });
  expect(await kinds(conversationId!)).toEqual([]);
  const now = await arrived({ customerId, referenceIds: [`<${mailId}@debtor.example>`] });
  expect(now.conversationId).toBe(conversationId);
  expect(await conversation(conversationId)).toMatchObject({ status: 'open' });
});

test('I5: who answers with another program has answered, and what came before the first reply is read with it', async () => {
  const { customerId } = await api.payer();
  const before = await arrived({ customerId, verdict: 'sent', headerId: '<hello@us>' });
  expect(before.conversationId).toBeNull();
  const { mailId, conversationId } = await arrived({ customerId, referenceIds: ['<hello@us>'] });
  const taken = await api.db.mailCustomer.findFirstOrThrow({ where: { mailId: before.mailId } });
  expect(taken.conversationId).toBe(conversationId);
  const referenceIds = [`<${mailId}@debtor.example>`];
  const earlier = api.now - 60_000;
  await arrived({ customerId, verdict: 'sent', referenceIds, receivedAt: earlier });
  expect(await conversation(conversationId)).toMatchObject({ status: 'open' });
  await arrived({ customerId, verdict: 'sent', referenceIds });
  expect(await conversation(conversationId)).toMatchObject({ status: 'waiting' });
});

test('I5, S18: a conversation goes to the primary user of its sequence, else to the AR owner, if they see the customer', async () => {
  const row = await api.row();
  const { mail } = await api.sent(row);
  const { customerId } = row;
  const owner = await api.user('agent');
  await api.db.customer.update({ where: { id: customerId }, data: { arOwnerId: owner.id } });
  const first = await arrived({ customerId, messageId: mail.messageId });
  expect(await conversation(first.conversationId)).toMatchObject({ assigneeId: api.adminId });
  const second = await arrived({ customerId, referenceIds: ['<call@us>'] });
  expect(await conversation(second.conversationId)).toMatchObject({ assigneeId: owner.id });
  await api.db.user.update({ where: { id: owner.id }, data: { isActive: false } });
  const third = await arrived({ customerId, referenceIds: ['<third@us>'] });
  expect(await conversation(third.conversationId)).toMatchObject({ assigneeId: null });
});

test('I5: two mailboxes that see replies of one thread at once make one conversation', async () => {
  const { customerId } = await api.payer();
  const referenceIds = ['<letter@us>'];
  const mails = await Promise.all([1, 2, 3, 4].map(() => stored({ customerId, referenceIds })));
  const found = await Promise.all(mails.map((mailId) => place(mailId, customerId)));
  expect(new Set(found).size).toBe(1);
  expect(await kinds(found[0]!)).toEqual(['opened']);
});
