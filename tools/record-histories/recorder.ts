import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { Client, type WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import type { GeneratedRun } from '../../commands/programs/runs/generate-run.ts';
import type { AnswerDirective } from '../../contracts/inbox/answer-directive.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import type { CopiesDirective } from '../../contracts/sending/copies-directive.ts';
import type { PassDirective } from '../../contracts/automations/directives.ts';
import type { FollowDirective } from '../../activities/inbox/follow-mailbox.ts';
import type { RunDirective } from '../../contracts/programs/directives.ts';
import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { startSkippingEnvironment } from '../stack/skipping-environment.ts';

/** One recorded run, as its file keeps it. */
export interface RecordedRun {
  workflowId: string;
  history: unknown;
}

const { History } = proto.temporal.api.history.v1;
/** `History.fromObject` reads what this writes. */
const AS_JSON = { longs: String, bytes: String, enums: String };

const PATIENCE_MS = 20_000;

/** The real workflows on skipped time; their activities answer from a script, in order. */
export class Recorder {
  readonly client: Client;
  advance: Directive[] = [];
  executeStep: (Directive | 'until cancelled' | 'no row')[] = [];
  sendAction: ActionDirective[] = [];
  sendAnswer: AnswerDirective[] = [];
  sendCopies: CopiesDirective[] = [];
  readRun: RunDirective[] = [];
  workPass: PassDirective[] = [];
  generateRun: GeneratedRun[] = [];
  deliverBatch: DeliveryDirective[] = [];
  deliverAutomationMessages: DeliveryDirective[] = [];
  deliverWebhooks: { waitMs: number | null }[] = [];
  followMailbox: (FollowDirective | 'until cancelled')[] = [];
  enrollRows: { isWaiting: boolean }[] = [];
  #looks = 0;
  #isSending = false;
  readonly #env: TestWorkflowEnvironment;
  #workers: Worker[] = [];
  #runs: Promise<void>[] = [];

  private constructor(env: TestWorkflowEnvironment) {
    this.#env = env;
    this.client = new Client({ connection: env.connection, namespace: 'default' });
  }

  /** Starts it on the time-skipping server at `path`. */
  static async start(path: string): Promise<Recorder> {
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
    const recorder = new Recorder(await startSkippingEnvironment(path));
    await recorder.#work();
    return recorder;
  }

  /** The server's clock, epoch milliseconds. */
  now(): Promise<number> {
    return this.#env.currentTimeMs();
  }

  /** Lets the clock run. */
  pass(durationMs: number): Promise<void> {
    return this.#env.sleep(durationMs);
  }

  /** Waits until the workflow has asked so many times what comes next, since the last recording. */
  looked(times: number): Promise<void> {
    return until(() => this.#looks >= times, `look ${times}`);
  }

  /** Waits until a step is being executed. */
  sending(): Promise<void> {
    return until(() => this.#isSending, 'a send');
  }

  /** Waits until the run of the workflow has begun so many timers. */
  armed(handle: WorkflowHandle, timers: number): Promise<void> {
    return until(async () => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).filter((event) => event.timerStartedEventAttributes).length >= timers;
    }, `timer ${timers} of ${handle.workflowId}`);
  }

  /** The histories of all runs of a workflow that has come to its end, first run first. */
  async record(handle: WorkflowHandle): Promise<RecordedRun[]> {
    const { workflowId } = handle;
    await until(
      async () => (await handle.describe()).status.name === 'COMPLETED',
      `the end of ${workflowId}`,
    );
    const runs: RecordedRun[] = [];
    for (let runId: string | undefined; runId !== '';) {
      const history = await this.client.workflow.getHandle(workflowId, runId).fetchHistory();
      runs.unshift({ workflowId, history: History.toObject(History.fromObject(history), AS_JSON) });
      runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    }
    this.#looks = 0;
    this.#isSending = false;
    return runs;
  }

  /** Stops workers and server. */
  async close(): Promise<void> {
    for (const worker of this.#workers) worker.shutdown();
    await Promise.allSettled(this.#runs);
    await this.#env.teardown();
  }

  async #work(): Promise<void> {
    const connection = this.#env.nativeConnection;
    // A cancellation comes back with a beat.
    const common = {
      connection,
      namespace: 'default',
      maxHeartbeatThrottleInterval: '100 milliseconds',
    } as const;
    const workflowBundle = await bundleWorkflows();
    const plan = {
      advance: () => this.#look(this.advance, 'advance'),
      readRun: () => this.#look(this.readRun, 'readRun'),
    };
    const control = {
      startDueRun: () => ({ runId: 'run_due' }),
      startDuePass: () => ({ passId: 'aps_due' }),
      reconcileAll: () => ({}),
      runWebhookFeed: () => undefined,
      followAutomations: () => undefined,
    };
    const mailSend = {
      executeStep: () => this.#execute(this.executeStep, 'executeStep'),
      sendAction: () => this.#look(this.sendAction, 'sendAction'),
      sendAnswer: () => this.#look(this.sendAnswer, 'sendAnswer'),
      sendCopies: () => this.#look(this.sendCopies, 'sendCopies'),
      deliverBatch: () => this.#look(this.deliverBatch, 'deliverBatch'),
      deliverAutomationMessages: () =>
        this.#look(this.deliverAutomationMessages, 'deliverAutomationMessages'),
    };
    const bulk = {
      enrollRows: () => next(this.enrollRows, 'enrollRows'),
      actOnRows: () => undefined,
      releaseDeferred: () => undefined,
      drainSequenceChange: () => ({ drained: 3 }),
      generateRun: () => next(this.generateRun, 'generateRun'),
      workPass: () => this.#look(this.workPass, 'workPass'),
      prepareRun: () => ({ isSuperseded: false }),
      planProgram: () => ({ added: 3, moved: 2, removed: 1 }),
      refreshAllCustomers: () => ({ customers: 3, signalsStarted: 2, signalsEnded: 1 }),
      askModels: () => ({ answered: 2, failed: 1, unasked: 1 }),
      readMails: () => ({ read: 2, failed: 1 }),
    };
    const webhooks = { deliverWebhooks: () => this.#look(this.deliverWebhooks, 'deliverWebhooks') };
    const inbox = { followMailbox: () => this.#execute(this.followMailbox, 'followMailbox') };
    const { enrollments: taskQueue } = TASK_QUEUES;
    this.#workers = await Promise.all([
      Worker.create({ ...common, taskQueue, workflowBundle, activities: plan }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.mailSend, activities: mailSend }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.bulk, activities: bulk }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.control, activities: control }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.webhooks, activities: webhooks }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.inbox, activities: inbox }),
    ]);
    this.#runs = this.#workers.map((worker) => worker.run());
  }

  #look<T>(script: T[], activity: string): T {
    this.#looks += 1;
    return next(script, activity);
  }

  async #execute<T>(script: (T | 'until cancelled' | 'no row')[], activity: string): Promise<T> {
    const answer = next(script, activity);
    if (answer === 'no row') throw ApplicationFailure.nonRetryable('not_found', 'not_found');
    if (answer !== 'until cancelled') return answer;
    this.#isSending = true;
    const beat = setInterval(() => Context.current().heartbeat(), 100);
    return Context.current().cancelled.finally(() => clearInterval(beat));
  }
}

function next<T>(script: T[], activity: string): T {
  const answer = script.shift();
  if (answer === undefined) throw new Error(`the script of ${activity} has ended`);
  return answer;
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    await sleep(20);
  }
}
