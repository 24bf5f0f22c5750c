import { defineSignal } from '@temporalio/workflow';

/** Starts the delivery of what is approved in one batch. */
export interface BatchDeliveryInput {
  batchId: string;
}

/** Rows of the batch changed: look again. */
export const batchChanged = defineSignal('batchChanged');

export const batchDeliveryWorkflowId = (programId: string, batchId: string) =>
  `program/${programId}/batch/${batchId}`;
