/** Starts or continues an act on many rows of the queue. */
export interface QueueBulkInput {
  bulkId: string;
}

/** What became of each row stands in PostgreSQL. */
export interface QueueBulkResult {
  bulkId: string;
}

export const queueBulkWorkflowId = (bulkId: string) => `queue-bulk/${bulkId}`;
