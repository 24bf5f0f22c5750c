import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseSequence } from '../../commands/pause-sequence.ts';
import { recordPayment } from '../../commands/record-payment.ts';
import { resumeSequence } from '../../commands/resume-sequence.ts';
import { retryStep } from '../../commands/send-step.ts';
import { stopEnrollment } from '../../commands/stop-enrollment.ts';
import { verifyMailbox } from '../../commands/verify-mailbox.ts';
import { verifyMailbox as tryServer } from '../../infra/mail/verify-mailbox.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { after, onDay } from '../support/fixtures.ts';
import { ScriptedSmtp } from '../support/scripted-smtp.ts';
import { Story } from '../support/story.ts';

const AUTH = { user: 'receivables@acme.example', password: 'correct horse' };
const NOW = { timing: after(0, 'minutes') };
const DAY_MS = 86_400_000;
/** Most connections a mailbox has open at once. */
const CONNECTIONS = 5;

describe('a send that meets something else', () => {
  let engine: Engine;
  let story: Story;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
    smtp = await new ScriptedSmtp({ auth: AUTH }).start();
    await setPassword(AUTH.password);
  });
  afterEach(() => {
    smtp.reset();
    smtp.messages.length = 0;
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  async function setPassword(password: string): Promise<void> {
    const smtpSecret = engine.deps.secrets.seal(password);
    const server = { smtpPort: smtp.port, smtpUser: AUTH.user, smtpSecret };
    await engine.database.db.mailbox.update({ where: { id: engine.world.mailboxId }, data: server });
  }

  const message = (enrollmentId: string) => engine.database.db.message.findFirst({ where: { enrollmentId } });
  const isOver = (enrollmentId: string) => async () =>
    !(await engine.database.db.stepExecution.count({ where: { enrollmentId, status: 'sending' } }));

  it('S10: a stop during a 451 ends the enrollment, and nothing is tried again', async () => {
    const standing = smtp.hold('data');
    smtp.replyAt('data', '451 4.3.0 try again later');
    const walk = await story.walk({ steps: [NOW, { timing: after(1, 'minutes') }] });
    await standing.reached;
    const stopped = await stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    standing.release();
    await story.settled();
    await engine.pass('2 days');
    expect(stopped.inFlight).toEqual([]);
    expect(await story.status(walk.enrollmentId)).toBe('stopped: manual');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 cancelled']);
    expect(smtp.messages).toEqual([]);
  });

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

  it('S10: once a pause under 32 senders is acknowledged no body starts; after the resume each has one mail', async () => {
    const isSlow = (): boolean => smtp.messages.length >= 3;
    const standing = Array.from({ length: CONNECTIONS }, () => smtp.hold('data', { when: isSlow }));
    const first = await story.walk({ steps: [NOW] });
    for (let n = 1; n < 32; n += 1) await story.join(first);
    await Promise.all(standing.map((hold) => hold.reached));
    const { sequenceId } = first;
    await pauseSequence(engine.deps, story.actor, { sequenceId });
    const bodies = smtp.bodyBytes;
    for (const hold of standing) hold.release();
    await story.settled();
    await engine.pass('1 day');
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([3, 0]);
    await resumeSequence(engine.deps, story.actor, { sequenceId });
    await story.settled();
    await engine.pass('1 day');
    const recipients = smtp.messages.flatMap((mail) => mail.recipients);
    expect([recipients.length, new Set(recipients).size]).toEqual([32, 32]);
  });

  it('D7: a payment between claim and hand-over changes what the mail says', async () => {
    const standing = smtp.hold('data');
    const walk = await story.walk({ steps: [NOW] });
    await standing.reached;
    await recordPayment(engine.deps, story.actor, { invoiceId: walk.invoiceId, amount: '250.00' });
    standing.release();
    await engine.pass('1 hour');
    expect(smtp.messages.map(({ raw }) => /1,[02][05]0\.00/.exec(raw)?.[0])).toEqual(['1,000.00']);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S16: the payment that clears the balance between claim and hand-over stops it, and nothing leaves', async () => {
    const standing = smtp.hold('data');
    const walk = await story.walk({ steps: [NOW] });
    await standing.reached;
    await recordPayment(engine.deps, story.actor, { invoiceId: walk.invoiceId, amount: '1250.00' });
    standing.release();
    await engine.pass('1 hour');
    expect(await story.status(walk.enrollmentId)).toBe('stopped: paid');
    expect(smtp.messages).toEqual([]);
  });

  it('D1: `to` refused with `cc` accepted puts the row in error, and retry addresses only the refused', async () => {
    const [main, copy] = ['gone@customer.example', 'boss@customer.example'];
    smtp.replyAt('rcpt', '550 5.1.1 no such user', { when: ({ recipients }) => recipients.at(-1) === main });
    const walk = await story.walk({ customer: { email: main }, steps: [{ ...NOW, cc: [copy] }] });
    await engine.until(isOver(walk.enrollmentId), 'the outcome');
    await engine.pass('1 hour');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 recipient_refused']);
    const { id: stepExecutionId } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await retryStep(engine.deps, story.actor, { stepExecutionId });
    await story.settled();
    await engine.pass('1 hour');
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[copy], [main]]);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done']);
  });

  it('D2: a wrong password marks the mailbox failing in the server’s words; its sends wait and leave once it is right', async () => {
    await setPassword('wrong');
    const walk = await story.walk({ steps: [NOW] });
    const mailboxId = engine.world.mailboxId;
    const mailbox = () => engine.database.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } });
    await engine.until(async () => (await mailbox()).status === 'failing', 'a failing mailbox');
    const execution = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    expect([execution.status, execution.heldReason]).toEqual(['planned', 'mailbox_failing']);
    const deps = { ...engine.deps, verifyMailbox: tryServer };
    const verified = await verifyMailbox(deps, story.actor, { mailboxId });
    expect(verified).toMatchObject({ status: 'failing', statusReason: expect.stringContaining('535 5.7.8') });
    await setPassword(AUTH.password);
    expect(await verifyMailbox(deps, story.actor, { mailboxId })).toMatchObject({ status: 'working' });
    await engine.pass('1 hour');
    expect(smtp.messages).toHaveLength(1);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S11: after three days of outage over the days 0, 1 and 2 its mails leave in order, never two on a day', async () => {
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
