import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EffectWorld } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

const webhook = async (key?: string): Promise<string> => {
  const body = { url: 'https://erp.example.com/hook', events: ['promise.broken'] };
  return (await api.ok('POST', '/v1/webhooks', { body, ...(key !== undefined && { key }) })).id;
};
const deliveries = (webhookId: string) =>
  api.database.db.webhookDelivery.findMany({ where: { webhookId }, orderBy: { id: 'asc' } });

test('O5, A4, case 17: one webhook is told, by ids alone; the event is one an effect, whoever comes twice', async () => {
  const [pass, { id }, webhookId, other] = [
    await api.pass(),
    await api.customer(),
    await webhook(),
    await webhook(),
  ];
  const performed = await api.act(pass, id, { kind: 'webhook', webhookId });
  const again = await api.act(pass, id, { kind: 'webhook', webhookId });
  const [delivery, ...more] = await deliveries(webhookId);
  const [effect] = await api.database.db.automationEffect.findMany();
  expect(performed).toMatchObject({ status: 'done', data: { deliveryId: delivery!.id } });
  expect(again).toEqual(performed);
  expect(more).toEqual([]);
  expect(await deliveries(other)).toEqual([]);
  expect(delivery).toMatchObject({
    event: 'automation.acted',
    eventKey: `automation.acted:${effect!.id}`,
    customerId: id,
    status: 'pending',
    data: {
      automationId: pass.automationId,
      passId: pass.passId,
      effectId: effect!.id,
      actionKey: 'a1',
      customerId: id,
    },
  });
  expect(api.lifecycle.started).toEqual([`webhook ${webhookId}`]);
});

test('O5, A4: a disabled webhook is refused, one that is gone too, and nothing is on its way', async () => {
  const [pass, { id }, webhookId] = [await api.pass(), await api.customer(), await webhook()];
  await api.ok('PATCH', `/v1/webhooks/${webhookId}`, { body: { status: 'disabled' } });
  expect(await api.act(pass, id, { kind: 'webhook', webhookId })).toEqual({
    status: 'failed',
    reason: 'conflict',
    detail: 'The webhook is disabled: enable it first.',
    data: null,
  });
  expect(await deliveries(webhookId)).toEqual([]);
  await api.ok('DELETE', `/v1/webhooks/${webhookId}`);
  expect(await api.act(pass, id, { kind: 'webhook', webhookId }, { key: 'a2' })).toMatchObject({
    status: 'failed',
    reason: 'not_found',
  });
  expect(api.lifecycle.started).toEqual([]);
});

test('U3, O5: a webhook whose author may not see the customer is told nothing, whoever the automation sees', async () => {
  const author = await api.user('manager', { granted: ['webhooks.manage'] });
  const [pass, { id }, webhookId] = [
    await api.pass({ sight: 'all' }),
    await api.customer(),
    await webhook(author.key),
  ];
  await api.hide(id);
  expect(await api.act(pass, id, { kind: 'webhook', webhookId })).toMatchObject({
    status: 'skipped',
    reason: 'hidden',
  });
  expect(await deliveries(webhookId)).toEqual([]);
});
