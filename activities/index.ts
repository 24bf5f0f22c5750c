import { reconcile, type ReconcileReport } from '../commands/reconcile.ts';
import { type DueRunInput, type StartedRun, startDueRun } from '../commands/start-due-run.ts';
import { createAdvance } from './advance.ts';
import { createEnrollRows } from './bulk-enroll.ts';
import { createDeliverBatch } from './deliver-batch.ts';
import { createDeliverWebhooks } from './deliver-webhooks.ts';
import { createFeedWebhooks } from './feed-webhooks.ts';
import type { ActivityDeps } from './deps.ts';
import { createDrainSequenceChange } from './drain-sequence-change.ts';
import { createExecuteStep } from './execute-step.ts';
import { createGenerateRun } from './generate-run.ts';
import { createPlanProgram } from './plan-program.ts';
import { createPrepareRun } from './prepare-run.ts';
import { createReadRun } from './read-run.ts';
import { createRefreshAllCustomers } from './refresh-all-customers.ts';
import { createSendAction } from './send-action.ts';

/** Short activities: they read and write PostgreSQL. */
export function createPlanActivities(deps: ActivityDeps) {
  return {
    advance: createAdvance(deps),
    readRun: createReadRun(deps),
    startDueRun: (input: DueRunInput): Promise<StartedRun> => startDueRun(deps, input),
  };
}
export type PlanActivities = ReturnType<typeof createPlanActivities>;

/** Activities that talk to mail servers. */
export function createSendActivities(deps: ActivityDeps) {
  return {
    executeStep: createExecuteStep(deps),
    sendAction: createSendAction(deps),
    deliverBatch: createDeliverBatch(deps),
  };
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
    generateRun: createGenerateRun(deps),
    planProgram: createPlanProgram(deps),
    prepareRun: createPrepareRun(deps),
    refreshAllCustomers: createRefreshAllCustomers(deps),
    reconcileAll: (): Promise<ReconcileReport> => reconcile(deps),
  };
}
export type BulkActivities = ReturnType<typeof createBulkActivities>;
