import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliverWebhooks } from '../../../activities/webhooks/deliver-webhooks.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { signedHeaders } from '../../../infra/webhooks/sign.ts';
import type { WebhookCall } from '../../../infra/webhooks/post-webhook.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const HOUR = 60 * 60_000;

/** The signatures of the next delivery, and those that a receiver with this secret would make. */
async function deliver(webhookId: string) {
  const calls: WebhookCall[] = [];
  const post = (call: WebhookCall) => {
    calls.push(call);
    return Promise.resolve({ statusCode: 204, error: null, reply: null, durationMs: 1 });
  };
  const deps = { ...api.engine, now: api.deps.now, webhooks: { ...api.engine.webhooks, post } };
  await api.ok('POST', `/v1/webhooks/${webhookId}/test`);
  await new MockActivityEnvironment().run(createDeliverWebhooks(deps), { webhookId });
  const { headers, body } = calls.at(-1)!;
  const content = { id: headers['webhook-id']!, timestamp: Number(headers['webhook-timestamp']), body };
  return {
    signatures: headers['webhook-signature']!.split(' '),
    by: (secret: string) => signedHeaders([secret], content)['webhook-signature'],
  };
}

test('O5: a secret rotates: for a day both sign, then the new one only, and nothing tells either', async () => {
  const body = { url: 'https://erp.example.com/h', events: ['invoice.overdue'] };
  const webhook = await api.ok('POST', '/v1/webhooks', { body });
  const rotated = await api.ok('POST', `/v1/webhooks/${webhook.id}/rotate-secret`);
  expect(rotated.secret).toMatch(/^whsec_/);
  expect(rotated.secret).not.toBe(webhook.secret);
  expect(Date.parse(rotated.formerSecretUntil) - api.now).toBe(24 * HOUR);

  api.now += 23 * HOUR;
  await reconcile(api.deps);
  const within = await deliver(webhook.id);
  expect(within.signatures).toEqual([within.by(rotated.secret), within.by(webhook.secret)]);
  api.now += 2 * HOUR;
  const after = await deliver(webhook.id);
  expect(after.signatures).toEqual([after.by(rotated.secret)]);
  await reconcile(api.deps);
  expect(await api.ok('GET', `/v1/webhooks/${webhook.id}`)).toMatchObject({ formerSecretUntil: null });
  const row = await api.db.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
  expect(row.formerSecret).toBeNull();

  const audit = await api.ok('GET', `/v1/audit?entityId=${webhook.id}`);
  expect(audit.items[0]).toMatchObject({ action: 'webhook.secretRotated' });
  expect(JSON.stringify(audit)).not.toMatch(/whsec_|v1\./);
});

test('O5: only its author and admins have a new secret made; a repeated call answers the same one', async () => {
  const rights = { granted: ['webhooks.manage'] };
  const other = await api.user('manager', rights);
  const body = { url: 'https://erp.example.com/h', events: ['invoice.overdue'] };
  const webhook = await api.ok('POST', '/v1/webhooks', { body });
  const path = `/v1/webhooks/${webhook.id}/rotate-secret`;
  expect((await api.call('POST', path, { key: other.key })).status).toBe(403);
  const headers = { 'Idempotency-Key': 'rotate-1' };
  const first = await api.ok('POST', path, { headers });
  expect(await api.ok('POST', path, { headers })).toEqual(first);
  expect((await deliver(webhook.id)).signatures).toHaveLength(2);
});
