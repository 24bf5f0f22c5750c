import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { editStep, retryStep, sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { cancelStep } from '../../../commands/enrollments/queue/cancel-step.ts';
import { completeStep } from '../../../commands/enrollments/queue/settle-step.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { updateContact } from '../../../commands/customers/update-contact.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

describe('what people and customers see', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const mailsTo = (walk: Walk) => engine.mail.mails.filter((mail) => mail.to.includes(walk.email!));
  const header = (mail: ReturnType<typeof mailsTo>[number], key: string) =>
    mail.parsed.headers.find((each) => each.key === key)?.value;
  const sent = (walk: Walk, count: number) =>
    engine.until(async () => (await story.left(walk.enrollmentId)).length === count, `mail ${count}`);

  it('M5: follow-ups thread under the first mail, each with a Message-ID of its own from the ledger', async () => {
    const walk = await story.walk({
      steps: [
        { timing: onDay(0) },
        { timing: onDay(1), isThreaded: true },
        { timing: onDay(2), isThreaded: true },
        { timing: onDay(3) },
      ],
    });
    await story.passUntil('2099-12-04T00:00Z');
    const mails = mailsTo(walk);
    const ids = mails.map((mail) => header(mail, 'message-id'));
    const ledger = await engine.database.db.message.findMany({
      where: { enrollmentId: walk.enrollmentId },
      orderBy: { handedOverAt: 'asc' },
    });
    expect(ids).toEqual(ledger.map((row) => row.headerId));
    expect(ids).toEqual(ledger.map((row) => expect.stringContaining(row.id)));
    expect(mails.map((mail) => header(mail, 'in-reply-to'))).toEqual([undefined, ids[0], ids[1], undefined]);
    const references = mails.map((mail) => header(mail, 'references')?.split(/\s+/));
    expect(references).toEqual([undefined, [ids[0]], [ids[0], ids[1]], undefined]);
  });

  it('M5: a mail that was refused for now keeps its Message-ID when it is tried again', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    let refused = 0;
    engine.mail.refuse.recipient = () => (refused++ < 2 ? { code: 451, text: 'try again later' } : null);
    await engine.pass('2 days');
    engine.mail.refuse.recipient = () => null;
    const row = await engine.database.db.message.findFirstOrThrow({
      where: { enrollmentId: walk.enrollmentId },
    });
    expect([row.status, row.attempts]).toEqual(['sent', 3]);
    expect(mailsTo(walk).map((mail) => header(mail, 'message-id'))).toEqual([row.headerId]);
  });

  it('S21: every step, and enrolling, finishing and stopping, stand in the customer’s thread', async () => {
    const walk = await story.walk({
      steps: [{ timing: onDay(0, '00:00') }, { timing: onDay(1), type: 'call' }, { timing: onDay(2) }],
    });
    await engine.pass('3 days');
    const call = await story.execution(walk.enrollmentId, walk.stepIds[1]);
    await completeStep(engine.deps, story.actor, {
      stepExecutionId: call.id,
      outcome: 'promised',
      note: 'pays Friday',
    });
    await story.settled();
    const stopped = await story.walk({ steps: [{ timing: onDay(5) }] });
    await stopEnrollment(engine.deps, story.actor, { enrollmentId: stopped.enrollmentId });
    await story.settled();
    const rows = await engine.database.db.communication.findMany({
      where: { enrollmentId: { in: [walk.enrollmentId, stopped.enrollmentId] } },
      orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
    });
    const events = (walkOf: Walk) =>
      rows
        .filter((row) => row.enrollmentId === walkOf.enrollmentId)
        .map((row) => `${(row.data as { event: string }).event} ${row.kind} ${row.outcome ?? '-'}`);
    expect(events(walk)).toEqual([
      'enrolled activity -',
      'step_done email sent',
      'step_done email sent',
      'step_done call promised',
      'finished activity -',
    ]);
    expect(events(stopped)).toEqual(['enrolled activity -', 'stopped activity manual']);
    const first = rows.find((row) => row.kind === 'email');
    expect(first?.data).toMatchObject({ stepId: walk.stepIds[0], nextStepId: walk.stepIds[1] });
    expect(first?.messageId).not.toBeNull();
  });

  it('Q2: a mail sent by hand before its time leaves at once, and not again when its time comes', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(5) }] });
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await sendStep(engine.deps, story.actor, { stepExecutionId: id });
    await sent(walk, 1);
    await expect(sendStep(engine.deps, story.actor, { stepExecutionId: id })).rejects.toMatchObject({
      code: 'already_acted',
    });
    await engine.pass('8 days');
    expect(mailsTo(walk)).toHaveLength(1);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('Q2: a cancelled step is left out and the enrollment goes on', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }, { timing: onDay(2) }] });
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await cancelStep(engine.deps, story.actor, { stepExecutionId: id, reason: 'spoke to them' });
    await story.settled();
    await engine.pass('4 days');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 cancelled', 'Step 2 done']);
  });

  it('Q2: what a person edited is sent as edited', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await editStep(engine.deps, story.actor, {
      stepExecutionId: id,
      subject: 'By hand',
      body: '<p>Dear Pat</p>',
    });
    await story.settled();
    await engine.pass('3 days');
    expect(mailsTo(walk).map((mail) => mail.parsed.subject)).toEqual(['By hand']);
  });

  it('D7: an edited mail whose facts moved comes back to a person, and leaves after they retried', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(2) }] });
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await editStep(engine.deps, story.actor, {
      stepExecutionId: id,
      body: '<p>Please pay {{balance.total}}.</p>',
    });
    await story.settled();
    await recordPayment(engine.deps, story.actor, { invoiceId: walk.invoiceId, amount: '50.00' });
    await story.settled();
    await engine.pass('4 days');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 facts_moved']);
    expect(mailsTo(walk)).toHaveLength(0);
    await retryStep(engine.deps, story.actor, { stepExecutionId: id });
    await sent(walk, 1);
    expect(mailsTo(walk)[0]?.parsed.text).toContain('1,200.00');
  });

  it('Q4: without an address the step waits in error; with one, retry sends it', async () => {
    const walk = await story.walk({
      customer: { email: null },
      steps: [{ timing: onDay(1) }, { timing: onDay(2) }],
    });
    await engine.pass('2 days');
    const { id, errorCode, errorDetail } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    expect([errorCode, errorDetail]).toEqual(['no_recipient', expect.stringContaining('No contact')]);
    const email = 'found@customer.example';
    await updateContact(engine.deps, story.actor, { contactId: walk.contactId, email });
    await retryStep(engine.deps, story.actor, { stepExecutionId: id });
    await sent({ ...walk, email }, 1);
    await engine.pass('4 days');
    expect(mailsTo({ ...walk, email })).toHaveLength(2);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
