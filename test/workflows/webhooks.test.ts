import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliverWebhooks } from '../../activities/webhooks/deliver-webhooks.ts';
import { createFeedWebhooks } from '../../activities/webhooks/feed-webhooks.ts';
import { createWebhook } from '../../commands/webhooks/save-webhook.ts';
import { redeliverWebhook, testWebhook } from '../../commands/webhooks/send-webhook.ts';
import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import type { CreatedWebhook } from '../../contracts/webhooks/webhooks.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import { createPostWebhook } from '../../infra/webhooks/post-webhook.ts';
import { signedHeaders } from '../../infra/webhooks/sign.ts';
import { webhookWorkflowId } from '../../workflows/webhooks/webhook.messages.ts';
import { createCustomer } from '../support/rows/fixtures.ts';
import { startEngine, type Engine } from '../support/worlds/engine.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/servers/webhook-receiver.ts';

const MINUTE = 60_000;
/** Calls that the activity makes at the same time. */
const CALLS_AT_ONCE = 8;

describe('O5: deliveries of a webhook on real parts', () => {
  let engine: Engine;
  let receiver: WebhookReceiver;
  let actor: Actor;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    const post = createPostWebhook({ isPrivateAllowed: true });
    engine = await startEngine({ changeDeps: (deps) => ({ ...deps, webhooks: { ...deps.webhooks, post } }) });
    actor = { ...SYSTEM, userId: engine.world.userId };
  });
  afterAll(async () => {
    await engine?.close();
    await receiver?.close();
  });
  beforeEach(() => {
    receiver.calls.length = 0;
    receiver.answer = (_call, response) => void response.writeHead(204).end();
  });

  const subscribe = (): Promise<CreatedWebhook> =>
    createWebhook(engine.deps, actor, { url: receiver.url, events: ['invoice.overdue'] });
  const answerWith = (...statuses: number[]): void => {
    receiver.answer = (_call, response) => void response.writeHead(statuses.shift() ?? 204).end('so');
  };
  const find = async (deliveryId: string) =>
    (await engine.deps.store.webhookDeliveries.find(engine.deps.db, actor, deliveryId))!;
  const settled = (deliveryId: string) =>
    engine.until(async () => (await find(deliveryId)).settledAt !== null, `the end of ${deliveryId}`);
  const attempts = (deliveryId: string, count: number) =>
    engine.until(
      async () => (await find(deliveryId)).attempts === count,
      `attempt ${count} of ${deliveryId}`,
    );

  it('a delivery is signed over what is sent, under its own id', async () => {
    const webhook = await subscribe();
    const { id } = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await settled(id);
    const [call] = receiver.calls;
    const timestamp = Number(call!.headers['webhook-timestamp']);
    expect(call!.headers).toMatchObject(signedHeaders([webhook.secret], { id, timestamp, body: call!.body }));
    expect(Math.abs(timestamp * 1_000 - (await engine.now()))).toBeLessThan(5 * MINUTE);
    expect(JSON.parse(call!.body)).toEqual({
      type: 'webhook.test',
      timestamp: (await find(id)).occurredAt,
      data: { webhookId: webhook.id, requestedById: actor.userId },
    });
    expect(await find(id)).toMatchObject({
      status: 'delivered',
      attempts: 1,
      log: [{ attempt: 1, statusCode: 204 }],
    });
  });

  it('what is refused comes again later and later under the same id, and the log keeps every answer', async () => {
    const webhook = await subscribe();
    answerWith(500, 302, 204);
    const { id } = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await attempts(id, 1);
    await engine.pass(1 * MINUTE);
    await attempts(id, 2);
    await engine.pass(6 * MINUTE);
    await settled(id);
    const detail = await find(id);
    expect(detail.log.map((each) => [each.attempt, each.statusCode, each.reply])).toEqual([
      [1, 500, 'so'],
      [2, 302, 'so'],
      [3, 204, ''],
    ]);
    const [first, second, third] = detail.log.map((each) => Date.parse(each.at)) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(5_000);
    expect(third - second).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(new Set(receiver.calls.map((call) => call.headers['webhook-id']))).toEqual(new Set([id]));
    expect(
      await engine.deps.store.webhooks.findTarget(engine.deps.db, {
        webhookId: webhook.id,
        now: await engine.now(),
      }),
    ).toMatchObject({
      failingSince: null,
    });
  });

  it('a webhook whose server is gone for good is disabled after 5 days, and what was on its way has failed', async () => {
    const webhook = await subscribe();
    receiver.answer = (_call, response) => void response.destroy();
    const { id } = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await attempts(id, 1);
    await engine.pass('6 days');
    const read = () => engine.deps.store.webhooks.find(engine.deps.db, actor, webhook.id);
    // Ten attempts take a little more than three days: a second event finds the server still gone.
    expect(await find(id)).toMatchObject({ status: 'failed', attempts: 10 });
    const next = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await engine.until(async () => (await read())?.status === 'disabled', 'the webhook is disabled');
    expect(await read()).toMatchObject({ disabledReason: 'It took nothing for 5 days.' });
    expect((await find(next.id)).status).toBe('failed');
  });

  it('an answer of 410 disables the webhook at once', async () => {
    const webhook = await subscribe();
    answerWith(410);
    await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    const read = () => engine.deps.store.webhooks.find(engine.deps.db, actor, webhook.id);
    await engine.until(async () => (await read())?.status === 'disabled', 'the webhook is disabled');
    expect(receiver.calls).toHaveLength(1);
  });

  it('a redelivery goes out again at once under the same id', async () => {
    const webhook = await subscribe();
    const { id } = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await settled(id);
    await redeliverWebhook(engine.deps, actor, { deliveryId: id });
    await attempts(id, 2);
    expect(receiver.calls.map((call) => call.headers['webhook-id'])).toEqual([id, id]);
  });

  it('deliveries that come in while a failing one waits for its turn are tried all the same', async () => {
    const webhook = await subscribe();
    answerWith(500);
    const first = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await attempts(first.id, 1);
    const second = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await settled(second.id);
    expect(await find(second.id)).toMatchObject({ status: 'delivered' });
  });

  it('an answer that comes while the activity is called off counts: it is not asked for again', async () => {
    const webhook = await subscribe();
    const { deps } = engine;
    const lifecycle = { ...deps.lifecycle, wakeWebhook: () => Promise.resolve() };
    const { id } = await testWebhook({ ...deps, lifecycle }, actor, { webhookId: webhook.id });
    const activity = new MockActivityEnvironment();
    const post: typeof deps.webhooks.post = async (call) => {
      const answer = await deps.webhooks.post(call);
      activity.cancel();
      return answer;
    };
    const webhooks = { ...deps.webhooks, post };
    const run = activity.run(createDeliverWebhooks({ ...deps, webhooks }), { webhookId: webhook.id });
    await expect(run).rejects.toBeInstanceOf(CancelledFailure);
    expect(await find(id)).toMatchObject({ status: 'delivered', attempts: 1 });
    expect(receiver.calls).toHaveLength(1);
  });

  it('O13: a worker that stops settles the calls in hand, makes no other, and the next one does', async () => {
    const webhook = await subscribe();
    const stopping = new AbortController();
    const deps = { ...engine.deps, stopping: stopping.signal };
    const lifecycle = { ...deps.lifecycle, wakeWebhook: () => Promise.resolve() };
    const ids: string[] = [];
    for (let n = 0; n < CALLS_AT_ONCE + 1; n += 1)
      ids.push((await testWebhook({ ...deps, lifecycle }, actor, { webhookId: webhook.id })).id);
    receiver.answer = (_call, response) => {
      stopping.abort();
      response.writeHead(204).end();
    };
    const run = (of: typeof deps) =>
      new MockActivityEnvironment().run(createDeliverWebhooks(of), { webhookId: webhook.id });
    await expect(run(deps)).rejects.toMatchObject({ type: 'worker_stopping' });
    expect(receiver.calls).toHaveLength(CALLS_AT_ONCE);
    const statuses = async () => (await Promise.all(ids.map(find))).map(({ status }) => status).sort();
    expect(await statuses()).toEqual([...Array(CALLS_AT_ONCE).fill('delivered'), 'pending']);
    await run(engine.deps);
    expect(await statuses()).toEqual(Array(CALLS_AT_ONCE + 1).fill('delivered'));
    expect(receiver.calls).toHaveLength(CALLS_AT_ONCE + 1);
  });

  it('when one outcome cannot be written, those of the calls beside it are, and only the lost one is called again', async () => {
    const webhook = await subscribe();
    const { deps } = engine;
    const lifecycle = { ...deps.lifecycle, wakeWebhook: () => Promise.resolve() };
    const add = () => testWebhook({ ...deps, lifecycle }, actor, { webhookId: webhook.id });
    const [lost, kept] = [await add(), await add()];
    const { webhookDeliveries } = deps.store;
    const settle: typeof webhookDeliveries.settle = async (tx, input) => {
      if (input.deliveryId === lost.id) throw new Error('the database is away');
      await webhookDeliveries.settle(tx, input);
    };
    receiver.answer = (call, response) =>
      void setTimeout(() => response.writeHead(204).end(), call.headers['webhook-id'] === kept.id ? 300 : 0);
    const store = { ...deps.store, webhookDeliveries: { ...webhookDeliveries, settle } };
    const run = new MockActivityEnvironment().run(createDeliverWebhooks({ ...deps, store }), {
      webhookId: webhook.id,
    });
    await expect(run).rejects.toThrow('away');
    expect(await find(kept.id)).toMatchObject({ status: 'delivered' });
    await engine.deps.lifecycle.wakeWebhook(webhook.id);
    await settled(lost.id);
    const ids = receiver.calls.map((call) => call.headers['webhook-id']);
    expect(ids.sort()).toEqual([lost.id, lost.id, kept.id].sort());
  });

  it('the feed makes deliveries pass after pass, and stops when it is called off', async () => {
    const webhook = await subscribe();
    const activity = new MockActivityEnvironment();
    const run = activity.run(createFeedWebhooks(engine.deps));
    const ended = run.then(
      () => 'it ended by itself',
      (error: unknown) => error,
    );
    const { customerId } = await createCustomer(engine.database.db, { now: await engine.now() });
    await engine.database.db.invoice.updateMany({
      where: { customerId },
      data: { dueOn: new Date('2026-11-01') },
    });
    await engine.deps.store.changes.recordAll(engine.database.db, await changesOf(customerId));
    const calls = () => receiver.calls.filter((call) => call.body.includes(customerId)).length;
    await engine.until(() => Promise.resolve(calls() > 0), 'the overdue invoice is told');
    activity.cancel();
    expect(await ended).toBeInstanceOf(CancelledFailure);
    expect(JSON.parse(receiver.calls.at(-1)!.body)).toMatchObject({
      type: 'invoice.overdue',
      data: { customerId },
    });
    expect(
      await engine.deps.store.webhooks.findTarget(engine.deps.db, {
        webhookId: webhook.id,
        now: await engine.now(),
      }),
    ).not.toBeNull();
  });

  const changesOf = async (customerId: string) => {
    const by = { actor: { userId: 'x' }, now: await engine.now() };
    const invoices = await engine.database.db.invoice.findMany({
      where: { customerId },
      orderBy: { id: 'asc' },
    });
    return invoices.map(({ id: entityId }) =>
      changeEntry(invoiceChanges.created, by, { entityId, customerId }),
    );
  };

  it('O6: the workflow knows ids only, and ends when nothing is on its way', async () => {
    const webhook = await subscribe();
    const { id } = await testWebhook(engine.deps, actor, { webhookId: webhook.id });
    await settled(id);
    const handle = engine.client.workflow.getHandle(webhookWorkflowId(webhook.id));
    await engine.until(
      async () => (await handle.describe()).status.name === 'COMPLETED',
      'the workflow ends',
    );
    const history = JSON.stringify((await handle.fetchHistory()).events, (key, value: unknown) =>
      key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
    );
    expect(history).toContain(webhook.id);
    for (const word of [receiver.url, webhook.secret, id]) expect(history).not.toContain(word);
  });
});
