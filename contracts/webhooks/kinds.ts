/** The closed lists of webhooks: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/** What webhooks tell (O5). */
export const WEBHOOK_EVENTS = [
  'customer.created',
  'customer.updated',
  'contact.created',
  'contact.updated',
  'invoice.created',
  'invoice.updated',
  'invoice.overdue',
  'invoice.disputed',
  'invoice.undisputed',
  'invoice.credited',
  'invoice.voided',
  'payment.recorded',
  'promise.made',
  'promise.kept',
  'promise.broken',
  'communication.logged',
  'enrollment.enrolled',
  'enrollment.stopped',
  'enrollment.completed',
  'message.sent',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export const WEBHOOK_STATUSES = ['active', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
