import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import {
  createdWebhookSchema,
  createWebhookSchema,
  listDeliveriesQuerySchema,
  updateWebhookSchema,
  webhookDeliveryDetailSchema,
  webhookDeliverySchema,
  webhookSchema,
} from './webhooks.ts';

const params = z.strictObject({ webhookId: idSchema('webhook') });
const deliveryParams = z.strictObject({ deliveryId: idSchema('webhookDelivery') });
const shared = { tag: 'Webhooks', permission: 'webhooks.manage' } as const;

const DESCRIPTION = `Events are sent as \`POST\` with a JSON body \`{ "type", "timestamp", "data" }\`, signed by the Standard Webhooks scheme:
\`webhook-id\`, \`webhook-timestamp\` (seconds) and \`webhook-signature\`: \`v1,\` and the base64 of HMAC-SHA256 over
\`<id>.<timestamp>.<body>\` with the key of the secret (the base64 behind \`whsec_\`). For a day after a rotation there are two
signatures with a space between; one that fits is enough.

Answer 2xx within 15 seconds. Anything else is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h
under the same id; redirects are not followed. After 5 days without a success, or an answer of 410, the webhook is
disabled. An event can arrive more than once and out of order: keep the ids you have seen. It carries ids and amounts;
read the rest through the API. It tells of customers that its author may see.`;

/** Operations on outgoing webhooks. */
export const webhookOperations = [
  operation({
    ...shared,
    id: 'listWebhooks',
    method: 'get',
    path: '/v1/webhooks',
    summary: 'List webhooks in the order they were made',
    query: z.strictObject(pageQuery),
    response: pageSchema('WebhookPage', webhookSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'createWebhook',
    method: 'post',
    path: '/v1/webhooks',
    summary: 'Subscribe to events',
    description: DESCRIPTION,
    body: createWebhookSchema,
    response: createdWebhookSchema,
    status: 201,
    isIdempotent: true,
    givesSecret: true,
  }),
  operation({
    ...shared,
    id: 'getWebhook',
    method: 'get',
    path: '/v1/webhooks/{webhookId}',
    summary: 'Get a webhook',
    params,
    response: webhookSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'updateWebhook',
    method: 'patch',
    path: '/v1/webhooks/{webhookId}',
    summary: 'Change, disable or enable a webhook',
    description:
      'Disabling ends what is on its way; what happens while it is disabled is never sent. Only its author and admins change its address.',
    params,
    body: updateWebhookSchema,
    response: webhookSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'rotateWebhookSecret',
    method: 'post',
    path: '/v1/webhooks/{webhookId}/rotate-secret',
    summary: 'Make a new signing secret',
    description:
      'Shown once. For a day every delivery is signed with both, the new one first, then with the new one only; rotating again within that day ends the oldest. Only its author and admins.',
    params,
    response: createdWebhookSchema,
    status: 200,
    isIdempotent: true,
  }),
  operation({
    ...shared,
    id: 'removeWebhook',
    method: 'delete',
    path: '/v1/webhooks/{webhookId}',
    summary: 'Remove a webhook with its deliveries',
    params,
    response: null,
    status: 204,
  }),
  operation({
    ...shared,
    id: 'testWebhook',
    method: 'post',
    path: '/v1/webhooks/{webhookId}/test',
    summary: 'Send a `webhook.test` event',
    params,
    response: webhookDeliverySchema,
    status: 202,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'listWebhookDeliveries',
    method: 'get',
    path: '/v1/webhooks/{webhookId}/deliveries',
    summary: 'List the deliveries of a webhook, newest first',
    params,
    query: listDeliveriesQuerySchema,
    response: pageSchema('WebhookDeliveryPage', webhookDeliverySchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'getWebhookDelivery',
    method: 'get',
    path: '/v1/webhook-deliveries/{deliveryId}',
    summary: 'Get a delivery with its attempts',
    params: deliveryParams,
    response: webhookDeliveryDetailSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'redeliverWebhook',
    method: 'post',
    path: '/v1/webhook-deliveries/{deliveryId}/redeliver',
    summary: 'Send a delivery again, now, under the same id',
    params: deliveryParams,
    response: webhookDeliverySchema,
    status: 202,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
