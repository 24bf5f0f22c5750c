import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StepSource } from '../../../activities/enrollments/step-source.ts';
import { sendOnce } from '../../../activities/sending/send-once.ts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createMailRow } from '../../support/rows/mail-rows.ts';
import { meanwhile } from '../../support/worlds/meanwhile.ts';
import { DAY_MS, MONDAY } from '../../support/worlds/outcome-world.ts';
import { ACCEPTED, type Row } from '../../support/worlds/queue-world.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';

const api = new ReplyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

let made = 0;
/** A letter that was read, and the next step, which is due. */
async function followed(change: Parameters<typeof api.letter>[0] = {}) {
  const email = `racer-${++made}@customer.example`;
  const first = await api.letter({ cc: [], email, ...change });
  api.pass(6 * DAY_MS);
  await api.look(first.enrollmentId);
  const next: Row = { ...first, executionId: await api.executionOf(first.enrollmentId, 1) };
  const replied = (from = email) =>
    api.mail({
      verdict: 'reply',
      from,
      messageId: first.messageId,
      customers: [{ customerId: first.customerId, contactId: first.contactId }],
    });
  api.left.length = 0;
  return { first, next, email, replied };
}

describe('reply while the next step is being handed over', () => {
  test.each([null, { days: 5 }])(
    'before the server asks for the body: it never leaves (%p)',
    async (holdOnReply) => {
      const { next, email, replied } = await followed({ stopRules: { holdOnReply } });
      api.tell(email, { before: replied });
      await api.send(next);
      expect(api.left).toEqual([]);
      expect(await api.standingOf(next)).toBe(holdOnReply ? 'active' : 'stopped reply');
    },
  );

  test('while its claim reads: it never leaves', async () => {
    const { next, replied } = await followed();
    const { enrollmentId, executionId: stepExecutionId } = next;
    const engine = meanwhile(api.engine, () => {
      // The claim holds the customer: the reply is taken up right behind it.
      void replied().then(told, told);
      return Promise.resolve();
    });
    let told = (): void => undefined;
    const isTold = new Promise<void>((resolve) => (told = resolve));
    const source = new StepSource(engine, { enrollmentId, stepExecutionId });
    const deliver = engine.transports.email.deliver;
    const late = {
      ...engine,
      transports: {
        ...engine.transports,
        email: {
          deliver: async (...args: Parameters<typeof deliver>) => {
            await isTold;
            return deliver(...args);
          },
        },
      },
    };
    await new MockActivityEnvironment().run(() => sendOnce(late, source));
    expect(api.left).toEqual([]);
    expect(await api.standingOf(next)).toBe('stopped reply');
  });

  test('after the body has left: it is sent and said so, and nothing follows it', async () => {
    const { next, email, replied } = await followed();
    api.tell(email, { after: replied });
    await api.send(next);
    expect(api.left).toEqual([email]);
    expect(await api.standingOf(next)).toBe('stopped reply');
    expect((await api.execution(next.executionId)).status).toBe('done');
  });
});

describe('reply before our own settle', () => {
  test('it stops, and the message is shown as sent', async () => {
    const email = `racer-${++made}@customer.example`;
    const row = await api.due({ cc: [], email });
    const claim = await api.handedOver(row);
    const { messageId } = claim.mail;
    await api.mail({ verdict: 'reply', from: email, messageId, customers: [row] });
    expect(await api.standingOf(row)).toBe('stopped reply');
    await api.settle(row, claim, ACCEPTED);
    expect((await api.execution(row.executionId)).status).toBe('done');
    expect((await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).status).toBe('sent');
  });

  test('S15: a condition for it decides once the message is settled', async () => {
    api.now = MONDAY;
    const of = await api.started({
      main: {
        E1: { at: 'offset 0', when: { replied: 'E3' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
        E3: { at: 'delay 0' },
      },
    });
    const claim = await api.handedOver(of);
    const { email } = await api.db.contact.findUniqueOrThrow({ where: { id: of.contactId } });
    const { messageId } = claim.mail;
    await api.mail({ verdict: 'reply', from: email!, messageId, customers: [of] });
    expect(await api.standingOf(of)).toBe('active');
    await api.settle(of, claim, ACCEPTED);
    const edges = await api.db.edgeDecision.findMany({
      where: { enrollmentId: of.enrollmentId },
      orderBy: { stepId: 'asc' },
    });
    expect(edges).toMatchObject([{ decidedBy: 'outcome', outcome: 'replied' }]);
  });
});

describe('reply from a colleague', () => {
  test('M5: whom nobody knows counts as the customer’s', async () => {
    const { first, replied } = await followed();
    await replied('somebody.else@customer.example');
    expect(await api.standingOf(first)).toBe('stopped reply');
    const [event] = await api.db.messageEvent.findMany({
      where: { messageId: first.messageId },
      orderBy: { id: 'asc' },
    });
    expect(event).toMatchObject({ n: 1, address: 'somebody.else@customer.example' });
  });

  test('M5: of our own, copied in, it is nobody’s, and nothing waits', async () => {
    const { first, replied } = await followed();
    const { email } = await api.db.user.findUniqueOrThrow({ where: { id: api.adminId } });
    await replied(email);
    expect(await api.standingOf(first)).toBe('active');
    expect(await api.holdsOf({ customerId: first.customerId })).toEqual([]);
  });
});

describe('reply in two mailboxes at once', () => {
  test('one mail followed by many at the same time is told once', async () => {
    const { first, email } = await followed({ stopRules: { holdOnReply: { days: 5 } } });
    const mailId = await createMailRow(api.db, {
      now: api.now,
      verdict: 'reply',
      from: email,
      messageId: first.messageId,
      customers: [{ customerId: first.customerId, contactId: first.contactId }],
    });
    await Promise.all(Array.from({ length: 8 }, () => api.follow(mailId)));
    expect(await api.eventsOf(first)).toEqual(['reply']);
    expect(await api.holdsOf({ customerId: first.customerId })).toHaveLength(1);
    expect(await api.holdsOf({ enrollmentId: first.enrollmentId })).toHaveLength(1);
  });

  test('killed at any point it is done to its end with the next pass', async () => {
    const { first, email } = await followed();
    const mailId = await createMailRow(api.db, {
      now: api.now,
      verdict: 'reply',
      from: email,
      messageId: first.messageId,
      customers: [{ customerId: first.customerId, contactId: first.contactId }],
    });
    const { hooks } = api.deps;
    api.deps = { ...api.deps, hooks: { ...hooks, followReply: () => Promise.reject(new Error('killed')) } };
    await expect(api.follow(mailId)).rejects.toThrow('killed');
    api.deps = { ...api.deps, hooks };
    expect((await api.db.mail.findUniqueOrThrow({ where: { id: mailId } })).processedAt).toBeNull();
    await api.follow(mailId);
    expect((await api.db.mail.findUniqueOrThrow({ where: { id: mailId } })).processedAt).not.toBeNull();
    expect(await api.eventsOf(first)).toEqual(['reply']);
  });

  test('a mail that a person judges otherwise meanwhile stays to be followed', async () => {
    const { first, email } = await followed();
    const mailId = await createMailRow(api.db, {
      now: api.now,
      verdict: 'automatic',
      from: email,
      messageId: first.messageId,
      customers: [],
    });
    const { mailEffects } = api.deps.store;
    const seen = await mailEffects.read(api.db, mailId);
    await api.db.mail.update({ where: { id: mailId }, data: { verdict: 'reply' } });
    await mailEffects.markProcessed(api.db, { ...seen!, now: api.now });
    await api.follow(mailId);
    expect(await api.standingOf(first)).toBe('stopped reply');
  });
});
