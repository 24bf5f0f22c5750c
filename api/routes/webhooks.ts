import { isIP } from 'node:net';
import { createWebhook, removeWebhook, updateWebhook } from '../../commands/webhooks/save-webhook.ts';
import { redeliverWebhook, testWebhook } from '../../commands/webhooks/send-webhook.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { webhookOperations } from '../../contracts/webhooks/webhooks.ts';
import { isPublicAddress } from '../../infra/webhooks/public-address.ts';
import type { ApiDeps } from '../deps.ts';
import { handle, operationOf } from '../handle.ts';

const op = <I extends (typeof webhookOperations)[number]['id']>(id: I) => operationOf(webhookOperations, id);

/** Says at once what every delivery would be refused for; names are resolved only then. */
function refuseUnreachable({ config }: ApiDeps, address: string | undefined): void {
  if (address === undefined || config.arePrivateWebhooksAllowed) return;
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate =
    (isIP(host) > 0 && !isPublicAddress(host)) || host === 'localhost' || host.endsWith('.localhost');
  refuseInvalid([
    ...(url.protocol === 'https:' ? [] : [{ field: 'url', message: 'must be an https address' }]),
    ...(isPrivate ? [{ field: 'url', message: 'must not be an address of a private network' }] : []),
  ]);
}

/** Routes of outgoing webhooks. */
export const webhookRoutes = [
  handle(op('listWebhooks'), ({ deps, actor, query }) => deps.store.webhooks.list(deps.db, actor, query)),
  handle(op('createWebhook'), async ({ deps, actor, body }) => {
    refuseUnreachable(deps, body.url);
    return createWebhook(deps, actor, body);
  }),
  handle(op('getWebhook'), async ({ deps, actor, params }) =>
    found(await deps.store.webhooks.find(deps.db, actor, params.webhookId), 'webhook'),
  ),
  handle(op('updateWebhook'), async ({ deps, actor, params, body }) => {
    refuseUnreachable(deps, body.url);
    return updateWebhook(deps, actor, { ...body, ...params });
  }),
  handle(op('removeWebhook'), async ({ deps, actor, params }) => {
    await removeWebhook(deps, actor, params);
    return undefined;
  }),
  handle(op('testWebhook'), ({ deps, actor, params }) => testWebhook(deps, actor, params)),
  handle(op('listWebhookDeliveries'), async ({ deps, actor, params, query }) => {
    found(await deps.store.webhooks.find(deps.db, actor, params.webhookId), 'webhook');
    return deps.store.webhookDeliveries.list(deps.db, actor, { ...query, ...params });
  }),
  handle(op('getWebhookDelivery'), async ({ deps, actor, params }) =>
    found(await deps.store.webhookDeliveries.find(deps.db, actor, params.deliveryId), 'delivery'),
  ),
  handle(op('redeliverWebhook'), ({ deps, actor, params }) => redeliverWebhook(deps, actor, params)),
];
