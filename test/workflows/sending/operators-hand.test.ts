import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { batchDeliveryWorkflowId } from '../../../workflows/programs/batch-delivery.messages.ts';
import { after, NO_CONTACT_POLICY, onDay } from '../../support/rows/fixtures.ts';
import type { ScriptedSmtp, SmtpPhase } from '../../support/servers/scripted-smtp.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
/** So late the reconciler takes a workflow that does not come for gone. */
const LATER_MS = 6 * 60_000;
type Hand = 'cancel' | 'terminate';

/** An operator's hand in Temporal Web, on the real server: who comes first is the point. */
describe('an operator ends a workflow in Temporal Web', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true });
    story = new Story(engine);
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
    await updateOrganisation(engine.deps, story.actor, { contactPolicy: NO_CONTACT_POLICY });
  }, ENGINE_START_MS);
  afterEach(() => mailbox.reset());
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  const handleOf = ({ enrollmentId }: Walk) =>
    engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
  const statusOf = async (workflowId: string) =>
    (await engine.client.workflow.getHandle(workflowId).describe()).status.name;
  const lay = (walk: Walk, hand: Hand) => handleOf(walk)[hand]();
  const ends = (workflowId: string, status: string) =>
    engine.until(async () => (await statusOf(workflowId)) === status, `${workflowId} as ${status}`);
  /** Some minutes later, as the reconciler of the product looks. */
  const repair = (laterMs = LATER_MS) => {
    const now = async () => (await engine.now()) + laterMs;
    return reconcile({ ...engine.deps, now });
  };
  const messageOf = ({ enrollmentId }: Walk) =>
    engine.database.db.message.findFirstOrThrow({ where: { enrollmentId } });

  /** A walk whose mail stands at a phase of its session. */
  async function standingAt(phase: SmtpPhase) {
    const standing = smtp.hold(phase);
    const walk = await story.walk({ steps: [NOW] });
    await standing.reached;
    return { walk, standing, workflowId: enrollmentWorkflowId(walk.enrollmentId) };
  }

  it('O12: cancelled before the fence: nothing left, the workflow is cancelled, and begins again since nobody stopped it', async () => {
    const { walk, standing, workflowId } = await standingAt('data');
    await lay(walk, 'cancel');
    await ends(workflowId, 'CANCELLED');
    expect([smtp.messages.length, await story.status(walk.enrollmentId)]).toEqual([0, 'active']);
    standing.release();
    await repair();
    await ends(workflowId, 'COMPLETED');
    expect([smtp.messages.length, await story.status(walk.enrollmentId)]).toEqual([1, 'completed']);
  });

  it('D1: cancelled while the server thinks about the mail: its answer is stored, and the mail is sent once', async () => {
    const { walk, standing, workflowId } = await standingAt('accepted');
    await lay(walk, 'cancel');
    await engine.until(async () => {
      const { raw } = await handleOf(walk).describe();
      return raw.pendingActivities?.some(({ state }) => String(state) === '3') ?? false;
    }, 'an activity that is to end');
    standing.release();
    await engine.until(async () => (await messageOf(walk)).status === 'sent', 'the answer in the ledger');
    await engine.until(async () => (await statusOf(workflowId)) !== 'RUNNING', 'the end of the workflow');
    expect(['CANCELLED', 'COMPLETED']).toContain(await statusOf(workflowId));
    await repair();
    await ends(workflowId, await statusOf(workflowId));
    expect([smtp.messages.length, await story.status(walk.enrollmentId)]).toEqual([1, 'completed']);
  });

  it('D1: terminated while the server thinks about the mail: it is sent or in doubt, and never sent again', async () => {
    const { walk, standing, workflowId } = await standingAt('accepted');
    await lay(walk, 'terminate');
    await repair();
    await engine.until(
      async () => (await statusOf(workflowId)) !== 'TERMINATED',
      'a workflow that begins again',
    );
    standing.release();
    await engine.until(async () => {
      const { status } = await messageOf(walk);
      return status === 'sent' || status === 'uncertain';
    }, 'a mail that is sent or in doubt');
    await repair();
    await story.still([walk]);
    expect(smtp.messages.length).toBe(1);
  });

  it('D1: terminated before the fence: the old send passes it no more, the new one sends once', async () => {
    const { walk, standing, workflowId } = await standingAt('data');
    await lay(walk, 'terminate');
    await repair();
    await engine.until(
      async () => (await statusOf(workflowId)) !== 'TERMINATED',
      'a workflow that begins again',
    );
    await ends(workflowId, 'COMPLETED');
    standing.release();
    await story.still([walk]);
    expect([smtp.messages.length, await story.status(walk.enrollmentId)]).toEqual([1, 'completed']);
  });

  it('O12: cancelled while a 451 is waited for: it begins again, and the next try stays where it was', async () => {
    smtp.replyAt('rcpt', '451 4.3.0 try again later');
    const walk = await story.walk({ steps: [NOW] });
    const workflowId = enrollmentWorkflowId(walk.enrollmentId);
    const execution = () => story.execution(walk.enrollmentId, walk.stepIds[0]);
    const backsOff = async () => {
      const { raw } = await handleOf(walk).describe();
      return raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1) ?? false;
    };
    await engine.until(backsOff, 'an activity that is tried later');
    const { heldReason, heldUntil } = await execution();
    expect(heldReason).toBe('retrying');
    await lay(walk, 'cancel');
    await ends(workflowId, 'CANCELLED');
    await repair(2 * LATER_MS);
    await ends(workflowId, 'RUNNING');
    await story.still([walk]);
    expect([smtp.messages.length, (await execution()).heldUntil]).toEqual([0, heldUntil]);
    await handleOf(walk).terminate();
  });

  it('O12: a workflow that sleeps is cancelled: whatever changes its row begins it again', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(30) }] });
    const workflowId = enrollmentWorkflowId(walk.enrollmentId);
    await story.still([walk]);
    await lay(walk, 'cancel');
    await ends(workflowId, 'CANCELLED');
    await engine.database.db.enrollment.update({
      where: { id: walk.enrollmentId },
      data: { intentVersion: { increment: 1 } },
    });
    expect((await repair()).restarted).toBeGreaterThan(0);
    await ends(workflowId, 'RUNNING');
  });

  it('O12: a delivery of a batch is cancelled: it is nobody’s at once, begins again, and each has one mail', async () => {
    const world = new ProgramWorld(engine);
    await world.open();
    const program = await world.program();
    const debtors = await world.debtors(3, program);
    const batch = await world.run(program);
    const standing = debtors.map(() => smtp.hold('data'));
    await world.approve(batch);
    await Promise.all(standing.map(({ reached }) => reached));
    const workflowId = batchDeliveryWorkflowId(program.programId, batch.batchId);
    await engine.client.workflow.getHandle(workflowId).cancel();
    await ends(workflowId, 'CANCELLED');
    for (const hold of standing) hold.release();
    expect(smtp.messages).toEqual([]);
    expect((await repair()).programs).toBeGreaterThan(0);
    await engine.until(async () => smtp.messages.length === 3, 'three mails');
    await ends(workflowId, 'COMPLETED');
    const recipients = smtp.messages.flatMap((mail) => mail.recipients).sort();
    expect(recipients).toEqual(debtors.map(({ email }) => email).sort());
  });
});
