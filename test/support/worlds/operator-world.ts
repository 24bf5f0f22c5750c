import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import type { ActivityDeps } from '../../../activities/deps.ts';
import * as activities from '../../../activities/index.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { createLifecycle, type Lifecycle } from '../../../infra/temporal/lifecycle.ts';
import type * as workflows from '../../../workflows/index.ts';
import { devServerConnection, type DevServer } from '../servers/temporal.ts';
import { workflowBundle } from '../servers/workflow-bundle.ts';

/** What the work of a workflow does; it is named in an id that the workflow was started with. */
export type Course =
  /** Says that there is something to wait for, in an hour. */
  | 'waits'
  /** Has been put off by a server, for ten minutes. */
  | 'backs-off'
  /** Ends what is in hand when it is called off, and says what came of it. */
  | 'settles'
  /** Gives up when it is called off. */
  | 'gives-up'
  /** Hears from the server that it is to come again, after it was called off. */
  | 'is-put-off'
  /** Is for a row that is gone. */
  | 'has-no-row';

export const COURSES = ['waits', 'backs-off', 'settles', 'gives-up', 'is-put-off', 'has-no-row'] as const;

const HOUR_MS = 3_600_000;
/** A cancellation comes back with a beat. */
const BEAT_MS = 100;

const nextStep = (until: number) => ({
  kind: 'wait',
  until,
  reason: 'scheduled',
  stepExecutionId: 'exe_1',
  ordinal: 1,
});

/** What only looks, and says what is to be done next. */
const LOOKS: Record<string, (isWaiting: boolean, until: number) => object> = {
  advance: (isWaiting, until) =>
    isWaiting ? nextStep(until) : { kind: 'execute', stepExecutionId: 'exe_1', ordinal: 1 },
  readRun: (isWaiting, until) => (isWaiting ? { kind: 'wait', until } : { kind: 'generate' }),
};

/** The real workflows on the real server; what their activities do is said by an id that they were started with. */
export class OperatorWorld {
  readonly lifecycle: Lifecycle;
  /** Workflows whose work has begun, and how often. */
  readonly begun = new Map<string, number>();
  /** Workflows whose work heard that it was called off. */
  readonly told = new Set<string>();
  #workers: Worker[] = [];
  #runs: Promise<void>[] = [];

  private constructor(private readonly server: DevServer) {
    this.lifecycle = createLifecycle(server.client);
  }

  static async start(): Promise<OperatorWorld> {
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
    const world = new OperatorWorld(await devServerConnection());
    await world.#work();
    return world;
  }

  get client(): Client {
    return this.server.client;
  }

  /** Starts a workflow as its schedule does. */
  async startAsScheduled(
    name: keyof typeof workflows,
    workflowId: string,
    ...args: unknown[]
  ): Promise<string> {
    await this.client.workflow.start(name, { workflowId, taskQueue: TASK_QUEUES.enrollments, args });
    return workflowId;
  }

  handle(workflowId: string): WorkflowHandle {
    return this.client.workflow.getHandle(workflowId);
  }

  /** What Temporal Web shows. */
  async detailsOf(workflowId: string): Promise<string> {
    const { currentDetails } = await this.handle(workflowId).query<{ currentDetails?: string }>(
      '__temporal_workflow_metadata',
    );
    return currentDetails ?? '';
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.shutdown();
    await Promise.allSettled(this.#runs);
    await this.server.close();
  }

  async #work(): Promise<void> {
    const deps = {} as ActivityDeps;
    const names = Object.values(activities)
      .filter((create) => /^create\w+Activities$/.test(create.name))
      .flatMap((create) => Object.keys(create(deps)));
    const scripted = Object.fromEntries(names.map((name) => [name, () => this.#play(name)]));
    const workflowBundleRead = await workflowBundle();
    const common = {
      connection: this.server.nativeConnection,
      namespace: this.server.namespace,
      activities: scripted,
      maxHeartbeatThrottleInterval: BEAT_MS,
      shutdownForceTime: '2 seconds',
    } as const;
    this.#workers = await Promise.all(
      Object.values(TASK_QUEUES).map((taskQueue) =>
        Worker.create({
          ...common,
          taskQueue,
          ...(taskQueue === TASK_QUEUES.enrollments && { workflowBundle: workflowBundleRead }),
        }),
      ),
    );
    this.#runs = this.#workers.map((worker) => worker.run());
  }

  async #play(name: string): Promise<unknown> {
    const { info, cancellationSignal, cancelled } = Context.current();
    const { workflowId } = info.workflowExecution!;
    const course = COURSES.find((each) => workflowId.includes(each)) ?? 'settles';
    const until = Date.now() + HOUR_MS;
    const look = LOOKS[name];
    if (look) return look(course === 'waits', until);
    this.begun.set(workflowId, (this.begun.get(workflowId) ?? 0) + 1);
    if (course === 'waits') {
      const reason = name === 'followMailbox' ? 'connection' : 'surge';
      const progress = { waiting: 2, size: 2, over: 0, failed: 0 };
      return { kind: 'wait', until, reason, ...progress, waitMs: HOUR_MS, isWaiting: true };
    }
    const putOff = ApplicationFailure.create({ type: 'retrying', nextRetryDelay: '10 minutes' });
    if (course === 'backs-off') throw putOff;
    if (course === 'has-no-row') throw ApplicationFailure.nonRetryable('no row', 'not_found');
    const beat = setInterval(() => Context.current().heartbeat(), BEAT_MS);
    await cancelled.catch(() => undefined).finally(() => clearInterval(beat));
    if (cancellationSignal.aborted) this.told.add(workflowId);
    if (course === 'is-put-off') throw putOff;
    if (course === 'gives-up') return cancelled;
    return name === 'executeStep' ? nextStep(until) : { kind: 'ended' };
  }
}
