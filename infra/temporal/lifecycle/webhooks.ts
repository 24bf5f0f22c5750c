import { deliveriesAdded, webhookWorkflowId } from '../../../workflows/webhooks/webhook.messages.ts';
import type { Starter } from '../starter.ts';

/** What webhooks ask of Temporal. */
export const webhookLifecycle = ({ signalOrStart }: Starter) => ({
  /** Starts the deliveries of a webhook, or tells running ones that there are more. */
  wakeWebhook: (webhookId: string): Promise<void> =>
    signalOrStart('webhook', {
      workflowId: webhookWorkflowId(webhookId),
      args: [{ webhookId }],
      signal: deliveriesAdded,
      staticSummary: `Deliveries of webhook ${webhookId}`,
    }),
});
