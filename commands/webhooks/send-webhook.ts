import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import { webhookChanges } from '../../contracts/webhooks/changes.ts';
import type { WebhookDelivery } from '../../contracts/webhooks/webhooks.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { lockWebhook, refuseDisabled } from './save-webhook.ts';

/**
 * Sends a `webhook.test` event to one webhook.
 *
 * @throws ProblemError `not_found`, or `conflict` while it is disabled
 */
export async function testWebhook(
  deps: CommandDeps,
  actor: Actor,
  { webhookId }: { webhookId: string },
): Promise<WebhookDelivery> {
  const delivery = await runCommand(deps, actor, async (tx, now) => {
    refuseDisabled(await lockWebhook(deps, tx, actor, webhookId));
    const id = deps.newId('webhookDelivery');
    const data = { webhookId, requestedById: actor.userId };
    return deps.store.webhookDeliveries.insert(tx, { id, webhookId, event: 'webhook.test', data, now });
  });
  await attempt(deps.lifecycle.wakeWebhook(webhookId));
  return delivery;
}

/**
 * Makes a delivery due now, whether it was taken, failed or waits for its next attempt. It keeps its id, so that a
 * receiver that has it can tell.
 *
 * @throws ProblemError `not_found`, or `conflict` while its webhook is disabled
 */
export async function redeliverWebhook(
  deps: CommandDeps,
  actor: Actor,
  { deliveryId }: { deliveryId: string },
): Promise<WebhookDelivery> {
  const delivery = await runCommand(deps, actor, async (tx, now) => {
    const { webhookId } = found(await deps.store.webhookDeliveries.find(tx, actor, deliveryId), 'delivery');
    refuseDisabled(await lockWebhook(deps, tx, actor, webhookId));
    const after = await deps.store.webhookDeliveries.makeDue(tx, deliveryId, now);
    const said = { actor, now, entityId: webhookId, after: { deliveryId } };
    await recordChange(deps, tx, webhookChanges.redelivered, said);
    return after;
  });
  await attempt(deps.lifecycle.wakeWebhook(delivery.webhookId));
  return delivery;
}
