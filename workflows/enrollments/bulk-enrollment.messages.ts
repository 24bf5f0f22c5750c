import { defineSignal } from '@temporalio/workflow';

/** Starts or continues a bulk enrollment. */
export interface BulkEnrollmentInput {
  bulkId: string;
  /** How often the runs before have found its sequence paused, one after the other. */
  pausedLooks?: number;
  /** Events of a run after which a new one goes on; left out: about a day of looks. */
  mostEvents?: number;
}

/** How many rows were done in all runs; the summary itself is in PostgreSQL. */
export interface BulkEnrollmentResult {
  bulkId: string;
}

/** Its sequence was changed: look whether it runs again. */
export const sequenceChanged = defineSignal('sequenceChanged');

export const bulkEnrollmentWorkflowId = (bulkId: string) => `bulk-enrollment/${bulkId}`;
