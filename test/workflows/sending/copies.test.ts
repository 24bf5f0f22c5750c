import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { readCopyName } from '../../../infra/mail/links.ts';
import { messageCopiesWorkflowId } from '../../../workflows/sending/message-copies.messages.ts';
import { after } from '../../support/rows/fixtures.ts';
import type { AcceptedMessage, ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories, readRuns } from '../../support/worlds/histories.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
const BUSY = '450 4.2.0 mailbox busy, try again later';
/** What the history has of an activity that its workflow asks to stop. */
const CANCEL_ASKED = 'activityTaskCancelRequestedEventAttributes';

/** A mail as one recipient received it. */
interface Received {
  to: string | undefined;
  messageId: string | undefined;
  /** The headers To and Cc as they stand in it. */
  shows: string[];
  names: string | undefined;
  link: string;
  words: string;
}

async function receivedAs({ recipients, raw }: AcceptedMessage): Promise<Received> {
  const { headers, messageId, text = '', html = '' } = await PostalMime.parse(raw);
  const valueOf = (key: string) => headers.find((header) => header.key === key)?.value;
  const link = /<([^>]+)>/.exec(valueOf('list-unsubscribe') ?? '')?.[1] ?? '';
  return {
    to: recipients.join(),
    messageId,
    shows: ['to', 'cc', 'bcc'].map((key) => valueOf(key) ?? ''),
    names: valueOf('x-followthrough-message'),
    link,
    words: text + html,
  };
}

describe('a message with copies', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  afterEach(() => mailbox.reset());
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  const refuse = (address: string, line: string, times = 1) =>
    smtp.replyAt('rcpt', line, { times, when: ({ recipients }) => recipients.at(-1) === address });
  const letterOf = ({ enrollmentId }: Walk) =>
    engine.database.db.message.findFirstOrThrow({ where: { enrollmentId }, orderBy: { createdAt: 'asc' } });
  const shown = async (walk: Walk) => {
    const { id } = await letterOf(walk);
    const message = await engine.deps.store.messageViews.find(engine.database.db, story.actor, {
      messageId: id,
      now: await engine.now(),
    });
    return message!.copies;
  };
  /** Who was named to the server, each with its session, in order. */
  const asked = () =>
    smtp.sessions.flatMap(({ id, commands }) =>
      commands.flatMap((line) => {
        const address = /^RCPT TO:<([^>]+)>/i.exec(line)?.[1];
        return address === undefined ? [] : [{ id, address }];
      }),
    );
  const received = () => Promise.all(smtp.messages.map(receivedAs));
  /** Whether a copy of the walk's stands so; `put off`: it waits for its next try. */
  const hasCopy =
    ({ enrollmentId }: Walk, status: 'put off' | 'accepted') =>
    async () => {
      const stands = status === 'accepted' ? { status } : { status: 'waiting', retryAt: { not: null } };
      const where = { n: { gt: 1 }, message: { enrollmentId }, ...stands };
      return (await engine.database.db.messageRecipient.count({ where })) > 0;
    };
  const suppressed = async () =>
    (await engine.database.db.suppression.findMany({ orderBy: { createdAt: 'asc' } })).map(
      ({ addressKey, reason }) => [addressKey, reason],
    );

  it('case 7: the main recipient put off twice: every transaction names one recipient, and the copy waits for it', async () => {
    const [main, copy] = ['main@seven.example', 'copy@seven.example'];
    refuse(main, BUSY, 2);
    const before = smtp.sessions.length;
    const walk = await story.walk({ customer: { email: main }, steps: [{ ...NOW, cc: [copy] }] });
    const isPutOff = { enrollmentId: walk.enrollmentId, retryAt: { not: null } };
    await engine.until(
      async () => (await engine.database.db.message.count({ where: isPutOff })) > 0,
      'the first refusal',
    );
    const row = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    const [first] = await shown(walk);
    expect([row.status, row.heldReason, row.errorCode]).toEqual(['planned', 'retrying', null]);
    expect(first).toMatchObject({ n: 1, code: 450, reply: BUSY, retryAt: row.heldUntil?.toISOString() });
    await engine.pass('1 hour');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done']);
    const named = asked().filter(({ id }) => id >= before);
    expect(named.map(({ address }) => address)).toEqual([main, main, main, copy]);
    expect(named[2]!.id).toBe(named[3]!.id);
    const [one, two] = await received();
    expect([one!.to, two!.to, smtp.messages.length]).toEqual([main, copy, 2]);
    expect(two!.messageId).toBe(one!.messageId);
    expect(two!.shows).toEqual(one!.shows);
    expect(one!.shows).toEqual([main, copy, '']);
  });

  it('case 7b: the copy put off: the step is done, later ones count from it, and the copy follows alone', async () => {
    const [main, copy] = ['main@seven-b.example', 'copy@seven-b.example'];
    refuse(copy, BUSY);
    const steps = [{ ...NOW, cc: [copy] }, { timing: after(3, 'hours') }];
    const walk = await story.walk({ customer: { email: main }, steps });
    await engine.until(hasCopy(walk, 'put off'), 'a copy that is put off');
    const [sent, waiting] = await shown(walk);
    const { endedAt } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    const second = await story.execution(walk.enrollmentId, walk.stepIds[1]);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done', 'Step 2 planned']);
    expect(second.dueAt!.getTime()).toBe(endedAt!.getTime() + 3 * 3_600_000);
    expect([sent!.status, waiting]).toMatchObject([
      'accepted',
      { status: 'waiting', reply: BUSY, retryAt: expect.any(String) },
    ]);
    await engine.pass('2 hours');
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([[main], [copy]]);
    const [one, two] = await received();
    expect([two!.messageId, two!.shows]).toEqual([one!.messageId, one!.shows]);
    expect((await shown(walk)).map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    await engine.pass('2 hours');
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('case 7b: a copy that is refused for good, or for two days, is shown at the message in the server’s words', async () => {
    const [gone, busy] = ['gone@seven-c.example', 'busy@seven-c.example'];
    const unknown = '550 5.1.1 no such user';
    refuse(gone, unknown);
    refuse(busy, BUSY, Infinity);
    const walk = await story.walk({ steps: [{ ...NOW, cc: [gone, busy] }] });
    await engine.until(hasCopy(walk, 'put off'), 'a copy that is put off');
    expect(await story.status(walk.enrollmentId)).toBe('completed');
    await engine.pass('3 days');
    expect(await shown(walk)).toMatchObject([
      { status: 'accepted' },
      { status: 'refused', code: 550, reply: unknown, attempts: 1 },
      { status: 'refused', reason: 'too_late', code: 450, reply: BUSY },
    ]);
    const { id } = await letterOf(walk);
    const workflow = engine.client.workflow.getHandle(messageCopiesWorkflowId(id));
    expect((await workflow.describe()).status.name).toBe('COMPLETED');
  });

  it('case 9: the copy unsubscribes: its address alone is suppressed, and the next step goes to the main recipient', async () => {
    const [boss, copy] = ['boss@nine.example', 'copy@nine.example'];
    const steps = [NOW, { timing: after(1, 'minutes') }].map((step) => ({ ...step, cc: [copy] }));
    const walk = await story.walk({ customer: { email: boss }, steps });
    await engine.until(hasCopy(walk, 'accepted'), 'the first copy');
    const [ofBoss, ofCopy] = await received();
    const before = (await suppressed()).length;
    const follow = async ({ link }: Received) => {
      const name = link.split('/').at(-1)!.split('.')[0]!;
      const copyRef = readCopyName(Buffer.from(name, 'base64url').toString());
      expect(link).toBe(engine.deps.links.unsubscribeUrl(copyRef!.messageId, copyRef!.n));
      expect(await unsubscribe(engine.deps, copyRef!)).toBe(true);
    };
    await follow(ofCopy!);
    expect((await suppressed()).slice(before)).toEqual([[copy, 'unsubscribed']]);
    expect(await story.status(walk.enrollmentId)).toBe('active');
    await engine.pass('5 minutes');
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([[boss], [copy], [boss]]);
    expect([ofBoss!.shows, ofCopy!.shows]).toEqual([
      [boss, copy, ''],
      [boss, copy, ''],
    ]);
  });

  it('case 9: the main recipient’s own link suppresses it and stops the enrollment', async () => {
    const [boss, copy] = ['boss@nine-b.example', 'copy@nine-b.example'];
    const steps = [{ ...NOW, cc: [copy] }, { timing: after(1, 'days') }];
    const walk = await story.walk({ customer: { email: boss }, steps });
    await engine.until(hasCopy(walk, 'accepted'), 'the copy');
    const { id: messageId } = await letterOf(walk);
    const [ofBoss] = await received();
    expect(ofBoss!.link).toBe(engine.deps.links.unsubscribeUrl(messageId));
    await unsubscribe(engine.deps, { messageId, n: 1 });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('stopped: unsubscribe');
    expect((await suppressed()).at(-1)).toEqual([boss, 'unsubscribed']);
  });

  it('M5: each recipient has its own link in header and words, and its own name; bcc stands in no header', async () => {
    const main = 'main@five.example';
    const walk = await story.walk({
      customer: { email: main },
      steps: [{ ...NOW, cc: ['cc@five.example'], bcc: ['bcc@five.example'] }],
    });
    await engine.until(async () => smtp.messages.length === 3, 'three copies');
    const { id, headerId } = await letterOf(walk);
    const mails = await received();
    expect(mails.map(({ names }) => names)).toEqual([id, `${id}.2`, `${id}.3`]);
    expect(mails.map(({ link }) => link)).toEqual(
      [1, 2, 3].map((n) => engine.deps.links.unsubscribeUrl(id, n)),
    );
    for (const { messageId, shows, link, words } of mails) {
      expect([messageId, shows]).toEqual([headerId, [main, 'cc@five.example', '']]);
      const others = mails.filter((mail) => mail.link !== link);
      expect(words.split(link).length - 1).toBe(2);
      expect(others.some((mail) => words.includes(`${mail.link}"`) || words.includes(`${mail.link}\n`))).toBe(
        false,
      );
    }
    for (const { raw } of smtp.messages) expect(raw).not.toContain('bcc@five.example');
  });

  it('a step whose copies all leave has the same events as one without, and no workflow beside it', async () => {
    const [alone, copied] = [
      await story.walk({ steps: [NOW] }),
      await story.walk({ steps: [{ ...NOW, cc: ['one@events.example', 'two@events.example'] }] }),
    ];
    await engine.until(async () => smtp.messages.length === 4, 'all mails');
    await engine.pass('1 hour');
    const { id } = await letterOf(copied);
    expect(await engine.history(copied.enrollmentId)).toEqual(await engine.history(alone.enrollmentId));
    expect(await readRuns(engine, messageCopiesWorkflowId(id))).toEqual([]);
  });

  it.each([
    ['a pause', pauseEnrollment, ['accepted', 'waiting']],
    ['a stop', stopEnrollment, ['accepted', 'cancelled']],
  ])(
    'S10: %s while a copy is offered: the send answers what comes next, and the copy stays',
    async (_, wakeUp, standing) => {
      const copy = 'offered@ten.example';
      const offered = smtp.hold('data', { when: ({ recipients }) => recipients.at(-1) === copy });
      const steps = [{ ...NOW, cc: [copy] }, { timing: after(2, 'days') }];
      const walk = await story.walk({ steps });
      const { enrollmentId } = walk;
      await offered.reached;
      try {
        await wakeUp(engine.deps, story.actor, { enrollmentId });
        // The skipping server loses the task of an activity that ends while its workflow asks to cancel it.
        await engine.until(
          async () => (await engine.history(enrollmentId)).includes(CANCEL_ASKED),
          'a send that is called off',
        );
      } finally {
        offered.release();
      }
      await story.settled();
      await engine.pass('5 minutes');
      expect((await shown(walk)).map(({ status }) => status)).toEqual(standing);
      expect((await story.steps(enrollmentId))[0]).toBe('Step 1 done');
      const ends = (await engine.history(enrollmentId)).filter((event) =>
        /^activityTask(Fail|Cancel|Time)/.test(event),
      );
      expect(ends.filter((event) => event !== CANCEL_ASKED)).toEqual([]);
      if (standing.includes('waiting')) await resumeEnrollment(engine.deps, story.actor, { enrollmentId });
      await engine.pass('1 hour');
      const left = smtp.messages.filter(({ recipients }) => recipients[0] === copy);
      expect(left).toHaveLength(standing.includes('waiting') ? 1 : 0);
    },
  );

  it('O6: the histories hold no addresses and no words of servers', () => expectQuietHistories(engine));
});
