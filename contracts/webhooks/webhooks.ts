import { z } from 'zod';
import { instantSchema, lineSchema, urlSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { WEBHOOK_EVENTS } from './events.ts';
import { DELIVERY_STATUSES, WEBHOOK_STATUSES } from './kinds.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** Where events are sent (O5). */
export const webhookSchema = z
  .strictObject({
    id: idSchema('webhook'),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    status: z.enum(WEBHOOK_STATUSES),
    disabledReason: z.string().nullable(),
    failingSince: instantSchema
      .nullable()
      .meta({ description: 'Since when no delivery was taken; null: it works.' }),
    createdById: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Webhook', description: 'Where events are sent.' });
export type Webhook = z.infer<typeof webhookSchema>;

/** A new webhook with its signing secret, which is shown only here. */
export const createdWebhookSchema = z
  .strictObject({
    ...webhookSchema.shape,
    secret: z
      .string()
      .meta({ description: 'Shown once: `whsec_` and the key in base64.', example: 'whsec_…' }),
  })
  .meta({ id: 'CreatedWebhook', description: 'A new webhook with its signing secret, shown once.' });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

const editable = {
  url: urlSchema
    .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), { error: 'must not hold a user name or password' })
    .meta({ description: 'https address.', example: 'https://erp.example.com/hooks/followthrough' }),
  description: lineSchema(200).nullable(),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .max(WEBHOOK_EVENTS.length)
    .transform((events) => [...new Set(events)]),
};

/** A new webhook, active at once; it is told of what happens from now on. */
export const createWebhookSchema = z
  .strictObject({ url: editable.url, events: editable.events, description: editable.description.optional() })
  .meta({
    id: 'CreateWebhook',
    example: {
      url: 'https://erp.example.com/hooks/followthrough',
      events: ['invoice.overdue', 'promise.broken'],
    },
  });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

/** Members to change; the others stay. `active` takes up a disabled one again. */
export const updateWebhookSchema = z
  .strictObject({ ...z.object(editable).partial().shape, status: z.enum(WEBHOOK_STATUSES).optional() })
  .meta({ id: 'UpdateWebhook', example: { status: 'active' } });
export type UpdateWebhook = z.infer<typeof updateWebhookSchema>;

/** One event on its way to one webhook. Its id is the `webhook-id` header of every attempt. */
export const webhookDeliverySchema = z
  .strictObject({
    id: idSchema('webhookDelivery'),
    webhookId: idSchema('webhook'),
    event: z.string().meta({ example: 'invoice.overdue' }),
    occurredAt: instantSchema,
    data: z.record(z.string(), z.unknown()),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int().min(0),
    nextAttemptAt: instantSchema.nullable(),
    createdAt: instantSchema,
    settledAt: instantSchema.nullable(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event on its way to one webhook.' });
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

/** One call of a webhook's server. */
export const webhookAttemptSchema = z
  .strictObject({
    attempt: z.int().min(1),
    at: instantSchema,
    durationMs: z.int().min(0),
    statusCode: z.int().nullable(),
    error: z.string().nullable().meta({ description: 'Why there was no answer.', example: 'timeout' }),
    reply: z.string().nullable().meta({ description: 'The beginning of the answer.' }),
  })
  .meta({ id: 'WebhookAttempt', description: 'One call of the server of a webhook.' });
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;

/** A delivery with its attempts, oldest first. */
export const webhookDeliveryDetailSchema = z
  .strictObject({ ...webhookDeliverySchema.shape, log: z.array(webhookAttemptSchema) })
  .meta({ id: 'WebhookDeliveryDetail', description: 'A delivery with its attempts.' });
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetailSchema>;

/** Filter of the deliveries of a webhook. */
export const listDeliveriesQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(DELIVERY_STATUSES).optional(),
});
export type ListDeliveriesQuery = z.infer<typeof listDeliveriesQuerySchema>;

const params = z.strictObject({ webhookId: idSchema('webhook') });
const deliveryParams = z.strictObject({ deliveryId: idSchema('webhookDelivery') });
const shared = { tag: 'Webhooks', permission: 'webhooks.manage' } as const;

const DESCRIPTION = `Events are sent as \`POST\` with a JSON body \`{ "type", "timestamp", "data" }\`, signed by the Standard Webhooks scheme:
\`webhook-id\`, \`webhook-timestamp\` (seconds) and \`webhook-signature\`: \`v1,\` and the base64 of HMAC-SHA256 over
\`<id>.<timestamp>.<body>\` with the key of the secret (the base64 behind \`whsec_\`).

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
