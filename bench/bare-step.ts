import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { inParallel } from '../commands/wakes.ts';
import { newId } from '../infra/ids.ts';
import { composeMail } from '../infra/mail/compose.ts';
import { handOver } from '../infra/mail/hand-over.ts';
import { createSmtpPool } from '../infra/mail/smtp-pool.ts';
import { MAX_SENDS, type Rig } from './rig.ts';

const DAY_MS = 86_400_000;

/** What the bare workflow calls. */
export interface BareActivities {
  handOverPrebuilt(input: { stepId: string }): Promise<{ until: number }>;
}

/** Steps without a product: the timer, an activity, and one mail that was written before. */
export interface BareSteps {
  /** Starts workflows whose timers fire at `dueAt`. */
  start(count: number, dueAt: number): Promise<void>;
  /** When each mail had been accepted, epoch milliseconds. */
  doneAt: number[];
}

/** Prepares workers with the settings of the product's, and a pool of SMTP connections of the same size. */
export async function createBareSteps(rig: Rig): Promise<BareSteps> {
  const doneAt: number[] = [];
  const pool = createSmtpPool();
  const raw = await composeMail(PREBUILT);
  const server = {
    host: '127.0.0.1',
    port: rig.smtpPort,
    security: 'none' as const,
    user: null,
    password: null,
  };
  const activities: BareActivities = {
    async handOverPrebuilt() {
      await handOver({
        server,
        from: PREBUILT.from.address,
        copies: [
          {
            recipient: PREBUILT.to[0]!.address,
            raw: () => Promise.resolve(raw),
            fence: () => Promise.resolve(true),
            settle: (result) => {
              if (result.kind !== 'sent') throw new Error(result.kind);
              return Promise.resolve('stop');
            },
          },
        ],
        signal: new AbortController().signal,
        pool,
      });
      doneAt.push(Date.now());
      return { until: Date.now() + DAY_MS };
    },
  };
  const autoscaling = { type: 'autoscaling' as const };
  const common = { connection: rig.workerConnection, namespace: rig.namespace };
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-step.workflow.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  rig.run([
    await Worker.create({
      ...common,
      taskQueue: 'bench',
      workflowBundle,
      maxConcurrentWorkflowTaskExecutions: 120,
      maxCachedWorkflows: 1_000,
      workflowTaskPollerBehavior: autoscaling,
    }),
    await Worker.create({
      ...common,
      taskQueue: 'bench-send',
      activities,
      maxConcurrentActivityTaskExecutions: MAX_SENDS,
      activityTaskPollerBehavior: autoscaling,
    }),
  ]);
  return {
    doneAt,
    start: (count, dueAt) =>
      inParallel(Array.from({ length: count }), async () => {
        const stepId = newId('stepExecution');
        const options = { workflowId: `bare/${stepId}`, taskQueue: 'bench', args: [{ stepId, dueAt }] };
        await rig.client.workflow.start('bareStep', options);
      }),
  };
}

const PREBUILT = {
  messageRowId: 'msg_bench',
  messageId: '<bench@acme.example>',
  date: new Date(),
  from: { address: 'ar@acme.example', name: 'Acme' },
  to: [{ address: 'ap@customer.example' }],
  subject: 'Your account with Acme: $1,250.00 open',
  html: `<p>Dear Pat,</p>${'<p>Please let us know when we can expect your payment.</p>'.repeat(8)}`,
  text: `Dear Pat,\n\n${'Please let us know when we can expect your payment.\n\n'.repeat(8)}`,
  unsubscribeUrl: 'https://followthrough.example/unsubscribe/0123456789',
};
