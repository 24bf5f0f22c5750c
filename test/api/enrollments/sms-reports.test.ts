import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MONDAY } from '../../support/worlds/outcome-world.ts';
import type { BranchingSequence } from '../../support/worlds/branching-world.ts';
import { REPORTED, SmsInWorld, TWO_SMS } from '../../support/worlds/sms-in-world.ts';

const world = new SmsInWorld();
let made: BranchingSequence;
let last = 100;

beforeAll(async () => {
  await world.open();
  made = await world.cadence(REPORTED);
});
afterAll(() => world.close());
beforeEach(() => {
  world.now = MONDAY;
});

const someone = async (sequence = made) => {
  last += 1;
  const who = await world.withPhone(`+61491570${last}`);
  return world.inCadence(sequence.sequenceId, who);
};
const rowsOf = async (enrollmentId: string): Promise<string[]> => {
  await world.look(enrollmentId);
  const rows = await world.db.stepExecution.findMany({
    where: { enrollmentId },
    orderBy: { createdAt: 'asc' },
  });
  const labels = Object.entries(made.steps);
  return rows
    .filter(({ status }) => status !== 'skipped' && status !== 'cancelled')
    .map(({ stepId }) => labels.find(([, id]) => id === stepId)![0])
    .sort();
};
const eventsOf = async (messageId: string): Promise<string[]> => {
  const events = await world.db.messageEvent.findMany({
    where: { messageId },
    orderBy: { occurredAt: 'asc' },
  });
  return events.map(({ kind }) => kind);
};
const SECOND = 1_000;

describe('case 30: reports of a gateway on an sms (S15)', () => {
  test('a: failed decides, delivered is recorded after it', async () => {
    const row = await someone();
    const messageId = await world.texted(row);
    world.now += 5 * SECOND;
    expect((await world.report(messageId, 'failed')).status).toBe(204);
    world.now += 4 * SECOND;
    expect((await world.report(messageId, 'delivered')).status).toBe(204);
    expect(await rowsOf(row.enrollmentId)).toEqual(['C1', 'S1']);
    expect(await eventsOf(messageId)).toEqual(['failed', 'delivered']);
    expect(await world.edgeOf(row)).toContain('decided by an outcome');
  });

  test('b: delivered decides, failed is recorded after it', async () => {
    const row = await someone();
    const messageId = await world.texted(row);
    world.now += 5 * SECOND;
    await world.report(messageId, 'delivered');
    world.now += 180 * SECOND;
    await world.report(messageId, 'failed');
    expect(await rowsOf(row.enrollmentId)).toEqual(['S1', 'T1']);
    expect(await eventsOf(messageId)).toEqual(['delivered', 'failed']);
  });

  test('c: told three times, and twice at once, it counts once', async () => {
    const row = await someone();
    const messageId = await world.texted(row);
    world.now += 5 * SECOND;
    const answers = await Promise.all([1, 2].map(() => world.report(messageId, 'failed')));
    answers.push(await world.report(messageId, 'failed'));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await rowsOf(row.enrollmentId)).toEqual(['C1', 'S1']);
    expect(await eventsOf(messageId)).toEqual(['failed']);
  });

  test('d: faster than our own commit it is kept, and counts once when that is there', async () => {
    const row = await someone();
    const claimed = await world.leaving(row);
    const { messageId } = claimed.out;
    world.now += 2 * SECOND;
    await world.report(messageId, 'delivered');
    expect(await world.edgeOf(row)).toBe('-');
    world.now += 10 * SECOND;
    await world.settleSms(row, claimed);
    await world.report(messageId, 'delivered');
    expect(await rowsOf(row.enrollmentId)).toEqual(['S1', 'T1']);
    expect(await eventsOf(messageId)).toEqual(['delivered']);
  });

  test('e: forged, expired, of a message that is none or of a gateway that is not set: nothing is stored', async () => {
    const row = await someone();
    const messageId = await world.texted(row);
    const before = await world.rowCounts();
    const path = world.reportPath(messageId);
    const body = { id: 'gw', status: 'delivered' };
    const unsigned = await world.call('POST', path, { key: null, body });
    const forged = await world.gatewayCall(path, body, { secret: 'another' });
    const expired = await world.gatewayCall(path, body, { at: world.now - 5 * 60_000 - SECOND });
    const early = await world.gatewayCall(path, body, { at: world.now + 6 * 60_000 });
    const asTwilio = await world.twilioCall(
      world.reportPath(messageId, 'twilio'),
      { MessageSid: 'S', MessageStatus: 'delivered' },
      'x',
    );
    expect([unsigned, forged, expired, early, asTwilio].map(({ status }) => status)).toEqual([
      401, 401, 401, 401, 401,
    ]);
    const noMessage = world.reportPath('msg_01h455vb4pex5vsknk084sn02q');
    const foreign = await world.gatewayCall(`${path}x`, body);
    const unknown = await world.gatewayCall(noMessage, body);
    const byId = await world.gatewayCall('/v1/sms/json/reports', { ...body, id: 'never-seen' });
    const gateway = await world.gatewayCall('/v1/sms/other/reports', body);
    expect([foreign, unknown, byId, gateway].map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(await world.rowCounts()).toEqual(before);
    expect(await world.edgeOf(row)).toContain('waits for an outcome');
    expect(JSON.stringify([forged.body, foreign.body])).not.toContain('another');
  });

  test('a signed body that says nothing of an sms is refused, and one with more than is known is not', async () => {
    const row = await someone();
    const messageId = await world.texted(row);
    const before = await world.rowCounts();
    expect((await world.gatewayCall(world.reportPath(messageId), { hello: 1 })).status).toBe(400);
    expect((await world.report(messageId, 'queued', { carrier: 'x' })).status).toBe(204);
    expect((await world.report(messageId, 'a word of tomorrow')).status).toBe(204);
    expect(await world.rowCounts()).toEqual(before);
  });
});

test('S15: Twilio reports by its form, with its own id when the address names no message', async () => {
  const row = await someone();
  const messageId = await world.texted(row);
  await world.db.message.update({ where: { id: messageId }, data: { gatewayId: 'SM1' } });
  const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003', To: '+61491570156' };
  expect((await world.twilioCall('/v1/sms/twilio/reports', fields)).status).toBe(204);
  expect((await world.twilioCall(world.reportPath(messageId, 'twilio'), fields)).status).toBe(204);
  expect(await eventsOf(messageId)).toEqual(['failed']);
  expect(await rowsOf(row.enrollmentId)).toEqual(['C1', 'S1']);
  expect(await world.db.suppression.count()).toBe(0);
});

test('S15: a report concerns its own sms, and not the edge of a later one', async () => {
  const plan = {
    ...REPORTED,
    main: { S0: TWO_SMS['main']!['S1']!, S1: { ...REPORTED['main']!['S1']!, at: 'delay 1 days' } },
  };
  const sequence = await world.cadence(plan);
  const row = await someone(sequence);
  const first = await world.texted(row);
  world.now += 24 * 3600 * SECOND;
  await world.look(row.enrollmentId);
  const second = { ...row, executionId: await world.executionOf(row.enrollmentId, 2) };
  const messageId = await world.texted(second);
  world.now += SECOND;
  await world.report(first, 'failed');
  await world.look(row.enrollmentId);
  expect(await world.edgeOf(second)).toContain('waits for an outcome');
  await world.report(messageId, 'delivered');
  expect(await world.edgeOf(second)).toContain('decided by an outcome');
});

test.each(['delivered', 'failed', 'sent'])(
  'D1: the report "%s" settles an sms of which nobody knew',
  async (status) => {
    const row = await someone();
    const claimed = await world.leaving(row);
    const { messageId } = claimed.out;
    await world.settleSms(row, claimed, { kind: 'unknown', phase: 'final_reply', reply: 'cut' });
    expect((await world.execution(row.executionId)).status).toBe('uncertain');
    world.now += SECOND;
    await world.report(messageId, status);
    expect((await world.execution(row.executionId)).status).toBe('done');
    expect((await world.db.message.findUniqueOrThrow({ where: { id: messageId } })).status).toBe('sent');
  },
);

test('D3: a number that is none is suppressed, and the enrollment is not stopped by it', async () => {
  const sequence = await world.cadence(TWO_SMS);
  const row = await someone(sequence);
  const messageId = await world.texted(row);
  await world.report(messageId, 'failed', { error: 'invalid_number' });
  const { items } = await world.ok(
    'GET',
    `/v1/suppressions?address=${encodeURIComponent(`+61491570${last}`)}`,
  );
  expect(items).toMatchObject([{ channel: 'sms', reason: 'hard_bounce', source: 'server' }]);
  expect((await world.ok('GET', `/v1/enrollments/${row.enrollmentId}`)).status).toBe('active');
});

test('S15: where no step asks for outcomes, a report is kept and wakes nobody', async () => {
  const sequence = await world.cadence(TWO_SMS);
  const row = await someone(sequence);
  const messageId = await world.texted(row);
  const intent = async () =>
    (await world.db.enrollment.findUniqueOrThrow({ where: { id: row.enrollmentId } })).intentVersion;
  const before = await intent();
  await world.report(messageId, 'delivered');
  expect(await intent()).toBe(before);
  expect(await eventsOf(messageId)).toEqual(['delivered']);
});
