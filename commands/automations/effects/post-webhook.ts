import { SYSTEM } from '../../../contracts/actor.ts';
import type { ActionOf } from '../../../contracts/automations/actions.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { lockWebhook, refuseDisabled } from '../../webhooks/save-webhook.ts';
import type { Effect, EffectInput } from './effect.ts';

/** What a webhook is told that an automation names; it need not ask for it (O5). */
export const ACTED = 'automation.acted';

/**
 * Tells one webhook of a customer: an event with ids alone, signed and tried again like any other. It is one event an
 * effect, whatever its deliveries, and never about a customer whom the author of the webhook may not see (U3). Done means
 * on its way: from here on the deliveries of the webhook say how it goes, and keep the id when one is sent again.
 */
export async function postWebhook(
  deps: CommandDeps,
  tx: Tx,
  { automation, action, actor, customerId, passId, effectId, now }: EffectInput<ActionOf<'webhook'>>,
): Promise<Effect> {
  const { webhookId, key: actionKey } = action;
  const webhook = await lockWebhook(deps, tx, actor, webhookId);
  refuseDisabled(webhook);
  const author = await deps.store.users.find(tx, SYSTEM, webhook.createdById);
  const sees =
    author && (await deps.store.customers.isVisible(tx, { ...author, userId: author.id }, customerId));
  if (!sees) {
    return {
      status: 'skipped',
      reason: 'hidden',
      detail: 'The author of the webhook may not see the customer.',
    };
  }
  const deliveryId = deps.newId('webhookDelivery');
  await deps.store.webhookDeliveries.insert(tx, {
    id: deliveryId,
    webhookId,
    event: ACTED,
    eventKey: `${ACTED}:${effectId}`,
    customerId,
    data: { automationId: automation.id, passId, effectId, actionKey, customerId },
    now,
  });
  await afterCommit(deps, () => attempt(deps.lifecycle.wakeWebhook(webhookId)));
  return { status: 'done', data: { hasChanged: true, deliveryId } };
}
