export * as webhookDeliveries from './webhook-deliveries.ts';
export * as webhookFeed from './webhook-feed.ts';
export * as webhooks from './webhooks.ts';
