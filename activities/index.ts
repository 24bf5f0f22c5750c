import { reconcile, type ReconcileReport } from '../commands/reconcile.ts';
import { createAdvance } from './advance.ts';
import { createEnrollRows } from './bulk-enroll.ts';
import { createDeliverWebhooks } from './deliver-webhooks.ts';
import { createFeedWebhooks } from './feed-webhooks.ts';
import type { ActivityDeps } from './deps.ts';
import { createDrainSequenceChange } from './drain-sequence-change.ts';
import { createExecuteStep } from './execute-step.ts';
import { createRefreshAllCustomers } from './refresh-all-customers.ts';
import { createSendAction } from './send-action.ts';

/** Short activities: they read and write PostgreSQL. */
export function createPlanActivities(deps: ActivityDeps) {
  return { advance: createAdvance(deps) };
}
export type PlanActivities = ReturnType<typeof createPlanActivities>;

/** Activities that talk to mail servers. */
export function createSendActivities(deps: ActivityDeps) {
  return { executeStep: createExecuteStep(deps), sendAction: createSendAction(deps) };
}
export type SendActivities = ReturnType<typeof createSendActivities>;

/** Activities that call servers of others, and the feed that makes the calls. */
export function createWebhookActivities(deps: ActivityDeps) {
  return { deliverWebhooks: createDeliverWebhooks(deps), runWebhookFeed: createFeedWebhooks(deps) };
}
export type WebhookActivities = ReturnType<typeof createWebhookActivities>;

/** Long activities over many rows, with heartbeats. */
export function createBulkActivities(deps: ActivityDeps) {
  return {
    enrollRows: createEnrollRows(deps),
    drainSequenceChange: createDrainSequenceChange(deps),
    refreshAllCustomers: createRefreshAllCustomers(deps),
    reconcileAll: (): Promise<ReconcileReport> => reconcile(deps),
  };
}
export type BulkActivities = ReturnType<typeof createBulkActivities>;
