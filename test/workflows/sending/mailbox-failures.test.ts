import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, createSequence } from '../../support/rows/fixtures.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { PASSWORD, ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };

describe('a mailbox that a server does not let send', () => {
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
  afterEach(async () => {
    mailbox.reset();
    await mailbox.setPassword(PASSWORD, { status: 'working', probeAt: null, failures: 0 });
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  const db = () => engine.database.db;
  const stored = () => db().mailbox.findUniqueOrThrow({ where: { id: engine.world.mailboxId } });
  const isFailing = async () => (await stored()).status === 'failing';
  const rowOf = async (walk: Walk) => {
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    return readQueueRow(engine.deps, story.actor, { stepExecutionId: id });
  };
  const reached = () => smtp.messages.map((mail) => mail.recipients[0]).sort();
  const limit = (dailyCap: number | null) =>
    db().mailbox.update({ where: { id: engine.world.mailboxId }, data: { dailyCap } });

  async function twoWalks(x: string, y: string): Promise<[Walk, Walk]> {
    const sequence = await createSequence(db(), engine.world, { now: await engine.now(), steps: [NOW] });
    const first = await story.join(sequence, { customer: { email: x } });
    return [first, await story.join(sequence, { customer: { email: y } })];
  }

  it.each([
    ['8a', '530 5.7.1 Authentication required', 'x@one.example', 'y@two.example'],
    [
      '8b',
      '554 5.7.1 Service unavailable; client host [192.0.2.10] blocked by policy',
      'x@one.example',
      'y@two.example',
    ],
    [
      '8c',
      '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user',
      'x@one.example',
      'y@two.example',
    ],
    ['8b of one domain', '554 5.7.1 blocked by policy', 'x@same.example', 'y@same.example'],
  ])(
    'D2 %s: %s at RCPT is the mailbox’s: nobody is in error or suppressed, and both leave once',
    async (_case, words, x, y) => {
      smtp.replyAt('rcpt', words, { times: Infinity });
      const walks = await twoWalks(x, y);
      await engine.until(isFailing, 'a failing mailbox');
      await engine.pass('3 hours');
      expect(await stored()).toMatchObject({ status: 'failing', statusReason: words });
      for (const walk of walks) {
        const row = await rowOf(walk);
        expect(row).toMatchObject({ status: 'planned', heldReason: 'mailbox_failing', errorCode: null });
        expect(row.putOff).toMatchObject({ reply: words, nextTryAt: row.heldUntil });
      }
      expect(await db().suppression.count()).toBe(0);
      smtp.reset();
      await engine.pass('30 minutes');
      expect(reached()).toEqual([x, y]);
      expect(await stored()).toMatchObject({ status: 'working', statusReason: null });
    },
  );

  it('D2 8d: an address that is refused is no fault of the mailbox', async () => {
    smtp.replyAt('rcpt', '550 5.1.1 No such user', { times: Infinity });
    const walk = await story.walk({ customer: { email: 'gone@one.example' }, steps: [NOW] });
    await engine.pass('1 minute');
    expect((await stored()).status).toBe('working');
    expect(await rowOf(walk)).toMatchObject({
      status: 'error',
      errorDetail: expect.stringMatching(/^550 5\.1\.1 No such user/),
    });
  });

  it('D2: a recipient whose policy refuses us is in error alone, while mail to others leaves', async () => {
    const words = '550 5.7.1 We take no mail from strangers';
    smtp.replyAt('rcpt', words, {
      times: Infinity,
      when: ({ recipients }) => recipients.at(-1) === 'x@strict.example',
    });
    const [strict, kind] = await twoWalks('x@strict.example', 'y@kind.example');
    await engine.pass('1 hour');
    expect(await rowOf(strict)).toMatchObject({ status: 'error', errorDetail: words });
    expect(await story.steps(kind.enrollmentId)).toEqual(['Step 1 done']);
    expect(reached()).toEqual(['y@kind.example']);
    expect((await stored()).status).toBe('working');
  });

  it('D2: where the probe is cancelled meanwhile, another mail takes its place', async () => {
    await mailbox.setPassword('wrong');
    const [first, second] = await twoWalks('x@one.example', 'y@two.example');
    await engine.until(isFailing, 'a failing mailbox');
    await db().enrollment.update({
      where: { id: first.enrollmentId },
      data: { status: 'stopped', isLive: false },
    });
    await mailbox.setPassword(PASSWORD);
    await engine.pass('30 minutes');
    expect(reached()).toEqual(['y@two.example']);
    expect(await story.steps(second.enrollmentId)).toEqual(['Step 1 done']);
  });

  it('D2: verify brings it back at once when it works, and only then', async () => {
    await mailbox.setPassword('wrong');
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(isFailing, 'a failing mailbox');
    const mailboxId = engine.world.mailboxId;
    expect(await verifyMailbox(engine.deps, story.actor, { mailboxId })).toMatchObject({
      status: 'failing',
      statusReason: '535 5.7.8 Authentication failed',
    });
    expect(smtp.messages).toEqual([]);
    await mailbox.setPassword(PASSWORD);
    expect(await verifyMailbox(engine.deps, story.actor, { mailboxId })).toMatchObject({ status: 'working' });
    await engine.until(async () => smtp.messages.length === 1, 'the mail, without a moment passing');
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
  });

  it('D2: one that no mail waits for is tried by the reconciler: connect, log in, MAIL and RSET', async () => {
    await mailbox.setPassword('wrong', {
      status: 'failing',
      probeAt: new Date(await engine.now()),
      failures: 1,
    });
    await engine.pass('2 minutes');
    await Promise.all([reconcile(engine.deps), reconcile(engine.deps)]);
    expect(await stored()).toMatchObject({ status: 'failing', failures: 2 });
    const tries = smtp.sessions.length;
    await mailbox.setPassword(PASSWORD);
    await reconcile(engine.deps);
    expect(smtp.sessions).toHaveLength(tries);
    await engine.pass('10 minutes');
    await Promise.all([reconcile(engine.deps), reconcile(engine.deps)]);
    expect(smtp.sessions).toHaveLength(tries + 1);
    expect(smtp.sessions.at(-1)?.commands.slice(-3)).toEqual([
      'MAIL FROM:<receivables@acme.example>',
      'RSET',
      'QUIT',
    ]);
    expect((await stored()).status).toBe('working');
  });

  it('S14: what a failing mailbox kept back leaves at its cap, in the order in which it was due', async () => {
    // What left before on that day would count.
    await engine.pass('1 day');
    await mailbox.setPassword('wrong');
    const walks: Walk[] = [];
    for (let index = 0; index < 12; index++) walks.push(await story.walk({ steps: [NOW] }));
    await engine.until(isFailing, 'a failing mailbox');
    await engine.pass('1 minute');
    // Made in order, due in the opposite one.
    const start = await engine.now();
    for (const [index, walk] of walks.entries()) {
      const data = { dueAt: new Date(start - index * 60_000) };
      await db().stepExecution.updateMany({ where: { enrollmentId: walk.enrollmentId }, data });
    }
    await limit(4);
    await mailbox.setPassword(PASSWORD);
    await verifyMailbox(engine.deps, story.actor, { mailboxId: engine.world.mailboxId });
    await engine.pass('4 days');
    await limit(null);
    const days = new Map<string, Set<string>>();
    for (const walk of walks) {
      const [at] = await story.left(walk.enrollmentId);
      const day = at!.slice(0, 10);
      days.set(day, (days.get(day) ?? new Set()).add(walk.enrollmentId));
    }
    const inOrder = walks.map(({ enrollmentId }) => enrollmentId).reverse();
    expect([...days.keys()].sort().map((day) => days.get(day))).toEqual([
      new Set(inOrder.slice(0, 4)),
      new Set(inOrder.slice(4, 8)),
      new Set(inOrder.slice(8, 12)),
    ]);
  });
});
