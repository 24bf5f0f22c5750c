import { isIP } from 'node:net';
import {
  createWebhook,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../../commands/webhooks/save-webhook.ts';
import { redeliverWebhook, testWebhook } from '../../commands/webhooks/send-webhook.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { webhookOperations } from '../../contracts/webhooks/webhooks.operations.ts';
import { isPublicAddress } from '../../infra/webhooks/public-address.ts';
import type { ApiDeps } from '../deps.ts';
import { routesOf } from '../handle.ts';

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
export const routes = routesOf(webhookOperations, {
  listWebhooks: ({ deps, actor, query }) => deps.store.webhooks.list(deps.db, actor, query),
  createWebhook: async ({ deps, actor, body }) => {
    refuseUnreachable(deps, body.url);
    return createWebhook(deps, actor, body);
  },
  getWebhook: async ({ deps, actor, params }) =>
    found(await deps.store.webhooks.find(deps.db, actor, params.webhookId), 'webhook'),
  updateWebhook: async ({ deps, actor, params, body }) => {
    refuseUnreachable(deps, body.url);
    return updateWebhook(deps, actor, { ...body, ...params });
  },
  rotateWebhookSecret: ({ deps, actor, params }) => rotateWebhookSecret(deps, actor, params),
  removeWebhook: ({ deps, actor, params }) => removeWebhook(deps, actor, params),
  testWebhook: ({ deps, actor, params }) => testWebhook(deps, actor, params),
  listWebhookDeliveries: async ({ deps, actor, params, query }) => {
    found(await deps.store.webhooks.find(deps.db, actor, params.webhookId), 'webhook');
    return deps.store.webhookDeliveries.list(deps.db, actor, { ...query, ...params });
  },
  getWebhookDelivery: async ({ deps, actor, params }) =>
    found(await deps.store.webhookDeliveries.find(deps.db, actor, params.deliveryId), 'delivery'),
  redeliverWebhook: ({ deps, actor, params }) => redeliverWebhook(deps, actor, params),
});
