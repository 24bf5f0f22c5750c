/** Starts or continues a bulk enrollment. */
export interface BulkEnrollmentInput {
  bulkId: string;
}

/** How many rows were done in all runs; the summary itself is in PostgreSQL. */
export interface BulkEnrollmentResult {
  bulkId: string;
}

export const bulkEnrollmentWorkflowId = (bulkId: string) => `bulk-enrollment/${bulkId}`;
