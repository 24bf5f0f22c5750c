import { defineSignal } from '@temporalio/workflow';

/** Starts the send of one recommended action. */
export interface ActionMailInput {
  actionId: string;
}

/** The row changed: look again. */
export const actionChanged = defineSignal('actionChanged');

export const actionMailWorkflowId = (actionId: string) => `action/${actionId}`;
