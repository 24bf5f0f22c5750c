import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LimitWorld } from '../../support/worlds/limit-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new LimitWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.beginWeek());

/** It does not leave a millisecond before the moment, and leaves at it. */
async function leavesAt(row: Row, moment: number, reason: string): Promise<void> {
  api.now = moment - 1;
  expect(await api.tries(row)).toMatch(new RegExp(`^${reason} `));
  api.now = moment;
  expect(await api.tries(row)).toBe('sent');
}

/** The first of two mails has left; the second was refused, and is what the test does with it. */
async function second(sequenceId: string): Promise<{ row: Row; sentAt: number }> {
  const [first, row] = await api.crowd(2, sequenceId);
  const sentAt = api.now;
  expect(await api.tries(first!)).toBe('sent');
  api.now += 10_000;
  await api.tries(row!);
  return { row: row!, sentAt };
}

test.each<[string, (sequenceId: string, row: Row) => Promise<unknown>]>([
  ['by itself', () => Promise.resolve()],
  ['asked for by a person', (_, { executionId }) => api.ok('POST', `/v1/queue/${executionId}/send`)],
  [
    'after a pause',
    async (sequenceId) => {
      await api.ok('POST', `/v1/sequences/${sequenceId}/pause`);
      api.now += 5_000;
      await api.ok('POST', `/v1/sequences/${sequenceId}/resume`);
    },
  ],
])('M1: the least interval of a mailbox is kept to the millisecond, %s', async (_, act) => {
  await api.setMailbox({ minIntervalSeconds: 60 });
  const sequenceId = await api.sequenceWith();
  const { row, sentAt } = await second(sequenceId);
  await act(sequenceId, row);
  await leavesAt(row, sentAt + 60_000, 'mailbox_limit');
});

test('S14: a limit of a sequence is kept to the millisecond', async () => {
  const sequenceId = await api.sequenceWith();
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 1, per: 'minute' }]);
  const { row, sentAt } = await second(sequenceId);
  await leavesAt(row, sentAt + 60_000, 'sequence_limit');
});

test('D2: a mailbox that fails is tried at its moment, no millisecond earlier', async () => {
  const [row] = await api.crowd(1, await api.sequenceWith());
  const probeAt = new Date(api.now + 300_000);
  const where = { id: api.world.mailboxId };
  const data = { status: 'failing', statusReason: 'gone', failures: 1, probeAt };
  await api.db.mailbox.update({ where, data });
  await leavesAt(row!, probeAt.getTime(), 'mailbox_failing');
});

test('S4, S13: a mail leaves at its moment and where its window opens, no millisecond earlier', async () => {
  const windowed = await api.sequenceWith({ windowStart: '10:00', windowStop: '17:00' });
  const [timed] = await api.crowd(1, await api.sequenceWith({}, '09:30'));
  const [shut] = await api.crowd(1, windowed);
  api.now = api.on(0, '09:30') - 1;
  expect(await api.tries(timed!)).not.toBe('sent');
  api.now += 1;
  expect(await api.tries(timed!)).toBe('sent');
  api.now = api.on(0, '10:00') - 1;
  expect(await api.tries(shut!)).not.toBe('sent');
  api.now += 1;
  expect(await api.tries(shut!)).toBe('sent');
});
