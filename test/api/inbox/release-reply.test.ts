import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { ConversationWorld, type Arrived } from '../../support/worlds/conversation-world.ts';

const api = new ConversationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const enrollment = (id: string) => api.db.enrollment.findUniqueOrThrow({ where: { id } });
const go = (choice: object) => ({ body: 'Thank you.', release: choice });

/** A reply that holds its enrollment and its customer back. */
async function holding() {
  const of = await api.replied();
  const { customerId, row } = of;
  const [ofEnrollment, ofCustomer] = [
    await api.held({ enrollmentId: row.enrollmentId }),
    await api.held({ customerId }),
  ];
  const isHeld = async () => [await api.isHeld(ofEnrollment), await api.isHeld(ofCustomer)];
  return { ...of, isHeld };
}

const answers = (of: Arrived, release: object, key?: string) =>
  api.does(of, 'answers', go(release), key === undefined ? {} : { key });

test('I5: an answer with `go on` ends what the reply holds back, in its transaction', async () => {
  const of = await holding();
  api.lifecycle.woken.length = 0;
  const { status, body } = await answers(of, { choice: 'go_on' });
  expect([status, body.answer.release]).toEqual([202, 'go_on']);
  expect(await of.isHeld()).toEqual([false, false]);
  expect(await enrollment(of.row.enrollmentId)).toMatchObject({ isLive: true });
  expect(api.lifecycle.woken).toEqual(expect.arrayContaining([of.row.enrollmentId]));
  expect(await api.auditActions(of.conversationId)).toEqual(
    expect.arrayContaining(['conversation.released']),
  );
});

test('I5: while something is held an answer without a choice is refused; afterwards none is needed', async () => {
  const of = await holding();
  const refused = await api.does(of, 'answers', { body: 'Thank you.' });
  expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: 'release' }]]);
  expect([await of.isHeld(), (await api.conversation(of)).status]).toEqual([[true, true], 'open']);
  await api.does(of, 'release', { release: { choice: 'go_on' } });
  expect((await api.does(of, 'answers', { body: 'Thank you.' })).status).toBe(202);
});

test('I5: `stop` stops the enrollment that was answered, and no other', async () => {
  const of = await holding();
  const other = await api.sequence();
  const { enrollment: second } = await api.enroll(other.sequenceId, of.customerId);
  const { status } = await answers(of, { choice: 'stop', reason: 'They have paid elsewhere' });
  expect(status).toBe(202);
  const stopped = { isLive: false, stopReason: 'manual', stopNote: 'They have paid elsewhere' };
  expect(await enrollment(of.row.enrollmentId)).toMatchObject(stopped);
  expect(await enrollment(second.id)).toMatchObject({ isLive: true });
  expect(await of.isHeld()).toEqual([false, false]);
});

test('I5: `stop` after the reply itself has stopped it changes nothing and is no error', async () => {
  const of = await holding();
  await api.ok('POST', `/v1/enrollments/${of.row.enrollmentId}/stop`, { body: {} });
  expect((await answers(of, { choice: 'stop' })).status).toBe(202);
});

test('I5: `promise` notes it, and its holds take the place of the reply’s', async () => {
  const of = await holding();
  const promise = { promisedOn: '2026-03-20', invoiceIds: [of.row.invoiceId] };
  expect((await answers(of, { choice: 'promise', promise })).status).toBe(202);
  expect(await of.isHeld()).toEqual([false, false]);
  const { items } = await api.ok('GET', `/v1/promises?customerId=${of.customerId}`);
  expect(items).toMatchObject([
    { promisedOn: '2026-03-20', status: 'open', invoices: [{ id: of.row.invoiceId }] },
  ]);
  const where = { invoiceId: of.row.invoiceId, endedAt: null, kind: 'promise' };
  expect(await api.db.hold.count({ where })).toBe(1);
});

test('I5: a promise that cannot be made refuses the answer as a whole, with its fields', async () => {
  const of = await holding();
  const promise = { promisedOn: '2020-01-01', invoiceIds: ['inv_00000000000000000000000000'] };
  const refused = await answers(of, { choice: 'promise', promise });
  expect([refused.status, refused.body.errors.map(({ field }: { field: string }) => field)]).toEqual([
    422,
    ['release.promise.promisedOn', 'release.promise.invoiceIds[0]'],
  ]);
  expect(await api.db.conversationAnswer.count({ where: { conversationId: of.conversationId } })).toBe(0);
  expect([await of.isHeld(), (await api.conversation(of)).status]).toEqual([[true, true], 'open']);
});

test('I5: answering one reply leaves held what another one, still to be answered, holds back', async () => {
  const of = await api.replied();
  const other = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }] });
  const { enrollment: second } = await api.enroll(other.sequenceId, of.customerId);
  await api.look(second.id);
  const executionId = await api.executionOf(second.id);
  const { mail } = await api.sent({ ...of.row, enrollmentId: second.id, executionId });
  await api.arrived({ customerId: of.customerId, messageId: mail.messageId });
  const [mine, others] = [
    await api.held({ enrollmentId: of.row.enrollmentId }),
    await api.held({ enrollmentId: second.id }),
  ];
  await answers(of, { choice: 'go_on' });
  expect([await api.isHeld(mine), await api.isHeld(others)]).toEqual([false, true]);
});

test('I5, I4: a wish to get no more mail holds on until it is answered, whatever is said in another conversation', async () => {
  const of = await api.replied();
  const { customerId } = of;
  const wish = await api.arrived({ customerId, verdict: 'opt_out', referenceIds: ['<wish@us>'] });
  const holdId = await api.held({ customerId });
  expect((await api.does(of, 'answers', { body: 'Thank you.' })).status).toBe(202);
  await api.does(of, 'release', { release: { choice: 'go_on' } });
  expect(await api.isHeld(holdId)).toBe(true);
  expect((await api.conversation(of)).holds).toMatchObject([{ id: holdId, isOfReply: false }]);
  await api.does(wish, 'release', { release: { choice: 'go_on' } });
  expect(await api.isHeld(holdId)).toBe(false);
});

test('I5: done with a choice, and a choice alone, release as an answer does', async () => {
  const [first, second] = [await holding(), await holding()];
  expect((await api.does(first, 'done', { release: { choice: 'go_on' } })).body.status).toBe('done');
  expect((await api.does(second, 'release', { release: { choice: 'go_on' } })).body.status).toBe('open');
  expect([await first.isHeld(), await second.isHeld()]).toEqual([
    [false, false],
    [false, false],
  ]);
});

test('U1: nobody stops by an answer what they could not stop by itself, but for an owner', async () => {
  const of = await holding();
  const agent = await api.user('agent', { taken: ['enrollments.manage'] });
  await api.does(of, 'assign', { assigneeId: agent.id });
  expect((await answers(of, { choice: 'stop' }, agent.key)).status).toBe(403);
  expect(await of.isHeld()).toEqual([true, true]);
  await api.db.customer.update({ where: { id: of.customerId }, data: { arOwnerId: agent.id } });
  expect((await answers(of, { choice: 'stop' }, agent.key)).status).toBe(202);
});

test('I5, P5: `stop` takes the customer out of the program whose letter was answered', async () => {
  const { DunningWorld } = await import('../../support/worlds/dunning-world.ts');
  const { createMailRow } = await import('../../support/rows/arrived-mail.ts');
  const { placeMail } = await import('../../../commands/inbox/conversations/place-mail.ts');
  const { claimTouchpoint, settleTouchpoint } = await import('../../support/worlds/claims.ts');
  const dunning = new DunningWorld();
  await dunning.open();
  try {
    const { customerId } = await dunning.payer();
    const dun = await dunning.dun(customerId);
    const claim = await claimTouchpoint(dunning.engine, dun);
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    const { messageId } = claim.mail;
    const fence = { messageId, token: claim.token, now: dunning.now };
    await dunning.db.$transaction((tx) => dunning.deps.store.touchpointSends.passFence(tx, fence));
    await settleTouchpoint(dunning.engine, {
      ...dun,
      claim,
      result: { kind: 'sent', code: 250, reply: '250 OK' },
    });
    const mail = {
      mailboxId: dunning.world.mailboxId,
      customerIds: [customerId],
      from: 'a@b.example',
      messageId,
    };
    const mailId = await createMailRow(dunning.db, { ...mail, receivedAt: dunning.now });
    const conversationId = await dunning.db.$transaction((tx) =>
      placeMail(dunning.deps, tx, { mailId, customerId, now: dunning.now }),
    );
    await dunning.ok('POST', `/v1/conversations/${conversationId}/release`, {
      body: { release: { choice: 'stop' } },
    });
    const { programId } = dun;
    const left = await dunning.db.programEnrollment.findFirstOrThrow({ where: { programId, customerId } });
    expect(left).toMatchObject({ isEnrolled: false });
  } finally {
    await dunning.close();
  }
});
