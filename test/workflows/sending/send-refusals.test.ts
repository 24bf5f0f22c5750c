import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { retryStep } from '../../../commands/enrollments/queue/send-step.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { verifyMailbox as tryServer } from '../../../infra/mail/verify-mailbox.ts';
import { startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { PASSWORD, ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { Story } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
const DAY_MS = 86_400_000;

describe('a send that is refused or put off', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  });
  afterEach(() => mailbox.reset());
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  const message = (enrollmentId: string) => engine.database.db.message.findFirst({ where: { enrollmentId } });
  const isOver = (enrollmentId: string) => async () =>
    !(await engine.database.db.stepExecution.count({ where: { enrollmentId, status: 'sending' } }));

  it('S10: a stop while a 451 waits for its next try ends it too', async () => {
    smtp.replyAt('dot', '451 4.3.0 try again later');
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(
      async () => Boolean((await message(walk.enrollmentId))?.retryAt),
      'a temporary refusal',
    );
    await stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.settled();
    await engine.pass('2 days');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 cancelled']);
    expect(smtp.messages).toEqual([]);
  });

  it('D1: `to` refused for good puts the row in error and lets no copy leave; after the retry both have it', async () => {
    const [main, copy] = ['gone@customer.example', 'boss@customer.example'];
    smtp.replyAt('rcpt', '550 5.1.1 no such user', { when: ({ recipients }) => recipients.at(-1) === main });
    const walk = await story.walk({ customer: { email: main }, steps: [{ ...NOW, cc: [copy] }] });
    await engine.until(isOver(walk.enrollmentId), 'the outcome');
    await engine.pass('1 hour');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 refused']);
    expect(smtp.messages).toEqual([]);
    const { id: stepExecutionId } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await retryStep(engine.deps, story.actor, { stepExecutionId });
    await story.settled();
    await engine.pass('1 hour');
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[main], [copy]]);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done']);
  });

  it('D2: a wrong password marks the mailbox failing in the server’s words; its sends wait and leave once it is right', async () => {
    await mailbox.setPassword('wrong');
    const walk = await story.walk({ steps: [NOW] });
    const mailboxId = engine.world.mailboxId;
    const stored = () => engine.database.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } });
    await engine.until(async () => (await stored()).status === 'failing', 'a failing mailbox');
    const execution = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    expect([execution.status, execution.heldReason]).toEqual(['planned', 'mailbox_failing']);
    const deps = { ...engine.deps, verifyMailbox: tryServer };
    const verified = await verifyMailbox(deps, story.actor, { mailboxId });
    expect(verified).toMatchObject({ status: 'failing', statusReason: expect.stringContaining('535 5.7.8') });
    await mailbox.setPassword(PASSWORD);
    expect(await verifyMailbox(deps, story.actor, { mailboxId })).toMatchObject({ status: 'working' });
    await engine.pass('1 hour');
    expect(smtp.messages).toHaveLength(1);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S11: after three days of outage over the days 0, 1 and 2 its mails leave in order, never two on a day', async () => {
    await engine.deps.store.organisation.update(engine.database.db, { retryHours: 96 });
    smtp.replyAt('mail', '421 4.3.2 we are moving house', { times: Infinity });
    const day = (offset: number): string => new Date(start + offset * DAY_MS).toISOString().slice(0, 10);
    const start = Math.floor((await engine.now()) / DAY_MS + 1) * DAY_MS;
    const steps = [onDay(0), onDay(1), onDay(2)].map((timing) => ({ timing }));
    const walk = await story.walk({ startDate: day(0), steps });
    await story.passUntil(`${day(3)}T12:00Z`);
    expect(smtp.messages).toEqual([]);
    smtp.reset();
    await engine.pass('5 days');
    expect((await story.left(walk.enrollmentId)).map((at) => at.slice(0, 10))).toEqual([
      day(3),
      day(4),
      day(5),
    ]);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });
});
