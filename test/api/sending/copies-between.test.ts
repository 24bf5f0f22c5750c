import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { BUSY, COPY, CopyWorld, LOST, UNKNOWN_USER, type Letter } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.messageRecipient.updateMany({ data: { isOpen: false } });
});

const MINUTE = 60_000;
/** A letter whose copy the server has put off. */
async function putOff(): Promise<Letter> {
  const letter = await api.waiting();
  api.tell(COPY, { result: BUSY });
  await api.drain(letter);
  api.pass(15 * MINUTE);
  return letter;
}
const standing = async (letter: Letter) => (await api.standing(letter))[1];

describe('a mailbox that fails while a copy waits', () => {
  const BLOCKED = '554 5.7.1 Service unavailable; client host [192.0.2.10] blocked';
  const blocked = { result: { kind: 'policy', code: 554, reply: BLOCKED } } as const;
  const box = () => api.db.mailbox.findUniqueOrThrow({ where: { id: api.world.mailboxId } });
  const working = { status: 'working', statusReason: null, failures: 0, probeAt: null, probeDomains: [] };
  afterEach(() => api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: working }));

  test('D2: a policy that refuses it then is the mailbox’s until another message tells: it waits, and leaves once', async () => {
    const letter = await putOff();
    api.tell(COPY, blocked, blocked);
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
    expect(await standing(letter)).toBe('waiting');
    expect(await box()).toMatchObject({
      status: 'failing',
      statusReason: BLOCKED,
      probeDomains: ['acme.example'],
    });
    api.pass(MINUTE);
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
    api.pass(10 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await standing(letter)).toBe('accepted');
    expect((await box()).status).toBe('working');
  });

  test('D2: refused a second time while another message was accepted, the copy is refused alone', async () => {
    const letter = await putOff();
    api.tell(COPY, blocked, blocked);
    await api.drain(letter);
    api.pass(MINUTE);
    await api.sent(await api.due({ email: 'else@other.example', cc: [] }));
    expect((await box()).status).toBe('working');
    api.pass(10 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await standing(letter)).toBe('refused');
    expect((await box()).status).toBe('working');
  });

  test('I6: while a person has to sign its mailbox in a copy waits, untried, and leaves once it is', async () => {
    const letter = await putOff();
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { status: 'reconnect' } });
    for (let look = 0; look < 3; look += 1) {
      expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
      expect(await box()).toMatchObject({ status: 'reconnect', probeAt: null });
      api.pass(20 * MINUTE);
    }
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: working });
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await standing(letter)).toBe('accepted');
  });

  test('I6: a copy whose token cannot be had waits, and marks no mailbox as failing', async () => {
    const letter = await putOff();
    const signedOut = {
      result: { kind: 'mailbox_failure', reply: 'invalid_grant', needsSignIn: true },
    } as const;
    api.tell(COPY, signedOut);
    const directive = await api.drain(letter);
    expect(directive).toMatchObject({ kind: 'wait', waiting: 1 });
    expect(directive.kind === 'wait' && directive.until).toBeGreaterThan(api.now + 10 * MINUTE);
    expect((await box()).status).toBe('working');
    api.pass(20 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
  });

  test('D2: a mailbox that copies alone try is tried with growing distance', async () => {
    const letter = await putOff();
    const wrong = { result: { kind: 'mailbox_failure', reply: '535 5.7.8 wrong' } } as const;
    api.tell(COPY, wrong, wrong, wrong);
    for (const failures of [1, 2, 3]) {
      await api.drain(letter);
      expect(await box()).toMatchObject({ status: 'failing', failures });
      api.pass(10 * MINUTE);
    }
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await standing(letter)).toBe('accepted');
  });
});

describe('what happens to a customer while a copy waits', () => {
  test.each([
    [
      'a new telephone number',
      (l: Letter) => api.ok('PATCH', `/v1/contacts/${l.contactId}`, { body: { phone: '+4930123456' } }),
    ],
    [
      'another owner',
      (l: Letter) => api.ok('PATCH', `/v1/customers/${l.customerId}`, { body: { arOwnerId: api.adminId } }),
    ],
    [
      'another name',
      (l: Letter) => api.ok('PATCH', `/v1/customers/${l.customerId}`, { body: { name: 'Acme Holding' } }),
    ],
    [
      'a new invoice',
      (l: Letter) =>
        api.ok('POST', `/v1/customers/${l.customerId}/invoices`, {
          body: {
            number: `N-${l.customerId}`,
            currency: 'USD',
            amount: '10.00',
            issuedOn: '2026-01-01',
            dueOn: '2027-01-01',
          },
        }),
    ],
  ])('D2: %s concerns no letter: the copy leaves', async (_name, edit) => {
    const letter = await putOff();
    await edit(letter);
    await api.drain(letter);
    expect(await standing(letter)).toBe('accepted');
  });

  test('D1, C18: money ends it, also on account, and so does a dispute', async () => {
    for (const end of [
      (l: Letter) =>
        api.ok('POST', `/v1/customers/${l.customerId}/payments`, {
          body: { amount: '1.00', allocations: [] },
        }),
      (l: Letter) => api.ok('POST', `/v1/invoices/${l.invoiceId}/payments`, { body: { amount: '1.00' } }),
      (l: Letter) => api.ok('POST', `/v1/invoices/${l.invoiceId}/dispute`, { body: { reason: 'damaged' } }),
    ]) {
      const letter = await putOff();
      await end(letter);
      await api.drain(letter);
      expect(await standing(letter)).toBe('cancelled facts_moved');
    }
  });

  test.each(['customer', 'enrollment'] as const)(
    'D8: a hold of the %s keeps it, and says so, until it ends',
    async (scope) => {
      const letter = await putOff();
      const id =
        scope === 'customer' ? { customerId: letter.customerId } : { enrollmentId: letter.enrollmentId };
      const hold = await api.ok('POST', '/v1/holds', { body: { scope, ...id, reason: 'talks' } });
      await api.drain(letter);
      expect(await standing(letter)).toBe('waiting held');
      await reconcile(api.deps);
      expect(await standing(letter)).toBe('waiting held');
      await api.ok('POST', `/v1/holds/${hold.id}/end`);
      api.lifecycle.started.length = 0;
      await reconcile(api.deps);
      expect(api.lifecycle.started).toContain(`copies ${letter.messageId}`);
      await api.drain(letter);
      expect(await standing(letter)).toBe('accepted');
    },
  );
});

describe('who may answer about a copy', () => {
  async function refused(): Promise<Letter> {
    const letter = await api.waiting();
    api.tell(COPY, { result: UNKNOWN_USER });
    await api.drain(letter);
    return letter;
  }

  test('S18: neither an agent whose task it is not, nor a viewer; an owner may, whatever the role (U3)', async () => {
    const letter = await refused();
    const [agent, viewer, owner] = [
      await api.user('agent'),
      await api.user('viewer'),
      await api.user('viewer'),
    ];
    for (const { key } of [agent, viewer, owner])
      for (const verb of ['retry', 'mark-sent'] as const)
        expect((await api.answer(letter, verb, 2, key)).status).toBe(403);
    await api.db.customer.update({ where: { id: letter.customerId }, data: { arOwnerId: owner.id } });
    expect((await api.answer(letter, 'retry', 2, owner.key)).status).toBe(200);
  });

  test('S10: once the enrollment was stopped none is sent, and the answer says so; a doubt can still be ended', async () => {
    const letter = await refused();
    await api.ok('POST', `/v1/enrollments/${letter.enrollmentId}/stop`, { body: {} });
    const answer = await api.answer(letter, 'retry');
    expect([answer.status, answer.body.detail]).toEqual([409, 'The enrollment was stopped.']);
    expect(await standing(letter)).toBe('refused');
    const doubted = await api.waiting();
    api.tell(COPY, { result: LOST });
    await api.drain(doubted);
    await api.ok('POST', `/v1/enrollments/${doubted.enrollmentId}/stop`, { body: {} });
    expect((await api.answer(doubted, 'mark-sent')).status).toBe(200);
  });
});

describe('what comes back', () => {
  const event = (letter: Letter, body: object) =>
    api.ok('POST', `/v1/enrollments/${letter.enrollmentId}/events`, {
      body: { messageId: letter.messageId, ...body },
    });

  test('M5: a reply of our own user or mailbox is not the customer’s, in any case', async () => {
    const { id } = await api.user('agent');
    const { email } = await api.db.user.findUniqueOrThrow({ where: { id } });
    const letter = await api.letter({ cc: [email] });
    for (const address of [email, email.toUpperCase(), 'AR@acme.example'])
      for (const kind of ['reply', 'auto_reply'])
        expect((await event(letter, { kind, address })).effect).toBe('ignored');
    expect(await api.db.messageEvent.count({ where: { enrollmentId: letter.enrollmentId } })).toBe(0);
    expect((await event(letter, { kind: 'reply', address: 'boss@elsewhere.example' })).effect).toBe(
      'stopped',
    );
  });

  test('S20: what bounces or unsubscribes a copy is counted at no step, what the main recipient does is', async () => {
    const letter = await api.letter();
    await event(letter, { kind: 'bounce', address: COPY });
    await event(letter, { kind: 'unsubscribe', address: COPY });
    const counted = async () =>
      (await api.ok('GET', `/v1/sequences/${letter.sequenceId}/overview`)).steps[0].mail;
    expect(await counted()).toMatchObject({ bounced: { count: 0 }, unsubscribed: { count: 0 } });
    await event(letter, { kind: 'bounce' });
    expect(await counted()).toMatchObject({ bounced: { count: 1 }, unsubscribed: { count: 0 } });
    await api.db.suppression.deleteMany();
  });

  test('D2: a copy that is accepted brings back its failing mailbox', async () => {
    const letter = await api.letter();
    const where = { id: api.world.mailboxId };
    await api.db.mailbox.update({ where, data: { status: 'failing', statusReason: 'gone', failures: 1 } });
    const sender = api.sender(letter);
    await sender.passFence(2);
    await sender.settle(2, { kind: 'sent', code: 250, reply: '250 ok' });
    expect(await api.db.mailbox.findUniqueOrThrow({ where })).toMatchObject({
      status: 'working',
      failures: 0,
    });
  });

  test('U3: an address that only a copy to a hidden customer had is known to nobody who cannot see that', async () => {
    const address = 'hidden-copy@elsewhere.example';
    const letter = await api.letter({ cc: [address] });
    await api.hide(letter.customerId);
    await event(letter, { kind: 'unsubscribe', address });
    const { key } = await api.user('manager');
    const known = async (as: object) =>
      (await api.ok('GET', `/v1/suppressions?address=${address}`, as)).items.length;
    expect([await known({ key }), await known({})]).toEqual([0, 1]);
  });
});
