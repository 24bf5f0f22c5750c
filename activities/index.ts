import { MadeUpFor } from '../contracts/made-up-for.ts';
import { reconcile, type ReconcileReport } from '../commands/upkeep/reconcile.ts';
import { type DueRunInput, type StartedRun, startDueRun } from '../commands/programs/runs/start-due-run.ts';
import {
  startDuePass,
  type DuePassInput,
  type StartedPass,
} from '../commands/automations/passes/start-due-pass.ts';
import { createWorkPass } from './automations/work-pass.ts';
import { createActOnRows } from './enrollments/act-on-rows.ts';
import { createAdvance } from './enrollments/advance.ts';
import { createEnrollRows } from './enrollments/enroll-rows.ts';
import { createDeliverBatch } from './programs/deliver-batch.ts';
import { createDeliverWebhooks } from './webhooks/deliver-webhooks.ts';
import { createFeedWebhooks } from './webhooks/feed-webhooks.ts';
import { createFollowAutomations } from './automations/follow-automations.ts';
import type { ActivityDeps } from './deps.ts';
import { createDrainSequenceChange } from './enrollments/drain-sequence-change.ts';
import { createExecuteStep } from './enrollments/execute-step.ts';
import { createGenerateRun } from './programs/generate-run.ts';
import { createPlanProgram } from './programs/plan-program.ts';
import { createPrepareRun } from './programs/prepare-run.ts';
import { createReadRun } from './programs/read-run.ts';
import { createReadMails } from './inbox/read-mails.ts';
import { createAskModels } from './insights/ask-models.ts';
import { createRefreshAllCustomers } from './insights/refresh-all-customers.ts';
import { createReleaseDeferred } from './sending/release-deferred.ts';
import { createSendCopies } from './sending/send-copies.ts';
import { createDeliverAutomationMessages } from './automations/deliver-messages.ts';
import { createFollowMailbox } from './inbox/follow-mailbox.ts';
import { createSendAnswer } from './inbox/send-answer.ts';
import { createSendAction } from './insights/send-action.ts';
import { isGivenUp } from './stopping.ts';
import { beating, whileBeating } from './while-beating.ts';

/** Short activities: they read and write PostgreSQL. Those that wait for it beat, so that a dead worker is known from a slow one. */
export function createPlanActivities(deps: ActivityDeps) {
  return {
    advance: beating(deps, createAdvance(deps)),
    readRun: beating(deps, createReadRun(deps)),
  };
}
export type PlanActivities = ReturnType<typeof createPlanActivities>;

/** Activities that keep the rest going: the reconciler, the ticks of schedules, and the feeds. */
export function createControlActivities(deps: ActivityDeps) {
  return {
    reconcileAll: (): Promise<ReconcileReport> =>
      whileBeating(deps, () =>
        reconcile(deps, { isOver: () => isGivenUp(deps) }).catch((error: unknown) => {
          throw new MadeUpFor(error);
        }),
      ),
    startDuePass: beating(deps, (input: DuePassInput): Promise<StartedPass> => startDuePass(deps, input)),
    startDueRun: beating(deps, (input: DueRunInput): Promise<StartedRun> => startDueRun(deps, input)),
    runWebhookFeed: createFeedWebhooks(deps),
    followAutomations: createFollowAutomations(deps),
  };
}
export type ControlActivities = ReturnType<typeof createControlActivities>;

/** Activities that talk to mail servers. */
export function createSendActivities(deps: ActivityDeps) {
  return {
    executeStep: beating(deps, createExecuteStep(deps)),
    sendAction: beating(deps, createSendAction(deps)),
    sendAnswer: beating(deps, createSendAnswer(deps)),
    sendCopies: createSendCopies(deps),
    deliverBatch: createDeliverBatch(deps),
    deliverAutomationMessages: createDeliverAutomationMessages(deps),
  };
}
export type SendActivities = ReturnType<typeof createSendActivities>;

/** Activities that call servers of others. */
export function createWebhookActivities(deps: ActivityDeps) {
  return { deliverWebhooks: createDeliverWebhooks(deps) };
}
export type WebhookActivities = ReturnType<typeof createWebhookActivities>;

/** Activities that hold a connection to the server of a mailbox, and hardly work. */
export function createInboxActivities(deps: ActivityDeps) {
  return { followMailbox: createFollowMailbox(deps) };
}
export type InboxActivities = ReturnType<typeof createInboxActivities>;

/** Long activities over many rows, with heartbeats. */
export function createBulkActivities(deps: ActivityDeps) {
  return {
    enrollRows: createEnrollRows(deps),
    actOnRows: createActOnRows(deps),
    drainSequenceChange: createDrainSequenceChange(deps),
    releaseDeferred: createReleaseDeferred(deps),
    generateRun: createGenerateRun(deps),
    planProgram: createPlanProgram(deps),
    prepareRun: createPrepareRun(deps),
    workPass: createWorkPass(deps),
    askModels: createAskModels(deps),
    readMails: createReadMails(deps),
    refreshAllCustomers: createRefreshAllCustomers(deps),
  };
}
export type BulkActivities = ReturnType<typeof createBulkActivities>;
