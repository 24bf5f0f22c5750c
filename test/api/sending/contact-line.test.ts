import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { addDays, instantOf } from '../../../domain/time/calendar.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { claimAction, claimStep } from '../../support/worlds/claims.ts';
import { DunningWorld } from '../../support/worlds/dunning-world.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const ZONE = 'Europe/Berlin';
const berlin = (date: string, time: string): number => instantOf(date, time, ZONE);
const iso = (at: number): string => new Date(at).toISOString();
const [MONDAY, TUESDAY, WEDNESDAY] = ['2026-03-02', '2026-03-03', '2026-03-04'] as const;
/** Every day, from 10:00 on. */
const LATE = { sendDays: [], windowStart: '10:00', windowStop: '18:00', zone: ZONE };

beforeEach(async () => {
  api.now = berlin(MONDAY, '12:00');
  await api.ok('PATCH', '/v1/organisation', {
    body: { zone: ZONE, contactPolicy: { daysBetween: 1, perDay: 1 } },
  });
});

/** A step that was deferred on Monday to Tuesday 10:00, the opening of its window. */
async function deferred(customerId: string) {
  const first = await api.rowOf(customerId);
  const older = await api.rowOf(customerId, LATE);
  await api.sent(first);
  const held = { heldReason: 'contact_policy', heldUntil: iso(berlin(TUESDAY, '10:00')) };
  expect(await api.tryStep(older)).toEqual(held);
  return older;
}

describe('the line of a customer', () => {
  test('D6: a deferred message keeps its place against newer ones of every source', async () => {
    const { customerId } = await api.payer();
    const older = await deferred(customerId);
    api.now = berlin(TUESDAY, '09:30');
    // At its own time, 08:00 by the clocks of its sequence.
    const next = iso(berlin(WEDNESDAY, '09:00'));
    const newer = await api.rowOf(customerId);
    expect(await api.tryStep(newer)).toEqual({ heldReason: 'contact_policy', heldUntil: next });
    const dun = await api.dun(customerId, { zone: ZONE });
    expect(await api.tryDun(dun)).toMatchObject({ heldReason: 'contact_policy' });
    const actionId = await api.requestedAction(customerId);
    expect(await claimAction(api.engine, { actionId })).toMatchObject({
      directive: { kind: 'wait', reason: 'contact_policy' },
    });
    api.now = berlin(TUESDAY, '10:00');
    expect(await api.tryStep(older)).toBe('claimed');
  });

  test('O7: it is told before anybody tries, and each its own day', async () => {
    const { customerId } = await api.payer();
    await deferred(customerId);
    api.now = berlin(TUESDAY, '09:30');
    const second = await api.rowOf(customerId);
    const until = iso(berlin(WEDNESDAY, '09:00'));
    expect(await api.ok('GET', `/v1/enrollments/${second.enrollmentId}/explain`)).toMatchObject({
      nextSendAt: until,
      reasons: [{ code: 'contact_policy', until: iso(berlin(WEDNESDAY, '00:00')) }],
    });
    await api.tryStep(second);
    expect(await api.ok('GET', `/v1/queue/${second.executionId}`)).toMatchObject({ heldUntil: until });
    const { contactPolicy } = await api.ok('GET', `/v1/customers/${customerId}/explanation`);
    expect(contactPolicy.allowedFrom).toBe(iso(berlin('2026-03-05', '00:00')));
  });

  test('D6: whoever is paused, or stopped, keeps nobody back', async () => {
    for (const end of ['pause', 'stop']) {
      api.now = berlin(MONDAY, '12:00');
      const { customerId } = await api.payer();
      const older = await deferred(customerId);
      await api.ok('POST', `/v1/enrollments/${older.enrollmentId}/${end}`, { body: {} });
      await api.look(older.enrollmentId);
      api.now = berlin(TUESDAY, '09:30');
      expect(await api.tryStep(await api.rowOf(customerId))).toBe('claimed');
    }
  });

  test('D6: what waits for the cap of a mailbox keeps its day too', async () => {
    const { customerId } = await api.payer();
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { minIntervalSeconds: 7_200 } });
    await api.freshLimits();
    expect(await api.tryStep(await api.row())).toBe('claimed');
    const older = await api.rowOf(customerId);
    expect(await api.tryStep(older)).toMatchObject({ heldReason: 'mailbox_limit' });
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { minIntervalSeconds: 0 } });
    expect(await api.tryStep(await api.rowOf(customerId))).toMatchObject({ heldReason: 'contact_policy' });
  });

  test('D6: a raised limit lets those go who wait, the oldest first', async () => {
    const { customerId } = await api.payer();
    const older = await deferred(customerId);
    const newest = await api.rowOf(customerId, { zone: ZONE });
    expect(await api.tryStep(newest)).toMatchObject({ heldReason: 'contact_policy' });
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 2 } } });
    expect(await api.tryStep(newest)).toMatchObject({ heldReason: 'contact_policy' });
    expect(await api.tryStep(older)).toBe('claimed');
  });

  test('D6: the days are those of the organisation’s zone, also of one that was just set', async () => {
    const { customerId } = await api.payer();
    await api.sent(await api.rowOf(customerId));
    api.now = berlin(MONDAY, '23:00');
    const second = await api.rowOf(customerId);
    expect(await api.tryStep(second)).toMatchObject({ heldUntil: iso(berlin(TUESDAY, '09:00')) });
    // In Tokyo it is Tuesday already, and was Monday at noon.
    await api.ok('PATCH', '/v1/organisation', { body: { zone: 'Asia/Tokyo' } });
    expect(await api.tryStep(second)).toBe('claimed');
  });

  test('D6: two workers claim for one customer at once: the older leaves, and exactly one', async () => {
    for (let round = 0; round < 5; round += 1) {
      api.now = berlin(MONDAY, '12:00');
      const { customerId } = await api.payer();
      const older = await deferred(customerId);
      const newer = await api.rowOf(customerId, LATE);
      await api.tryStep(newer);
      api.now = berlin(TUESDAY, '10:00');
      const tried = await Promise.all([newer, older].map((row) => api.tryStep(row)));
      expect(tried).toEqual([expect.objectContaining({ heldReason: 'contact_policy' }), 'claimed']);
    }
  });
});

describe('the line of a domain', () => {
  const DOMAIN = 'big.example';
  const person = (name: string) => api.payer({ email: `${name}@${DOMAIN}` });
  const limit = (perDomainPerDay: number | null) =>
    api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDomainPerDay } } });

  test('D6: whoever waits longer for a domain comes first, also against other customers', async () => {
    await limit(1);
    await api.freshLimits();
    expect(await api.tryStep(await api.rowOf((await person('first')).customerId))).toBe('claimed');
    const older = await api.rowOf((await person('older')).customerId, LATE);
    api.now += 60_000;
    const middle = await api.rowOf((await person('middle')).customerId, LATE);
    // However they come: the place is that of the moment since which they want to leave.
    const tuesday = { heldReason: 'contact_policy', heldUntil: iso(berlin(TUESDAY, '10:00')) };
    expect([await api.tryStep(middle), await api.tryStep(older)]).toEqual([tuesday, tuesday]);
    api.now = berlin(TUESDAY, '09:00');
    const newer = await api.rowOf((await person('newer')).customerId);
    expect(await api.tryStep(newer)).toMatchObject({ heldReason: 'contact_policy' });
    api.now = berlin(TUESDAY, '10:00');
    expect(await api.tryStep(middle)).toMatchObject({ heldUntil: iso(berlin(WEDNESDAY, '10:00')) });
    expect(await api.tryStep(older)).toBe('claimed');
    api.now = berlin(WEDNESDAY, '10:00');
    expect([await api.tryStep(newer), await api.tryStep(middle)]).toEqual([
      expect.objectContaining({ heldReason: 'contact_policy' }),
      'claimed',
    ]);
    await limit(null);
  });

  test('D6: what has found another end keeps its place for one day at most, and is forgotten', async () => {
    await limit(1);
    await api.freshLimits();
    expect(await api.tryStep(await api.rowOf((await person('a')).customerId))).toBe('claimed');
    const gone = await api.rowOf((await person('gone')).customerId, LATE);
    expect(await api.tryStep(gone)).toMatchObject({ heldReason: 'contact_policy' });
    await api.ok('POST', `/v1/enrollments/${gone.enrollmentId}/stop`, { body: {} });
    api.now = berlin(WEDNESDAY, '12:00');
    expect(await api.tryStep(await api.rowOf((await person('b')).customerId))).toBe('claimed');
    api.now = berlin('2026-03-10', '12:00');
    await reconcile(api.deps);
    expect(await api.db.domainWait.count()).toBe(0);
    await limit(null);
  });
});

describe('27: one contact a day across a clock change', () => {
  test.each([
    ['at any time', {}],
    ['from 09:00 to 09:30', { windowStart: '09:00', windowStop: '09:30' }],
  ])('D6: a mail every day at 09:00 leaves at 09:00 every day, with a window %s', async (_name, window) => {
    const first = '2027-03-26';
    api.now = berlin(first, '08:00');
    const steps = [0, 1, 2, 3, 4].map((day) => ({ timing: onDay(day, '09:00') }));
    const { sequenceId } = await api.sequence({ steps, zone: ZONE, sendDays: [], ...window });
    const { customerId } = await api.payer();
    const { enrollment } = await api.enroll(sequenceId, customerId, { startDate: first });
    for (const [position] of steps.entries()) {
      const nine = berlin(addDays(first, position), '09:00');
      await api.look(enrollment.id);
      expect(await api.ok('GET', `/v1/enrollments/${enrollment.id}/explain`)).toMatchObject({
        nextSendAt: iso(nine),
      });
      // A little late, as workers are.
      api.now = nine + 20_000;
      await api.look(enrollment.id);
      const executionId = await api.executionOf(enrollment.id, position);
      const row = {
        enrollmentId: enrollment.id,
        executionId,
        customerId,
        contactId: '',
        invoiceId: '',
        sequenceId,
      };
      await api.sent(row);
    }
    const sent = await api.db.message.findMany({ where: { customerId }, orderBy: { handedOverAt: 'asc' } });
    expect(sent.map(({ handedOverAt }) => iso(handedOverAt!.getTime() - 20_000))).toEqual(
      steps.map((_, day) => iso(berlin(addDays(first, day), '09:00'))),
    );
  });

  test('D6: what comes second that day waits for the next one, not for 24 hours', async () => {
    api.now = berlin('2027-03-27', '21:00');
    const { customerId } = await api.payer();
    await api.sent(await api.rowOf(customerId));
    const window = { windowStart: '09:00', windowStop: '22:00', zone: ZONE, sendDays: [] };
    const second = await api.rowOf(customerId, window);
    const nine = berlin('2027-03-28', '09:00');
    expect(await api.tryStep(second)).toEqual({ heldReason: 'contact_policy', heldUntil: iso(nine) });
    api.now = nine;
    const { enrollmentId, executionId: stepExecutionId } = second;
    expect((await claimStep(api.engine, { enrollmentId, stepExecutionId })).kind).toBe('claimed');
  });
});
