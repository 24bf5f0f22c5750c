/** Customers that a model was asked about, and what came of it. */
export interface ModelInsightsResult {
  answered: number;
  failed: number;
  unasked: number;
}

/** There is one at a time. */
export const MODEL_INSIGHTS_WORKFLOW_ID = 'model-insights';
