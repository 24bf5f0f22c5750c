import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimAction } from '../../support/worlds/claims.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import type { ApiFixture, Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import { ReviewWorld } from '../../support/worlds/review-world.ts';

const DAY_MS = 24 * 60 * 60_000;
const refresh = (api: ApiFixture, customerId: string) =>
  api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
const actions = async (api: ApiFixture, customerId: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/actions?customerId=${customerId}`)).items;

describe('Q6: no email is recommended while a batch to the customer waits for review', () => {
  const api = new ReviewWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  test('the recommendation points there, and an email recommended before cannot be sent beside it', async () => {
    const { id: customerId } = await api.customer();
    await api.invoice(customerId, { dueOn: '2026-02-20' });
    await refresh(api, customerId);
    const [email] = await actions(api, customerId);
    expect(email).toMatchObject({ kind: 'email', pointsTo: null });
    const { batchId, items } = await api.propose();
    await api.db.scheduledTouchpoint.update({ where: { id: items[0]!.itemId }, data: { customerId } });
    const pointsTo = { entity: 'review_batch', id: batchId };
    expect(await actions(api, customerId)).toMatchObject([{ kind: 'email', pointsTo }]);
    const sent = await api.call('POST', `/v1/actions/${email.id}/send`, { body: {} });
    expect([sent.status, sent.body.pointsTo]).toEqual([409, pointsTo]);
    await refresh(api, customerId);
    expect(await actions(api, customerId)).toMatchObject([{ kind: 'task', sources: [pointsTo] }]);
    await api.db.scheduledTouchpoint.update({
      where: { id: items[0]!.itemId },
      data: { status: 'cancelled', batchId: null },
    });
    await refresh(api, customerId);
    expect(await actions(api, customerId)).toMatchObject([{ kind: 'email', pointsTo: null }]);
  });
});

describe('Q6, D7: recommended emails', () => {
  const api = new QueueWorld();
  beforeAll(async () => {
    await api.open();
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
  });
  afterAll(() => api.close());

  test('while a step is due, the row of the queue is recommended; while it is days away, nothing', async () => {
    const steps = [{ timing: onDay(2, '08:00'), isManual: true }];
    const row = await api.row({ steps });
    await refresh(api, row.customerId);
    expect(await actions(api, row.customerId)).toEqual([]);
    api.now += 2 * DAY_MS;
    await api.look(row.enrollmentId);
    await refresh(api, row.customerId);
    expect(await actions(api, row.customerId)).toMatchObject([
      { kind: 'task', sources: [{ entity: 'step_execution', id: row.executionId }] },
    ]);
    api.now -= 2 * DAY_MS;
  });

  test.each(['suspended', 'inactive', 'prospect'])(
    'D7: a customer that is %s is asked nothing, also when that comes after the click',
    async (status) => {
      const { customerId } = await api.payer();
      await refresh(api, customerId);
      const [email] = await actions(api, customerId);
      const set = (to: string) => api.ok('PATCH', `/v1/customers/${customerId}`, { body: { status: to } });
      await api.ok('POST', `/v1/actions/${email.id}/send`, { body: {} });
      await set(status);
      expect((await claimAction(api.engine, { actionId: email.id })).kind).toBe('not_now');
      const closed = await api.ok('GET', `/v1/actions/${email.id}`);
      expect([closed.status, closed.skipReason]).toEqual(['closed', 'customer_not_active']);
      await refresh(api, customerId);
      expect(await actions(api, customerId)).toEqual([]);
    },
  );
});
