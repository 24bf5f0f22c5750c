import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as workflows from '../../../workflows/index.ts';
import { ENGINE_START_MS } from '../../support/worlds/engine.ts';
import { type Course, OperatorWorld } from '../../support/worlds/operator-world.ts';

type Kind = keyof typeof workflows;

/** What a workflow of each kind is found by. */
interface Found {
  workflowId: string;
  attributes: Readonly<Record<string, string>>;
}

let world: OperatorWorld;
/** All that were started. */
const ids = new Set<string>();
beforeAll(async () => {
  world = await OperatorWorld.start();
}, ENGINE_START_MS);
afterAll(() => world?.close());

const mailboxId = 'mbx_1';
const customerId = 'cus_1';
const MAILED = { MailboxId: mailboxId, CustomerId: customerId };

/** Starts a workflow of each kind as the product does; its work takes the course. */
const STARTS: Record<Kind, (course: Course) => Promise<Found>> = {
  enrollment: async (course) => {
    const enrollmentId = `enr_${course}`;
    await world.lifecycle.startEnrollment({ enrollmentId, sequenceId: 'seq_1', customerId, mailboxId });
    return { workflowId: `enrollment/${enrollmentId}`, attributes: { ...MAILED, SequenceId: 'seq_1' } };
  },
  bulkEnrollment: async (course) => {
    const bulkId = `bulk_${course}`;
    await world.lifecycle.startBulkEnrollment({ bulkId, sequenceId: 'seq_1' });
    return { workflowId: `bulk-enrollment/${bulkId}`, attributes: { SequenceId: 'seq_1' } };
  },
  queueBulk: async (course) => {
    const bulkId = `qb_${course}`;
    await world.lifecycle.startQueueBulk(bulkId);
    return { workflowId: `queue-bulk/${bulkId}`, attributes: {} };
  },
  messageCopies: async (course) => {
    const messageId = `msg_${course}`;
    const owners = { sequenceId: null, programId: 'prg_1', automationId: null };
    await world.lifecycle.wakeCopies({ messageId, customerId, mailboxId, ...owners });
    return { workflowId: `message/${messageId}/copies`, attributes: { ...MAILED, ProgramId: 'prg_1' } };
  },
  batchDelivery: async (course) => {
    const batchId = `bat_${course}`;
    await world.lifecycle.wakeBatch({ batchId, programId: 'prg_1', mailboxId });
    const attributes = { ProgramId: 'prg_1', MailboxId: mailboxId };
    return { workflowId: `program/prg_1/batch/${batchId}`, attributes };
  },
  programRun: async (course) => {
    const name = `manual/run_${course}`;
    await world.lifecycle.wakeProgramRun({ runId: `run_${course}`, programId: 'prg_1', name });
    return { workflowId: `program/prg_1/${name}`, attributes: { ProgramId: 'prg_1' } };
  },
  programPlan: async (course) => {
    const programId = `prg_${course}`;
    await world.lifecycle.startProgramPlan(programId, 2);
    return { workflowId: `program-plan/${programId}/2`, attributes: { ProgramId: programId } };
  },
  programTick: (course) => asScheduled('programTick', `program/prg_${course}/tick`, {}),
  sequenceChange: async (course) => {
    const sequenceId = `seq_${course}`;
    await world.lifecycle.startSequenceChange(sequenceId, 2);
    return { workflowId: `sequence-change/${sequenceId}/2`, attributes: { SequenceId: sequenceId } };
  },
  automationRun: async (course) => {
    const passId = `aps_${course}`;
    await world.lifecycle.wakePass({ passId, automationId: 'aut_1' });
    return { workflowId: `automation/aut_1/${passId}`, attributes: { AutomationId: 'aut_1' } };
  },
  automationMessages: async (course) => {
    const passId = `aps_${course}`;
    await world.lifecycle.wakeAutomationMessages({ passId, automationId: 'aut_1' });
    return { workflowId: `automation/aut_1/${passId}/messages`, attributes: { AutomationId: 'aut_1' } };
  },
  automationTick: (course) => asScheduled('automationTick', `automation/aut_${course}/tick`, {}),
  automationFeed: (course) => asScheduled('automationFeed', `automation-feed-${course}`),
  webhook: async (course) => {
    const webhookId = `whk_${course}`;
    await world.lifecycle.wakeWebhook(webhookId);
    return { workflowId: `webhook/${webhookId}`, attributes: {} };
  },
  webhookFeed: (course) => asScheduled('webhookFeed', `webhook-feed-${course}`),
  mailbox: async (course) => {
    await world.lifecycle.startMailbox(`mbx_${course}`);
    return { workflowId: `mailbox/mbx_${course}`, attributes: { MailboxId: `mbx_${course}` } };
  },
  answerMail: async (course) => {
    const answerId = `cna_${course}`;
    await world.lifecycle.wakeAnswer({ answerId, customerId, mailboxId });
    return { workflowId: `answer/${answerId}`, attributes: MAILED };
  },
  actionMail: async (course) => {
    const actionId = `act_${course}`;
    await world.lifecycle.wakeAction({ actionId, customerId, mailboxId });
    return { workflowId: `action/${actionId}`, attributes: MAILED };
  },
  contactPolicyChange: async (course) => {
    await world.lifecycle.startContactPolicyChange(`cpc_${course}`);
    return { workflowId: `contact-policy-change/cpc_${course}`, attributes: {} };
  },
  mailReading: (course) => asScheduled('mailReading', `mail-reading-${course}`),
  modelInsights: (course) => asScheduled('modelInsights', `model-insights-${course}`),
  signals: (course) => asScheduled('signals', `signals-${course}`),
  reconcile: (course) => asScheduled('reconcile', `reconcile-${course}`, { everySeconds: 300 }),
};
const KINDS = Object.keys(workflows).sort() as Kind[];

async function asScheduled(kind: Kind, workflowId: string, ...args: unknown[]): Promise<Found> {
  return { workflowId: await world.startAsScheduled(kind, workflowId, ...args), attributes: {} };
}

type Started = Found & { kind: Kind };

/** Starts one of each kind, and waits until its work has begun. */
async function startAll(course: Course): Promise<Started[]> {
  world.begun.clear();
  const started = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await STARTS[kind](course)) })));
  const isAtWork = ({ kind, workflowId }: Started) => isLook(kind, course) || world.begun.has(workflowId);
  await until(() => started.every(isAtWork), `the work of all: ${course}`);
  for (const { workflowId } of started) ids.add(workflowId);
  return started;
}

/** What waits before there is anything to do. */
const isLook = (kind: Kind, course: Course) =>
  course === 'waits' && (kind === 'enrollment' || kind === 'programRun');

const PATIENCE_MS = 30_000;
async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    await sleep(50);
  }
}

async function statusOf(workflowId: string): Promise<string> {
  return (await world.handle(workflowId).describe()).status.name;
}

/** How each ended, and whether a task of it failed. */
async function endsOf(started: readonly Started[]) {
  const ends = await Promise.all(
    started.map(async ({ kind, workflowId }) => {
      await until(async () => (await statusOf(workflowId)) !== 'RUNNING', `the end of ${workflowId}`);
      const { events } = await world.handle(workflowId).fetchHistory();
      const failed = (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length;
      return [kind, await statusOf(workflowId), failed] as const;
    }),
  );
  return ends;
}
type End = Awaited<ReturnType<typeof endsOf>>[number];
const isOther =
  (wanted: string) =>
  ([, status, failedTasks]: End): boolean =>
    status !== wanted || failedTasks > 0;
/** Those that may wait for something. */
const WAITING: Kind[] = [
  'actionMail',
  'answerMail',
  'automationMessages',
  'automationRun',
  'batchDelivery',
  'bulkEnrollment',
  'enrollment',
  'mailbox',
  'messageCopies',
  'programRun',
  'reconcile',
  'webhook',
];
/** What is in hand of these is waited for. */
const ENDED_BY_WORK: Kind[] = [
  'actionMail',
  'answerMail',
  'automationMessages',
  'batchDelivery',
  'mailbox',
  'messageCopies',
];

describe('an operator in Temporal Web', () => {
  it('O3: sees of every kind what it is about, what it does, and nothing that names a person', async () => {
    const started = await startAll('settles');
    const seen = await Promise.all(
      started.map(async ({ kind, workflowId }) => {
        const described = await world.handle(workflowId).describe();
        const { BuildIds: _, ...attributes } = described.searchAttributes;
        const details = await world.detailsOf(workflowId);
        return { kind, attributes, isSaid: details.length > 10 && !/undefined|null|\[object/.test(details) };
      }),
    );
    expect(seen).toEqual(
      started.map(({ kind, attributes }) => ({
        kind,
        attributes: Object.fromEntries(Object.entries(attributes).map(([name, id]) => [name, [id]])),
        isSaid: true,
      })),
    );
    for (const { workflowId } of started) await world.handle(workflowId).cancel();
    const ends = await endsOf(started);
    expect(ends.filter(isOther('CANCELLED'))).toEqual(ENDED_BY_WORK.map((kind) => [kind, 'COMPLETED', 0]));
  });

  it('O3: sees until when a workflow waits, in words with the zone; cancelled, it ends as cancelled', async () => {
    const started = (await startAll('waits')).filter(({ kind }) => WAITING.includes(kind));
    for (const { kind, workflowId } of started) {
      const isSaid = async () => / \d\d:\d\d:\d\d UTC/.test(await world.detailsOf(workflowId));
      await until(isSaid, `until when a workflow of ${kind} waits`);
    }
    for (const { workflowId } of started) await world.handle(workflowId).cancel();
    expect((await endsOf(started)).filter(isOther('CANCELLED'))).toEqual([]);
  });

  it.each(['backs-off', 'gives-up', 'is-put-off'] as const)(
    'O12: cancels work that %s: every workflow ends as cancelled, none as failed, and no task of it fails',
    async (course) => {
      const started = await startAll(course);
      for (const { workflowId } of started) await world.handle(workflowId).cancel();
      expect((await endsOf(started)).filter(isOther('CANCELLED'))).toEqual([]);
    },
  );

  it('O12: terminates: work in hand is told within a beat, and ends instead of racing with what comes after it', async () => {
    const started = await startAll('gives-up');
    world.told.clear();
    for (const { workflowId } of started) await world.handle(workflowId).terminate();
    const isTold = () => started.every(({ workflowId }) => world.told.has(workflowId));
    await until(isTold, 'all that was terminated');
  });
});

describe('what no retry mends', () => {
  it('is tried once: the workflow ends and says so, an enrollment looks again after a minute', async () => {
    const started = await startAll('has-no-row');
    const goOn = started.filter(({ kind }) => kind === 'enrollment' || kind === 'reconcile');
    const ended = started.filter((each) => !goOn.includes(each));
    expect((await endsOf(ended)).filter(isOther('FAILED'))).toEqual([]);
    for (const { kind, workflowId } of goOn)
      await until(
        async () => / at .* UTC/.test(await world.detailsOf(workflowId)),
        `when ${kind} looks again`,
      );
    expect(started.map(({ workflowId }) => world.begun.get(workflowId))).toEqual(KINDS.map(() => 1));
    for (const { workflowId } of goOn) await world.handle(workflowId).terminate();
  });
});

it('O12: every activity that may take longer than ten seconds has a heartbeat timeout, of two beats at least', async () => {
  const histories = await Promise.all([...ids].map((workflowId) => world.handle(workflowId).fetchHistory()));
  const scheduled = histories
    .flatMap(({ events }) => events ?? [])
    .flatMap(({ activityTaskScheduledEventAttributes: activity }) => activity ?? []);
  const names = new Set(scheduled.map(({ activityType }) => activityType?.name));
  expect(names.size).toBeGreaterThan(20);
  const secondsOf = (duration: { seconds?: unknown } | null | undefined) => Number(duration?.seconds ?? 0);
  const silent = scheduled.filter(
    ({ startToCloseTimeout, heartbeatTimeout }) =>
      secondsOf(startToCloseTimeout) > 10 && secondsOf(heartbeatTimeout) < 15,
  );
  expect([...new Set(silent.map(({ activityType }) => activityType?.name))]).toEqual([]);
});
