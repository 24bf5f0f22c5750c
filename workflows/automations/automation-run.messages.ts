import { defineSignal } from '@temporalio/workflow';

/** Starts one pass of an automation, whose row is committed. */
export interface AutomationRunInput {
  passId: string;
  /** Set by tests: a history so long continues as new. */
  mostEvents?: number;
}

/** The pass, its automation or who belongs to it changed: look at the rows. */
export const passChanged = defineSignal('passChanged');

export const automationRunWorkflowId = (automationId: string, passId: string) =>
  `automation/${automationId}/${passId}`;
