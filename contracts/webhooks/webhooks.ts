import { z } from 'zod';
import { instantSchema, lineSchema, urlSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { WEBHOOK_EVENTS } from '../events.ts';
import { DELIVERY_STATUSES, WEBHOOK_STATUSES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

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
    formerSecretUntil: instantSchema.nullable().meta({
      description: 'After a rotation: until when deliveries carry a signature with the secret before too.',
    }),
    createdById: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Webhook', description: 'Where events are sent.' });
export type Webhook = z.infer<typeof webhookSchema>;

/** A webhook with its new signing secret, which is shown only here. */
export const createdWebhookSchema = z
  .strictObject({
    ...webhookSchema.shape,
    secret: z
      .string()
      .meta({ description: 'Shown once: `whsec_` and the key in base64.', example: 'whsec_…' }),
  })
  .meta({ id: 'CreatedWebhook', description: 'A webhook with its new signing secret, shown once.' });
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
