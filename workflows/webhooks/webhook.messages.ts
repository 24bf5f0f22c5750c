import { defineSignal } from '@temporalio/workflow';

/** Starts or continues the deliveries of one webhook. */
export interface WebhookInput {
  webhookId: string;
}

/** There is something to deliver: look again. */
export const deliveriesAdded = defineSignal('deliveriesAdded');

export const webhookWorkflowId = (webhookId: string) => `webhook/${webhookId}`;
