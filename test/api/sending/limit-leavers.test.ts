import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { claimTouchpoint } from '../../support/worlds/claims.ts';
import { LimitWorld, limitedUntil } from '../../support/worlds/limit-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new LimitWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.beginWeek());

describe('who leaves the line gives the place back at once', () => {
  const leaving: [string, (row: Row) => Promise<unknown>][] = [
    ['is cancelled', ({ executionId }) => api.act(executionId, 'cancel', { scope: 'step' })],
    [
      'is cancelled with its enrollment',
      ({ executionId }) => api.act(executionId, 'cancel', { scope: 'enrollment' }),
    ],
    [
      'is stopped',
      ({ enrollmentId }) => api.ok('POST', `/v1/enrollments/${enrollmentId}/stop`, { body: {} }),
    ],
    [
      'is paused',
      ({ enrollmentId }) => api.ok('POST', `/v1/enrollments/${enrollmentId}/pause`, { body: {} }),
    ],
    [
      'is held with its customer',
      async ({ customerId, enrollmentId }) => {
        await api.ok('POST', '/v1/holds', { body: { scope: 'customer', customerId, reason: 'x' } });
        await api.look(enrollmentId);
      },
    ],
    [
      'is paid',
      async ({ invoiceId, customerId, enrollmentId }) => {
        const invoices = await api.db.invoice.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
        expect(invoices.map(({ id }) => id)).toContain(invoiceId);
        for (const { id, balance } of invoices)
          await api.ok('POST', `/v1/invoices/${id}/payments`, {
            body: { amount: String(balance), paidOn: '2030-06-01' },
          });
        await api.look(enrollmentId);
      },
    ],
    [
      'leaves its list of active customers',
      async ({ customerId, enrollmentId }) => {
        await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { status: 'inactive' } });
        await api.look(enrollmentId);
      },
    ],
  ];

  test.each(leaving)('S14, M1: one that %s', async (_, leave) => {
    const { rows, first } = await api.lined();
    await leave(first);
    expect(await api.inLine(rows)).toBe(2);
    const booked = await api.db.sendBucket.findMany({ where: { booked: { gt: 0 } }, orderBy: { at: 'asc' } });
    expect(booked.map(({ at }) => at.getTime())).toEqual([api.on(2, '00:00'), api.on(3, '00:00')]);
    // Whoever asks now has Tuesday's.
    const [newer] = await api.crowd(1, await api.sequenceWith());
    expect(await api.tries(newer!)).toBe(limitedUntil(api.on(1, '00:00')));
  });

  test('S14: a sequence that is paused leaves with all that wait, and they ask anew when it is resumed', async () => {
    const { sequenceId, rows, first } = await api.lined();
    await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: {} });
    expect(await api.inLine(rows)).toBe(0);
    expect(await api.db.sendBucket.count({ where: { booked: { gt: 0 } } })).toBe(0);
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    await api.setMailbox({ dailyCap: 2 });
    await api.ok('POST', `/v1/sequences/${sequenceId}/resume`, { body: {} });
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    expect(await api.tries(first)).toBe('sent');
  });

  test('S14: one that was paused asks anew when it is resumed, at once', async () => {
    const { first } = await api.lined();
    await api.ok('POST', `/v1/enrollments/${first.enrollmentId}/pause`, { body: {} });
    await api.look(first.enrollmentId);
    await api.setMailbox({ dailyCap: 9 });
    await api.ok('POST', `/v1/enrollments/${first.enrollmentId}/resume`, { body: {} });
    await api.look(first.enrollmentId);
    const { heldReason, heldUntil } = await api.execution(first.executionId);
    expect([heldReason, heldUntil]).toEqual([null, null]);
    // Behind those who were called when the cap was raised.
    api.now += 1_000;
    expect(await api.tries(first)).toBe('sent');
  });

  test('S1, S14: of an archived sequence whose enrollments stop nobody stays in line, and others are called', async () => {
    const { sequenceId, rows } = await api.lined();
    const [other] = await api.crowd(1, await api.sequenceWith());
    expect(await api.tries(other!)).toBe(limitedUntil(api.on(4, '00:00')));
    await api.ok('POST', `/v1/sequences/${sequenceId}/archive`, { body: { enrollments: 'stop' } });
    for (const { enrollmentId } of rows) await api.look(enrollmentId);
    expect(await api.inLine(rows)).toBe(0);
    api.now = api.on(1, '00:00');
    expect(await api.wokenBy(() => api.upkeep())).toContain(other!.enrollmentId);
    expect(await api.tries(other!)).toBe('sent');
  });
});

describe('a message of a program or an action', () => {
  test('M1, P9: waits in the same line, and gives its place back when it is cancelled', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const [a] = await api.crowd(1, await api.sequenceWith());
    expect(await api.tries(a!)).toBe('sent');
    const payers = [await api.payer(), await api.payer()];
    const [dun, next] = [await api.dun(payers[0]!.customerId), await api.dun(payers[1]!.customerId)];
    expect(await api.tryDun(dun)).toMatchObject({ heldReason: 'mailbox_limit' });
    expect(await api.tryDun(next)).toMatchObject({ heldReason: 'mailbox_limit' });
    await api.ok('POST', `/v1/scheduled-touchpoints/${dun.scheduledTouchpointId}/cancel`, { body: {} });
    expect(await api.db.sendTicket.count({ where: { sourceKind: 'touchpoint' } })).toBe(1);
    await api.setMailbox({ dailyCap: 2 });
    expect(await api.tryDun(next)).toBe('claimed');
  });

  test('M1, P10: so does one whose customer leaves the program, also of a claim under way', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId);
    const { scheduledTouchpointId, programId } = dun;
    expect((await claimTouchpoint(api.engine, { scheduledTouchpointId, programId })).kind).toBe('claimed');
    const [row] = await api.crowd(1, await api.sequenceWith());
    expect(await api.tries(row!)).toMatch(/^mailbox_limit/);
    const leave = () =>
      api.ok('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, { body: { isEnrolled: false } });
    expect(await api.wokenBy(leave)).toContain(row!.enrollmentId);
    expect(await api.tries(row!)).toBe('sent');
  });

  test('M1, Q6: so does a recommended email that is dismissed', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const [row] = await api.crowd(1, await api.sequenceWith());
    expect(await api.tries(row!)).toBe('sent');
    const actionId = await api.requestedAction((await api.payer()).customerId);
    expect(await api.tryAction(actionId)).toMatchObject({ heldReason: 'mailbox_limit' });
    await api.ok('POST', `/v1/actions/${actionId}/dismiss`, { body: {} });
    expect(await api.db.sendTicket.count({ where: { sourceKind: 'action' } })).toBe(0);
  });
});

describe('the line of a domain', () => {
  const setPolicy = (perDomainPerDay: number | null) =>
    api.ok('PATCH', '/v1/organisation', {
      body: { contactPolicy: { ...NO_CONTACT_POLICY, perDomainPerDay } },
    });

  test('D6: a place that comes back calls who waits longest, and nobody else', async () => {
    await setPolicy(1);
    await api.freshLimits();
    const rows = await api.crowd(3, await api.sequenceWith());
    const claim = await api.claim(rows[0]!);
    expect(await api.trying(rows.slice(1))).toEqual([
      expect.stringMatching(/^contact_policy/),
      expect.stringMatching(/^contact_policy/),
    ]);
    const woken = await api.wokenBy(() =>
      api.settle(rows[0]!, claim, { kind: 'refused', code: 550, reply: '550 no' }),
    );
    expect(woken).toEqual([rows[1]!.enrollmentId]);
    expect(await api.trying(rows.slice(1).toReversed())).toEqual([
      expect.stringMatching(/^contact_policy/),
      'sent',
    ]);
    await setPolicy(null);
  });

  test('D6: so does a stop of one that has a place, and a raised limit', async () => {
    await setPolicy(1);
    await api.freshLimits();
    const rows = await api.crowd(3, await api.sequenceWith());
    await api.claim(rows[0]!);
    await api.trying(rows.slice(1));
    const stop = () => api.ok('POST', `/v1/enrollments/${rows[0]!.enrollmentId}/stop`, { body: {} });
    expect(await api.wokenBy(stop)).toContain(rows[1]!.enrollmentId);
    expect(await api.tries(rows[1]!)).toBe('sent');
    await setPolicy(2);
    expect(await api.tries(rows[2]!)).toBe('sent');
    await setPolicy(null);
  });
});
