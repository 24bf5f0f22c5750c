import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { createContact } from '../../../commands/customers/create-contact.ts';
import { retryAction, sendAction } from '../../../commands/insights/actions/send-action.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { retryStep } from '../../../commands/enrollments/queue/send-step.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import {
  after,
  createCustomer,
  createSequence,
  NO_CONTACT_POLICY,
  type SequenceFixture,
} from '../../support/rows/fixtures.ts';
import { ActionWorld } from '../../support/worlds/action-world.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { Story } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
const NO_SUCH_USER = '550 5.1.1 No such user';

/** On the real server: what suppresses an address wakes the enrollment that is being sent. */
describe('who gets it when the first address may not', () => {
  let engine: Engine;
  let story: Story;
  let actions: ActionWorld;
  let programs: ProgramWorld;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true });
    story = new Story(engine);
    actions = new ActionWorld(engine);
    programs = new ProgramWorld(engine);
    await actions.open();
    await programs.open();
    await updateOrganisation(engine.deps, story.actor, { contactPolicy: NO_CONTACT_POLICY });
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  afterEach(() => {
    mailbox.reset();
    smtp.messages.length = 0;
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  let made = 0;
  const refuse = (address: string) =>
    smtp.replyAt('rcpt', NO_SUCH_USER, { when: ({ recipients }) => recipients.at(-1) === address });
  const received = () => smtp.messages.map((mail) => mail.recipients);
  const suppress = (address: string) =>
    addSuppression(engine.deps, story.actor, { channel: 'email', address, reason: 'manual' });
  const next = async (customerId: string) => {
    made += 1;
    const email = `next-${made}@customer.example`;
    const { id } = await createContact(engine.deps, story.actor, { customerId, name: 'Nell Next', email });
    return { contactId: id, email };
  };
  const isSuppressed = (addressKey: string) =>
    engine.database.db.suppression.findFirst({ where: { addressKey } });
  const message = (sourceId: string) => engine.database.db.message.findFirst({ where: { sourceId } });

  /** A customer with two contacts, enrolled in a sequence of one email step. */
  async function walk(steps: SequenceFixture['steps'] = [NOW]) {
    const { db } = engine.database;
    const now = await engine.now();
    const sequence = await createSequence(db, engine.world, { steps, now });
    made += 1;
    const customer = await createCustomer(db, { now, email: `first-${made}@customer.example` });
    const second = await next(customer.customerId);
    return { sequence, customer, second };
  }

  async function enrol({
    sequence,
    customer,
  }: Pick<Awaited<ReturnType<typeof walk>>, 'sequence' | 'customer'>): Promise<string> {
    const { enrollment } = await enrollCustomer(engine.deps, story.actor, {
      sequenceId: sequence.sequenceId,
      customerId: customer.customerId,
    });
    return enrollment.id;
  }

  const becomes = (enrollmentId: string, step: string) =>
    engine.until(async () => (await story.steps(enrollmentId))[0] === step, step);

  it('S3, case 3a: the suppressed first contact is passed over, the message says so', async () => {
    const of = await walk();
    await suppress(of.customer.email!);
    const enrollmentId = await enrol(of);
    await becomes(enrollmentId, 'Step 1 done');
    expect(received()).toEqual([[of.second.email]]);
    const { id } = await story.execution(enrollmentId, of.sequence.stepIds[0]);
    expect(await message(id)).toMatchObject({
      contactId: of.second.contactId,
      leftOut: [
        { kind: 'to', address: of.customer.email, contactId: of.customer.contactId, reason: 'suppressed' },
      ],
    });
  });

  it('S3, case 3c: none left is an error in the queue; once a contact is added `retry` sends it', async () => {
    const of = await walk();
    await suppress(of.customer.email!);
    await suppress(of.second.email);
    const enrollmentId = await enrol(of);
    await becomes(enrollmentId, 'Step 1 all_suppressed');
    const { id: stepExecutionId } = await story.execution(enrollmentId, of.sequence.stepIds[0]);
    const third = await next(of.customer.customerId);
    await retryStep(engine.deps, story.actor, { stepExecutionId });
    await becomes(enrollmentId, 'Step 1 done');
    expect(received()).toEqual([[third.email]]);
  });

  it('D2, D3: an address that the server calls unknown is suppressed, and the step goes to the next at once', async () => {
    const of = await walk([NOW, { timing: after(5, 'days') }]);
    refuse(of.customer.email!);
    const enrollmentId = await enrol(of);
    await becomes(enrollmentId, 'Step 1 done');
    expect(received()).toEqual([[of.second.email]]);
    expect(await isSuppressed(of.customer.email!)).toMatchObject({ reason: 'hard_bounce', source: 'server' });
    expect(await story.status(enrollmentId)).toBe('active');
    expect(await engine.database.db.messageEvent.count({ where: { enrollmentId } })).toBe(0);
    const { id } = await story.execution(enrollmentId, of.sequence.stepIds[0]);
    const sent = await message(id);
    const log = await engine.database.db.messageAttempt.findMany({
      where: { messageId: sent!.id },
      orderBy: { attempt: 'asc' },
    });
    expect(log.map(({ result, reply }) => [result, reply])).toContainEqual(['refused', NO_SUCH_USER]);
  });

  it('D2, case 8d: it was the only one: in error with these words, the mailbox works, the enrollment goes on', async () => {
    const { db } = engine.database;
    const lone = await createCustomer(db, { now: await engine.now(), email: 'lone@customer.example' });
    const sequence = await createSequence(db, engine.world, { steps: [NOW], now: await engine.now() });
    refuse(lone.email!);
    const enrollmentId = await enrol({ sequence, customer: lone });
    await becomes(enrollmentId, 'Step 1 all_suppressed');
    const row = await story.execution(enrollmentId, sequence.stepIds[0]);
    expect([row.status, row.errorDetail]).toEqual(['error', expect.stringContaining(NO_SUCH_USER)]);
    expect(await story.status(enrollmentId)).toBe('active');
    const { status } = await db.mailbox.findUniqueOrThrow({ where: { id: engine.world.mailboxId } });
    expect(status).toBe('working');
    expect(received()).toEqual([]);
  });

  it('D2, M5: a copy whose address is none is refused and suppressed, and concerns nobody else', async () => {
    const [gone, boss] = ['gone-copy@customer.example', 'boss-copy@customer.example'];
    const of = await walk([{ ...NOW, cc: [gone, boss] }]);
    refuse(gone);
    const enrollmentId = await enrol(of);
    await engine.until(() => Promise.resolve(smtp.messages.length === 2), 'both others');
    expect(received()).toEqual([[of.customer.email], [boss]]);
    await engine.until(async () => (await isSuppressed(gone)) !== null, 'its suppression');
    expect(await story.steps(enrollmentId)).toEqual(['Step 1 done']);
  });

  it('Q6, D2: the mail of a recommended action goes to the next too, or waits in error', async () => {
    const reminder = await actions.reminder();
    refuse(reminder.email!);
    await sendAction(engine.deps, story.actor, { actionId: reminder.actionId });
    await actions.becomes(reminder, 'error');
    const { errorCode, errorDetail } = await actions.action(reminder);
    expect([errorCode, errorDetail]).toEqual(['all_suppressed', expect.stringContaining(NO_SUCH_USER)]);
    const second = await next(reminder.customerId);
    await retryAction(engine.deps, story.actor, { actionId: reminder.actionId });
    await actions.becomes(reminder, 'sent');
    expect(received()).toEqual([[second.email]]);
    expect((await actions.message(reminder))?.contactId).toBe(second.contactId);
  });

  it('P12, D2, case 3b: a touchpoint goes to the next; where none is left it failed in the words of the server', async () => {
    const program = await programs.program({ delivery: 'auto' });
    const [first, lone] = await programs.debtors(2, program);
    const second = await next(first!.customerId);
    refuse(first!.email);
    refuse(lone!.email);
    const batch = await programs.run(program);
    await programs.delivered(batch);
    expect(received()).toEqual([[second.email]]);
    const standing = Object.fromEntries(
      await Promise.all([first!, lone!].map(async (d) => [d.customerId, await programs.item(batch, d)])),
    ) as Record<string, { status: string; errorCode: string | null; errorDetail: string | null }>;
    expect(standing[first!.customerId]).toMatchObject({ status: 'completed' });
    expect(standing[lone!.customerId]).toMatchObject({
      status: 'failed',
      errorCode: 'all_suppressed',
      errorDetail: expect.stringContaining(NO_SUCH_USER),
    });
  });

  it('D2, P14: an approved letter whose only address is none failed in these words; with another it is reviewed', async () => {
    const program = await programs.program();
    const [lone] = await programs.debtors(1, program);
    refuse(lone!.email);
    const batch = await programs.run(program);
    await programs.approve(batch);
    await programs.delivered(batch);
    expect(await programs.item(batch, lone!)).toMatchObject({
      status: 'failed',
      errorCode: 'all_suppressed',
      errorDetail: expect.stringContaining(NO_SUCH_USER),
    });
    const second = await next(lone!.customerId);
    const scheduledTouchpointId = programs.itemId(batch, lone!);
    const { status } = await retryTouchpoint(engine.deps, story.actor, { scheduledTouchpointId });
    expect(status).toBe('proposed');
    expect((await programs.item(batch, lone!)).content).toMatchObject({ to: [second.email] });
  });

  it('O6: no history holds an address or a word of a message', () => expectQuietHistories(engine));
});
