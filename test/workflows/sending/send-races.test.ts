import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { resumeSequence } from '../../../commands/sequences/resume-sequence.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after } from '../../support/rows/fixtures.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { Story } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
/** Most connections a mailbox has open at once. */
const CONNECTIONS = 5;

/** What meets a send on its way: on the real server, since who comes first is the point. */
describe('a send that meets something else', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true });
    story = new Story(engine);
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  afterEach(() => mailbox.reset());
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  it('S10: a stop during a 451 ends the enrollment, and nothing is tried again', async () => {
    const standing = smtp.hold('data');
    smtp.replyAt('data', '451 4.3.0 try again later');
    const walk = await story.walk({ steps: [NOW, { timing: after(1, 'minutes') }] });
    await standing.reached;
    const stopped = await stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    standing.release();
    await story.still([walk]);
    expect(stopped.inFlight).toEqual([]);
    expect(await story.status(walk.enrollmentId)).toBe('stopped: manual');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 cancelled']);
    expect(smtp.messages).toEqual([]);
  });

  it('S10: once a pause under 32 senders is acknowledged no body starts; after the resume each has one mail', async () => {
    const first = await story.walk({ steps: [NOW] });
    const walks = [first, await story.join(first), await story.join(first)];
    await story.still(walks);
    expect(smtp.messages).toHaveLength(3);
    const standing = Array.from({ length: CONNECTIONS }, () => smtp.hold('data'));
    while (walks.length < 32) walks.push(await story.join(first));
    await Promise.all(standing.map((hold) => hold.reached));
    const { sequenceId } = first;
    await pauseSequence(engine.deps, story.actor, { sequenceId });
    const bodies = smtp.bodyBytes;
    for (const hold of standing) hold.release();
    await story.still(walks);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([3, 0]);
    await resumeSequence(engine.deps, story.actor, { sequenceId });
    await story.still(walks);
    const recipients = smtp.messages.flatMap((mail) => mail.recipients);
    expect([recipients.length, new Set(recipients).size]).toEqual([32, 32]);
  });

  it('D7: a payment between claim and hand-over changes what the mail says', async () => {
    const standing = smtp.hold('data');
    const walk = await story.walk({ steps: [NOW] });
    await standing.reached;
    await recordPayment(engine.deps, story.actor, { invoiceId: walk.invoiceId, amount: '250.00' });
    standing.release();
    await story.still([walk]);
    expect(smtp.messages.map(({ raw }) => /1,[02][05]0\.00/.exec(raw)?.[0])).toEqual(['1,000.00']);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S16: the payment that clears the balance between claim and hand-over stops it, and nothing leaves', async () => {
    const standing = smtp.hold('data');
    const walk = await story.walk({ steps: [NOW] });
    await standing.reached;
    await recordPayment(engine.deps, story.actor, { invoiceId: walk.invoiceId, amount: '1250.00' });
    standing.release();
    await story.still([walk]);
    expect(await story.status(walk.enrollmentId)).toBe('stopped: paid');
    expect(smtp.messages).toEqual([]);
  });
});
