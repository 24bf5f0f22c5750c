import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ACCEPTED, QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const steps = [{ timing: onDay(0, '08:00') }, { timing: onDay(3, '08:00') }];

/** The row of its second step, made by what a person does to it early. */
async function edited({ enrollmentId, customerId, sequenceId }: Row): Promise<string> {
  const [, step] = await api.db.step.findMany({ where: { sequenceId }, orderBy: { position: 'asc' } });
  const id = newId('stepExecution');
  const at = new Date(api.now);
  const about = { enrollmentId, customerId, sequenceId, stepId: step!.id };
  const row = { position: 1, type: 'email', priority: 'normal', isManual: true, status: 'ready' };
  await api.db.stepExecution.create({ data: { id, ...about, ...row, dueAt: at, createdAt: at } });
  return id;
}

/** The server answers once the stop is committed, which waits for it then. */
async function untilStopped(id: string): Promise<void> {
  const where = { id, isLive: false };
  while ((await api.db.enrollment.count({ where })) === 0) await new Promise(setImmediate);
}

describe('S10: what had begun is named', () => {
  test('by a cancel of the whole enrollment, with its outcome', async () => {
    const row = await api.row({ steps });
    const claim = await api.handedOver(row);
    const next = await edited(row);
    const [answer] = await Promise.all([
      api.act(next, 'cancel', { scope: 'enrollment' }),
      untilStopped(row.enrollmentId).then(() => api.settle(row, claim, ACCEPTED)),
    ]);
    const { messageId } = claim.mail;
    expect(answer.status).toBe(200);
    expect(answer.body.inFlight).toEqual([{ messageId, stepExecutionId: row.executionId, outcome: 'sent' }]);
    expect((await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`)).status).toBe('stopped');
    expect((await api.execution(row.executionId)).status).toBe('done');
  });

  test('a cancel that calls everything back names nothing', async () => {
    const other = await api.row({ steps });
    for (const scope of ['step', 'enrollment']) {
      const id = await api.executionOf(other.enrollmentId, scope === 'step' ? 0 : 1);
      expect((await api.act(id, 'cancel', { scope })).body).toMatchObject({
        status: 'cancelled',
        inFlight: [],
      });
      await api.look(other.enrollmentId);
    }
  });

  test('by a pause', async () => {
    const row = await api.row({ steps });
    await api.uncertain(row);
    const other = await api.row({ steps });
    const claim = await api.handedOver(other);
    const pause = (id: string) => api.ok('POST', `/v1/enrollments/${id}/pause`, { body: {} });
    expect((await pause(other.enrollmentId)).inFlight).toEqual([
      { messageId: claim.mail.messageId, stepExecutionId: other.executionId, outcome: 'handed_over' },
    ]);
    expect(await pause((await api.row({ steps })).enrollmentId)).toMatchObject({
      status: 'paused',
      inFlight: [],
    });
  });
});

describe('S21: the thread of each customer who walks through a sequence', () => {
  test('tells its pause and its going on, who did it, and why; not to those who are through', async () => {
    const { sequenceId } = await api.sequence({ steps });
    const [row, other, stopped] = [
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
    ];
    await api.ok('POST', `/v1/enrollments/${stopped.enrollmentId}/stop`, { body: {} });
    const { name } = await api.db.sequence.findUniqueOrThrow({ where: { id: sequenceId } });
    for (let round = 0; round < 2; round++) {
      api.now += 60_000;
      await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: { reason: 'holidays' } });
      api.now += 60_000;
      await api.ok('POST', `/v1/sequences/${sequenceId}/resume`, { body: {} });
    }
    const told = async (customerId: string): Promise<Json[]> =>
      (
        await api.ok('GET', `/v1/customers/${customerId}/communications?kind=activity&order=oldest`)
      ).items.filter((entry: Json) => entry.data.event.startsWith('sequence_'));
    for (const { customerId, enrollmentId } of [row, other]) {
      const entries = await told(customerId);
      expect(entries.map((entry) => entry.subject)).toEqual([
        `Sequence paused: ${name}`,
        `Sequence resumed: ${name}`,
        `Sequence paused: ${name}`,
        `Sequence resumed: ${name}`,
      ]);
      expect(entries[0]).toMatchObject({ content: 'holidays', enrollmentId, authorId: api.adminId });
    }
    expect(await told(stopped.customerId)).toEqual([]);
  });

  test('a step that was done says when, on the wall clock of its sequence', async () => {
    const zone = 'Asia/Tokyo';
    const row = await api.row({ zone, steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
    await api.act(row.executionId, 'complete', {});
    const mail = await api.row({ zone, steps });
    await api.sent(mail);
    for (const { customerId } of [row, mail]) {
      const { items } = await api.ok('GET', `/v1/customers/${customerId}/communications`);
      const [done] = items.filter((entry: Json) => entry.data.event === 'step_done');
      const local = new Date(Date.parse(done.occurredAt) + 9 * 3_600_000).toISOString();
      expect(done.data).toMatchObject({ zone, localTime: local.slice(0, 16).replace('T', ' ') });
    }
  });
});
