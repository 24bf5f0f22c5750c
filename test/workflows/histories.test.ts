import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { stopEnrollment } from '../../commands/enrollments/stop-enrollment.ts';
import { updateTouchpoint } from '../../commands/programs/save-touchpoint.ts';
import { batchDeliveryWorkflowId } from '../../workflows/programs/batch-delivery.messages.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollments/enrollment.messages.ts';
import { programRunWorkflowId } from '../../workflows/programs/program-run.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../support/worlds/engine.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { expectQuietHistories, readHistories } from '../support/worlds/histories.ts';
import { ProgramWorld } from '../support/worlds/program-world.ts';
import { Story } from '../support/worlds/story.ts';

/** Events of one automatic email step: timer (2), workflow task (3), activity (3), workflow task (3). */
const EVENTS_PER_STEP = 11;
/** Start, first task, first look, the task after it, and the end. */
const EVENTS_AROUND = 11;

/** What Temporal Web shows of a workflow while it runs. */
async function detailsOf(workflow: WorkflowHandle): Promise<unknown> {
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

describe('what stands in a history', () => {
  let engine: Engine;
  let story: Story;
  let failures = { deliver: 0, claim: 0 };
  beforeAll(async () => {
    engine = await startEngine({
      changeDeps: (deps) => ({
        ...deps,
        transports: {
          ...deps.transports,
          email: {
            deliver: (mail, ...rest) => {
              if (failures.deliver-- > 0)
                throw new Error(`550 no such user ${mail.recipients[0]?.address}: ${mail.subject}`);
              return deps.transports.email.deliver(mail, ...rest);
            },
          },
        },
        store: {
          ...deps.store,
          readToSend: {
            readToSend: async (...args) => {
              const read = await deps.store.readToSend.readToSend(...args);
              const contact = 'pat@customer.example';
              if (failures.claim-- > 0)
                throw Object.assign(new Error(`duplicate key (email)=(${contact})`), { code: contact });
              return read;
            },
          },
        },
      }),
    });
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('an automatic email step costs exactly one timer and one activity: 11 history events per step', async () => {
    failures = { deliver: 0, claim: 0 };
    const one = await story.walk({ steps: [{ timing: onDay(0) }] });
    const three = await story.walk({ steps: [onDay(0), onDay(3), onDay(6)].map((timing) => ({ timing })) });
    await story.passUntil('2099-12-07T00:00Z');
    expect(await story.left(three.enrollmentId)).toHaveLength(3);
    const events = await engine.history(three.enrollmentId);
    expect((await engine.history(one.enrollmentId)).length).toBe(EVENTS_AROUND + EVENTS_PER_STEP);
    expect(events.length).toBe(EVENTS_AROUND + 3 * EVENTS_PER_STEP);
    const count = (name: string) => events.filter((event) => event === name).length;
    expect([count('timerStartedEventAttributes'), count('timerFiredEventAttributes')]).toEqual([3, 3]);
    expect(count('activityTaskScheduledEventAttributes')).toBe(4);
  });

  it('O6: an error that quotes an address and a subject leaves its code and ids with Temporal, not its words', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    const { id, dueAt } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    failures = { deliver: Infinity, claim: 1 };
    await engine.pass(dueAt!.getTime() + 600_000 - (await engine.now()));
    const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(walk.enrollmentId));
    const { pendingActivities } = (await workflow.describe()).raw;
    const [pending] = pendingActivities ?? [];
    expect(pending?.attempt).toBeGreaterThan(1);
    expect(pending?.lastFailure?.message).toBe(`Error ${walk.enrollmentId} ${id}`);
    await stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.settled();
    await engine.until(
      async () => (await workflow.describe()).status.name === 'COMPLETED',
      'the end of the workflow',
    );
  });

  it('O9: a look that waits for the database beats, and a send that has failed eight times is tried every ten seconds', async () => {
    failures = { deliver: 8, claim: 0 };
    const { enrollmentId, stepIds } = await story.walk({ steps: [{ timing: onDay(1) }] });
    const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
    const beaten = async () => (await workflow.describe()).raw.pendingActivities?.[0]?.lastHeartbeatTime;
    await engine.database.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM enrollment WHERE id = ${enrollmentId} FOR UPDATE`;
        await engine.deps.lifecycle.wakeEnrollment(enrollmentId);
        await engine.until(async () => (await beaten()) != null, 'a look that beats');
      },
      { timeout: 30_000 },
    );
    const { dueAt } = await story.execution(enrollmentId, stepIds[0]);
    await engine.pass(dueAt!.getTime() + 100_000 - (await engine.now()));
    expect(await story.left(enrollmentId)).toHaveLength(1);
  });

  it('O6: Temporal is told and shows what a program does, in ids and times', async () => {
    const world = new ProgramWorld(engine);
    await world.open();
    const program = await world.program();
    const [touchpointId] = program.touchpointIds;
    const { programId } = program;
    const patch = { label: 'Ten days overdue' };
    await updateTouchpoint(engine.deps, world.actor, { programId, touchpointId: touchpointId!, patch });
    const [debtor] = await world.debtors(1, program);
    const batch = await world.run(program);
    const [run] = await engine.deps.store.programRuns.listRefs(world.db, [batch.runId]);
    const running = engine.client.workflow.getHandle(programRunWorkflowId(programId, run!.name));
    const { deadlineAt } = await world.db.programRun.findUniqueOrThrow({ where: { id: batch.runId } });
    const until = deadlineAt?.toUTCString().replace('GMT', 'UTC') ?? 'somebody decides';
    const isWaiting = async () =>
      (await detailsOf(running)) === `Batches wait for a decision until ${until}.`;
    await engine.until(isWaiting, 'a run that waits for a decision');

    failures = { deliver: 1, claim: 0 };
    await world.approve(batch);
    const delivery = engine.client.workflow.getHandle(batchDeliveryWorkflowId(programId, batch.batchId));
    const failed = async () => (await delivery.describe()).raw.pendingActivities?.[0]?.lastFailure;
    await engine.until(async () => (await failed()) != null, 'a delivery that failed once');
    expect((await failed())?.message).toBe(`Error ${batch.batchId}`);
    expect(await detailsOf(delivery)).toBe('Delivering what is approved.');
    await engine.pass('1 hour');
    await world.delivered(batch);
    expect(engine.mail.mails.at(-1)?.to).toEqual([debtor!.email]);
    await engine.until(
      async () => (await running.describe()).status.name === 'COMPLETED',
      'the end of the run',
    );
  });

  it('O6: the raw histories hold no names, addresses or texts', async () => {
    // Four enrollments; a run, its batch and a plan.
    expect((await readHistories(engine)).length).toBe(4 + 3);
    await expectQuietHistories(engine);
  });
});
