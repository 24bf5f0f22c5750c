import type { Context as ActivityContext } from '@temporalio/activity';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import {
  createBulkActivities,
  createControlActivities,
  createInboxActivities,
  createPlanActivities,
  createSendActivities,
  createWebhookActivities,
} from '../activities/index.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import { TASK_QUEUES, type TaskQueue } from '../contracts/task-queues.ts';
import type { ClockWatch } from '../infra/clock-watch.ts';
import { createMailPlaces, type MailPlaces } from '../infra/mail/mail-places.ts';
import { ClockInterceptor } from '../infra/temporal/clock-interceptor.ts';
import { ErrorInterceptor } from '../infra/temporal/error-interceptor.ts';
import type { Logger } from '../infra/logger.ts';
import type { WorkflowBundle } from './bundle.ts';

/** What a set of workers needs. */
export interface WorkersInput {
  connection: NativeConnection;
  namespace: string;
  deps: ActivityDeps;
  logger: Logger;
  bundle: WorkflowBundle;
  /** Mails on their way at once; how many are is up to `places` of the SMTP pool, this is how much work there is around them. */
  maxSends: number;
  /** The queues that are worked here; absent: all. */
  queues?: readonly TaskQueue[];
  /** Holds work while the own clock is wrong; absent: it goes by the given clock, whatever that shows. */
  clock?: ClockWatch;
  /** Set when worker versioning is on. */
  versioning?: { buildId: string; deploymentName: string };
}

/**
 * A delivery may take 12 minutes; the grace lets it end, so that a deployment leaves nothing uncertain. Until then
 * Temporal calls nothing off: whatever can be given back sooner looks at `deps.stopping`.
 */
const SHUTDOWN_GRACE = '13 minutes';

/** Besides a mail on its way: one that waits for its connection or its place, and half of something that is no mail. */
const SLOTS_A_MAIL = 2.5;

/** The places for mails of a process whose workers send so many at once; as many wait for one before others are turned away. */
export const mailPlacesFor = (maxSends: number): MailPlaces =>
  createMailPlaces({ most: maxSends, line: maxSends });

/**
 * What is done from each task queue. What was scheduled before there was the queue `control` stands on the queue of its time,
 * and is done from there, too.
 */
export function activitiesByQueue(deps: ActivityDeps) {
  const control = createControlActivities(deps);
  const { reconcileAll, startDuePass, startDueRun, runWebhookFeed, followAutomations } = control;
  return {
    enrollments: { ...createPlanActivities(deps), startDuePass, startDueRun },
    mailSend: createSendActivities(deps),
    bulk: { ...createBulkActivities(deps), reconcileAll },
    control,
    webhooks: { ...createWebhookActivities(deps), runWebhookFeed, followAutomations },
    inbox: createInboxActivities(deps),
  };
}

/** One worker a task queue: a slow import never delays an enrollment, nor a slow mail server a plan. */
export async function createWorkers(input: WorkersInput): Promise<Worker[]> {
  const { connection, namespace, deps, logger, bundle, clock } = input;
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    shutdownGraceTime: SHUTDOWN_GRACE,
    // By default beats are held back to 12 of the 15 seconds of a send: one lost beat would be a timeout.
    maxHeartbeatThrottleInterval: '4 seconds',
    interceptors: {
      activity: [
        (context) => ({ inbound: new ErrorInterceptor(context.info, logger) }),
        ...(clock ? [({ info }: ActivityContext) => ({ inbound: new ClockInterceptor(info, clock) })] : []),
      ],
    },
    ...(input.versioning && {
      workerDeploymentOptions: {
        useWorkerVersioning: true,
        version: input.versioning,
        // Each workflow says its own; this is of workflows that began while versioning was off.
        defaultVersioningBehavior: 'AUTO_UPGRADE',
      },
    }),
  };
  const autoscaling = { type: 'autoscaling' as const };
  const queues: readonly string[] = input.queues ?? Object.values(TASK_QUEUES);
  const create = (options: WorkerOptions): Promise<Worker>[] =>
    queues.includes(options.taskQueue) ? [Worker.create(options)] : [];
  const activities = activitiesByQueue(deps);
  return Promise.all([
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.enrollments,
      workflowBundle: bundle,
      activities: activities.enrollments,
      maxConcurrentWorkflowTaskExecutions: 120,
      maxConcurrentActivityTaskExecutions: 20,
      maxCachedWorkflows: 1_000,
      workflowTaskPollerBehavior: autoscaling,
      activityTaskPollerBehavior: autoscaling,
    }),
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.mailSend,
      activities: activities.mailSend,
      maxConcurrentActivityTaskExecutions: Math.ceil(SLOTS_A_MAIL * input.maxSends),
      activityTaskPollerBehavior: autoscaling,
    }),
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.bulk,
      activities: activities.bulk,
      maxConcurrentActivityTaskExecutions: 4,
    }),
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.webhooks,
      activities: activities.webhooks,
      // Each is one webhook.
      maxConcurrentActivityTaskExecutions: 16,
    }),
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.control,
      workflowBundle: bundle,
      // The two feeds and the reconciler hold three of them; the others are ticks.
      activities: activities.control,
      maxConcurrentActivityTaskExecutions: 12,
      maxConcurrentWorkflowTaskExecutions: 12,
      maxCachedWorkflows: 24,
      workflowThreadPoolSize: 1,
    }),
    ...create({
      ...common,
      taskQueue: TASK_QUEUES.inbox,
      activities: activities.inbox,
      // Each is one mailbox that is followed all the time. Of more than that, each has ten minutes in turn.
      maxConcurrentActivityTaskExecutions: 1_000,
    }),
  ]);
}
