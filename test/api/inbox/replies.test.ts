import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { settleProven } from '../../../commands/enrollments/settle-proven.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { DAY_MS, MONDAY } from '../../support/worlds/outcome-world.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';

const api = new ReplyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.ok('PATCH', '/v1/organisation', { body: { replyHoldDays: 1 } });
});

const after = (days: number) => new Date(api.now + days * DAY_MS).toISOString();
let made = 0;
const sender = () => `clerk-${++made}@customer.example`;
const letter = (change: Parameters<typeof api.letter>[0] = {}) => {
  const email = sender();
  return api.letter({ cc: [], email, ...change }).then((of) => ({ ...of, email }));
};
type Made = Awaited<ReturnType<typeof letter>>;
const reply = (of: Made, change: object = {}) =>
  api.mail({
    verdict: 'reply',
    from: of.email,
    messageId: of.messageId,
    customers: [{ customerId: of.customerId, contactId: of.contactId }],
    ...change,
  });
/** Another enrollment of the same customer, whose first step is due. */
const another = async ({ customerId }: { customerId: string }) => {
  const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }] });
  const { enrollment } = await api.enroll(sequenceId, customerId);
  await api.look(enrollment.id);
  return { enrollmentId: enrollment.id, executionId: await api.executionOf(enrollment.id) };
};

describe('a reply', () => {
  test('S16: stops the enrollment that it answers, is told as from the mailbox, once, and marks the mail', async () => {
    const of = await letter();
    const mailId = await reply(of);
    expect(await api.standingOf(of)).toBe('stopped reply');
    const events = await api.db.messageEvent.findMany({
      where: { messageId: of.messageId },
      orderBy: { id: 'asc' },
    });
    expect(events).toMatchObject([{ kind: 'reply', source: 'mailbox', n: 1, isGuess: false }]);
    const { processedAt } = await api.db.mail.findUniqueOrThrow({ where: { id: mailId } });
    expect(processedAt).not.toBeNull();
    await api.db.mail.update({ where: { id: mailId }, data: { processedAt: null } });
    await api.follow(mailId);
    expect(await api.eventsOf(of)).toEqual(['reply']);
    expect(await api.holdsOf({ customerId: of.customerId })).toHaveLength(1);
  });

  test('I1: nothing follows from mail of the time before its mailbox was followed', async () => {
    const of = await letter();
    await reply(of, { isHistory: true });
    expect(await api.standingOf(of)).toBe('active');
    expect([await api.eventsOf(of), await api.holdsOf({ customerId: of.customerId })]).toEqual([[], []]);
  });

  test('S16: where the sequence says so it holds instead, for days, and longer with the next one', async () => {
    const of = await letter({ stopRules: { holdOnReply: { days: 5 } } });
    await reply(of);
    expect(await api.standingOf(of)).toBe('active');
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([`enrollment reply ${after(5)}`]);
    const shown = await api.ok('GET', `/v1/enrollments/${of.enrollmentId}`);
    expect(shown.status).toBe('paused');
    api.pass(DAY_MS);
    await reply(of);
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([`enrollment reply ${after(5)}`]);
    api.pass(5 * DAY_MS + 1);
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([]);
  });

  test('S16: or until a person lets it go on', async () => {
    const of = await letter({ stopRules: { holdOnReply: { days: null } } });
    await reply(of);
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual(['enrollment reply endless']);
    await api.goOn({ enrollmentId: of.enrollmentId }, 'reply');
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([]);
    expect((await api.ok('GET', `/v1/enrollments/${of.enrollmentId}`)).status).toBe('active');
  });

  test('S16: the setting is the sequence’s, checked, and shown', async () => {
    const { sequenceId } = await api.sequence();
    const path = `/v1/sequences/${sequenceId}`;
    expect((await api.ok('GET', path)).stopRules.holdOnReply).toBeNull();
    const body = { stopRules: { holdOnReply: { days: 3 } } };
    expect((await api.ok('PATCH', path, { body })).stopRules).toMatchObject({
      onReply: true,
      holdOnReply: { days: 3 },
    });
    const refused = await api.call('PATCH', path, { body: { stopRules: { holdOnReply: { days: 0 } } } });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'stopRules.holdOnReply.days']);
  });

  test('I4: holds the other sequences of the customer for a day, not the one that it answers', async () => {
    const of = await letter({ stopRules: { onReply: false } });
    const other = await another(of);
    await reply(of);
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([`customer reply ${after(1)}`]);
    await expect(api.claim({ ...of, ...other })).rejects.toThrow('customer_hold');
    const own = await api.ok('GET', `/v1/enrollments/${of.enrollmentId}/explain`);
    expect(JSON.stringify(own.reasons)).not.toContain('customer_hold');
    const explained = await api.ok('GET', `/v1/enrollments/${other.enrollmentId}/explain`);
    expect(explained.reasons).toMatchObject([
      { code: 'customer_hold', text: expect.stringContaining('reply came'), until: after(1) },
    ]);
    api.pass(6 * DAY_MS);
    await api.look(other.enrollmentId);
    await api.claim({ ...of, ...other });
  });

  test('I4: the one that it answers goes on meanwhile, where it is not to stop', async () => {
    const of = await letter({
      steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(1, '07:30') }],
      stopRules: { onReply: false },
    });
    api.pass(20 * 3_600_000);
    await reply(of);
    api.pass(4 * 3_600_000);
    await api.look(of.enrollmentId);
    const next = { ...of, executionId: await api.executionOf(of.enrollmentId, 1) };
    await api.sent(next);
  });

  test('I4: a person lets the rest go on before', async () => {
    const of = await letter();
    const other = await another(of);
    await reply(of);
    await api.goOn({ customerId: of.customerId }, 'reply');
    await api.look(other.enrollmentId);
    await api.claim({ ...of, ...other });
  });

  test('I4: the organisation says for how many days; 0: it does not', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { replyHoldDays: 3 } });
    const of = await letter();
    await reply(of);
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([`customer reply ${after(3)}`]);
    await api.ok('PATCH', '/v1/organisation', { body: { replyHoldDays: 0 } });
    const one = await letter();
    await reply(one);
    expect(await api.holdsOf({ customerId: one.customerId })).toEqual([]);
    expect(await api.standingOf(one)).toBe('stopped reply');
  });

  test('I4: that answers nothing of ours stops nothing, and holds all of the customer for a day', async () => {
    const of = await letter();
    await reply(of, { messageId: null });
    expect(await api.standingOf(of)).toBe('active');
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([`customer reply ${after(1)}`]);
  });

  test('I4: whoever is only copied in by the sender hears on', async () => {
    const [of, copied] = [await letter(), await letter()];
    const customers = [of, copied].map(({ customerId, contactId }) => ({ customerId, contactId }));
    await reply(of, { customers });
    expect(await api.holdsOf({ customerId: copied.customerId })).toEqual([]);
  });

  test('I4: reported by a call of the API it holds the others just so', async () => {
    const of = await letter();
    await api.event(of.messageId, { kind: 'reply' });
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([`customer reply ${after(1)}`]);
  });

  test('S15: a condition decides; a second answer by itself waits for a day, since a machine may be talking to us', async () => {
    api.now = MONDAY;
    const of = await api.started({
      main: {
        E1: { at: 'offset 0', when: { replied: 'E2' }, none: '3 days -> next' },
        E2: { at: 'delay 0', when: { replied: 'E3' }, none: '3 days -> next' },
        E3: { at: 'delay 0' },
      },
    });
    const { email } = await api.db.contact.findUniqueOrThrow({ where: { id: of.contactId } });
    /** The next message leaves, and somebody answers it. */
    const talk = async (): Promise<void> => {
      const where = { enrollmentId: of.enrollmentId, status: { not: 'done' } };
      const { id } = await api.db.stepExecution.findFirstOrThrow({ where });
      const { messageId } = (await api.sent({ ...of, executionId: id })).mail;
      await api.mail({ verdict: 'reply', from: email!, messageId, customers: [of] });
      await api.look(of.enrollmentId);
    };
    await talk();
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([]);
    api.pass(60_000);
    await talk();
    const until = new Date(MONDAY + DAY_MS).toISOString();
    expect(await api.holdsOf({ enrollmentId: of.enrollmentId })).toEqual([`enrollment reply ${until}`]);
    expect(await api.standingOf(of)).toBe('active');
  });
});

describe('what proves that an uncertain message was sent (I7, D1)', () => {
  const proofs = [
    ['reply', {}],
    ['out_of_office', {}],
    ['automatic', {}],
    ['soft_bounce', {}],
    ['complaint', {}],
    ['ignore', {}],
    ['opt_out', {}],
  ] as const;
  test.each(proofs)('%s', async (verdict, change) => {
    const email = sender();
    const row = await api.due({ cc: [], email });
    const { messageId } = (await api.uncertain(row)).mail;
    await api.mail({ verdict, from: email, messageId, customers: [row], ...change });
    const message = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
    expect(message.status).toBe('sent');
    expect((await api.execution(row.executionId)).status).toBe('done');
  });

  test.each(['recipient', 'thread'])('not what is linked by a guess (%s), now or later', async (linkedBy) => {
    const email = sender();
    const row = await api.due({ cc: [], email, stopRules: { onReply: false } });
    const { messageId } = (await api.uncertain(row)).mail;
    await api.mail({ verdict: 'reply', from: email, messageId, linkedBy, customers: [row] });
    await settleProven(api.engine);
    const message = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
    expect(message.status).toBe('uncertain');
  });
});
