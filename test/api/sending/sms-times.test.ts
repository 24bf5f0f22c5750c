import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { SmsWorld, type SmsRowInput } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
/** Case 29: Monday 2030-06-03, 09:00 in New York. */
const NINE = Date.parse('2030-06-03T13:00:00Z');
const NEW_YORK: SmsRowInput = { zone: 'America/New_York', step: { timing: onDay(0, '09:00') } };

beforeAll(() => api.open());
beforeEach(async () => {
  api.now = NINE;
  api.gateway.reset();
  api.useGateway();
  await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '20:00', stop: '08:00' } } });
});
afterAll(() => api.close());

describe('quiet hours', () => {
  test.each([
    ['no window', {}],
    ['a window from 09:00 to 17:00', { windowStart: '09:00', windowStop: '17:00' }],
  ])(
    'case 29, M7: with %s an sms leaves at 11:00 New York, 08:00 there, and says so until then',
    async (_, window) => {
      const row = await api.smsRow({ ...NEW_YORK, ...window, customerZone: 'America/Los_Angeles' });
      const eleven = Date.parse('2030-06-03T15:00:00Z');
      expect(await api.send(row)).toMatchObject({ kind: 'wait', reason: 'quiet_hours', until: eleven });
      expect(api.gateway.calls).toEqual([]);
      await api.look(row.enrollmentId);
      const shown = await api.ok('GET', `/v1/queue/${row.executionId}`);
      expect([shown.heldReason, shown.heldUntil]).toEqual(['quiet_hours', new Date(eleven).toISOString()]);
      const told = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
      expect([told.nextSendAt, told.reasons]).toEqual([
        new Date(eleven).toISOString(),
        expect.arrayContaining([
          {
            code: 'quiet_hours',
            text: "No sms leaves in the customer's quiet hours from 20:00 to 08:00 in America/Los_Angeles.",
            until: new Date(eleven).toISOString(),
          },
        ]),
      ]);
      api.now = eleven;
      await api.send(row);
      expect(await api.standing(row)).toBe('done');
    },
  );

  test('case 29: an email of the same time leaves at 09:00', async () => {
    const row = await api.smsRow({
      ...NEW_YORK,
      customerZone: 'America/Los_Angeles',
      step: { type: 'email', timing: onDay(0, '09:00') },
    });
    expect((await api.claim(row)).channel).toBe('email');
  });

  test('M7: a customer without a zone has the organisation’s', async () => {
    const row = await api.smsRow({ ...NEW_YORK, customerZone: null });
    // 15:00 in Berlin.
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
    api.now = Date.parse('2030-06-03T19:00:00Z');
    const late = await api.smsRow({ ...NEW_YORK, customerZone: null, step: { timing: onDay(0, '15:00') } });
    expect(await api.send(late)).toMatchObject({
      reason: 'quiet_hours',
      until: Date.parse('2030-06-04T06:00:00Z'),
    });
  });

  test('M7, Q2: what a person sends passes the window, and not the quiet hours of the customer', async () => {
    const row = await api.smsRow({
      ...NEW_YORK,
      windowStart: '12:00',
      windowStop: '17:00',
      customerZone: 'America/Los_Angeles',
    });
    expect((await api.act(row.executionId, 'send')).status).toBeLessThan(300);
    await api.send(row).catch(() => undefined);
    expect(await api.standing(row)).toBe('planned quiet_hours 2030-06-03T15:00:00.000Z');
    api.now = Date.parse('2030-06-03T15:00:00Z');
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
  });

  test.each([
    ['quiet hours that end earlier', { quietHours: { start: '22:00', stop: '06:00' } }, null],
    ['none', { quietHours: null }, 'America/New_York'],
    ['another zone of the organisation', { zone: 'Asia/Tokyo' }, null],
  ])('M7: an sms that waits looks again at once with %s', async (_, change, customerZone) => {
    api.now = Date.parse('2030-06-04T05:00:00Z');
    const waiting = [
      await api.smsRow({ customerZone, step: { timing: onDay(0, '05:00') } }),
      await api.smsRow({ customerZone, step: { timing: onDay(0, '23:00') } }),
    ];
    const [due, asked] = waiting as [(typeof waiting)[0], (typeof waiting)[0]];
    await api.act(asked.executionId, 'send');
    for (const row of waiting) {
      expect(await api.send(row).catch(() => null)).not.toMatchObject({ kind: 'finished' });
      await api.look(row.enrollmentId);
    }
    expect(api.gateway.calls).toEqual([]);
    const intents = (): Promise<number[]> =>
      Promise.all(
        waiting.map(async ({ enrollmentId: id }) => {
          return (await api.db.enrollment.findUniqueOrThrow({ where: { id } })).intentVersion;
        }),
      );
    const before = await intents();
    try {
      await api.ok('PATCH', '/v1/organisation', { body: change });
      expect(await intents()).toEqual(before.map((version) => version + 1));
      for (const row of [due, asked]) {
        await api.send(row);
        expect(await api.standing(row)).toBe('done');
      }
    } finally {
      await api.ok('PATCH', '/v1/organisation', { body: { zone: 'Europe/Berlin' } });
    }
  });

  test('M7: a manual sms is in the queue when it is due', async () => {
    const row = await api.smsRow({
      ...NEW_YORK,
      step: { timing: onDay(0, '09:00'), isManual: true },
      customerZone: 'America/Los_Angeles',
    });
    expect(await api.standing(row)).toBe('ready');
  });

  test('M7: where quiet hours leave nothing of the window the row is in error, with words; mended, it leaves', async () => {
    const row = await api.smsRow({
      ...NEW_YORK,
      windowStart: '09:00',
      windowStop: '10:00',
      customerZone: 'America/Los_Angeles',
    });
    await api.send(row);
    expect(await api.execution(row.executionId)).toMatchObject({
      status: 'error',
      errorCode: 'quiet_hours',
      errorDetail: 'The quiet hours of the customer leave nothing of the sending window.',
    });
    await api.ok('PATCH', '/v1/organisation', { body: { quietHours: null } });
    await api.act(row.executionId, 'retry');
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
  });

  test('M7, D2: a try that is put off falls into no quiet hours', async () => {
    api.now = Date.parse('2030-06-03T17:58:00Z');
    const row = await api.smsRow({ step: { timing: onDay(0, '10:00') } });
    api.gateway.next({ status: 503 });
    await api.send(row).catch(() => undefined);
    expect(await api.standing(row)).toBe('planned retrying 2030-06-04T06:00:00.000Z');
  });
});

describe('limits', () => {
  test('S14, M1: N sms an hour of a sequence count sms alone, and its emails theirs', async () => {
    const limits = [
      { channel: 'sms' as const, amount: 1, per: 'hour' as const },
      { channel: 'email' as const, amount: 1, per: 'hour' as const },
    ];
    const first = await api.smsRow({ limits, step: { timing: onDay(0, '10:00') } });
    const { sequenceId } = first;
    await api.send(first);
    const { customerId } = await api.payer({});
    const { enrollment } = await api.enroll(sequenceId, customerId);
    const contact = await api.db.contact.findFirstOrThrow({ where: { customerId } });
    await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { phone: '+49 151 77777777' } });
    await api.look(enrollment.id);
    const executionId = await api.executionOf(enrollment.id);
    const second = { ...first, enrollmentId: enrollment.id, executionId, customerId };
    await api.send(second).catch(() => undefined);
    const until = new Date(NINE + 3_600_000).getTime();
    expect(await api.standing(second)).toMatch(/^planned sequence_limit/);
    const shown = await api.ok('GET', `/v1/queue/${executionId}`);
    expect(shown.heldLimit).toEqual({ of: 'sequence', amount: 1, per: 'hour' });
    expect(Math.abs(Date.parse(shown.heldUntil) - until)).toBeLessThan(2_000);
    const buckets = await api.db.sendBucket.findMany({
      where: { scope: { startsWith: `sequence/${sequenceId}` } },
      orderBy: [{ scope: 'asc' }, { at: 'asc' }],
    });
    expect(new Set(buckets.map(({ scope }) => scope))).toEqual(new Set([`sequence/${sequenceId}/sms/hour`]));
    api.now = Date.parse(shown.heldUntil);
    await api.send(second);
    expect(await api.standing(second)).toBe('done');
  });

  test('S14: limits of emails alone hold no sms back', async () => {
    const limits = [{ channel: 'email' as const, amount: 1, per: 'hour' as const }];
    const rows = [
      await api.smsRow({ limits, step: { timing: onDay(0, '10:00') } }),
      await api.smsRow({ limits, step: { timing: onDay(0, '10:00') } }),
    ];
    for (const row of rows) await api.send(row);
    expect(await Promise.all(rows.map((row) => api.standing(row)))).toEqual(['done', 'done']);
  });

  test('M1: the daily cap of a sender is of its own day, and raised it works at once', async () => {
    const sender = await api.sender({ dailyCap: 1, zone: 'America/New_York' });
    const input = { smsSenderId: sender.id, step: { timing: onDay(0, '10:00') } };
    const [first, second] = [await api.smsRow(input), await api.smsRow(input)];
    await api.send(first);
    await api.send(second).catch(() => undefined);
    const shown = await api.ok('GET', `/v1/queue/${second.executionId}`);
    expect([shown.heldReason, shown.heldLimit]).toEqual([
      'mailbox_limit',
      { of: 'mailbox', amount: 1, per: 'day' },
    ]);
    // As soon as it has a place: its day ends at 04:00 UTC, and the quiet hours of the customer at 08:00 in Berlin.
    expect(shown.heldUntil).toBe('2030-06-04T06:00:00.000Z');
    await api.ok('PATCH', `/v1/sms-senders/${sender.id}`, { body: { dailyCap: 2 } });
    await api.send(second);
    expect(await api.standing(second)).toBe('done');
  });

  test('M1: who waits for its cap is told the day of another zone that the sender is moved to', async () => {
    const sender = await api.sender({ dailyCap: 1, zone: 'America/New_York' });
    const input = { smsSenderId: sender.id, step: { timing: onDay(0, '10:00') } };
    const [first, second] = [await api.smsRow(input), await api.smsRow(input)];
    await api.send(first);
    await api.send(second).catch(() => undefined);
    api.lifecycle.woken.length = 0;
    await api.ok('PATCH', `/v1/sms-senders/${sender.id}`, { body: { zone: 'Asia/Tokyo' } });
    expect(api.lifecycle.woken).toContain(second.enrollmentId);
    await api.send(second).catch(() => undefined);
    expect(await api.standing(second)).toBe('planned mailbox_limit 2030-06-03T15:00:00.000Z');
  });

  test('M1: a refused sms gives its slot back', async () => {
    const sender = await api.sender({ dailyCap: 1 });
    const input = { smsSenderId: sender.id, step: { timing: onDay(0, '10:00') } };
    const [first, second] = [
      await api.smsRow({ ...input, phone: '+49 151 88888888' }),
      await api.smsRow(input),
    ];
    api.beforeFence(() => api.ok('POST', `/v1/enrollments/${first.enrollmentId}/stop`, { body: {} }));
    await api.send(first);
    await api.send(second);
    expect(await api.standing(second)).toBe('done');
  });
});
