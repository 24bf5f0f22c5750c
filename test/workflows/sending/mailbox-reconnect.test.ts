import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { after } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { SignedInMailbox } from '../../support/worlds/signed-in-mailbox.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };

describe('I6: a mailbox that signs in by OAuth', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: SignedInMailbox;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
    mailbox = new SignedInMailbox(engine, story.actor);
  }, ENGINE_START_MS);
  afterEach(() => {
    mailbox.smtp.reset();
    mailbox.smtp.messages.length = 0;
    mailbox.server.fault = null;
  });
  afterAll(async () => {
    await engine?.close();
    await mailbox?.stop();
  });

  const db = () => engine.database.db;
  const stored = () => db().mailbox.findUniqueOrThrow({ where: { id: engine.world.mailboxId } });
  const rowOf = async (walk: Walk) => {
    const { id } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    return readQueueRow(engine.deps, story.actor, { stepExecutionId: id });
  };
  const isHeld = async (walk: Walk) =>
    (await story.execution(walk.enrollmentId, walk.stepIds[0])).heldReason === 'mailbox_reconnect';
  const told = () =>
    db().change.findMany({
      where: { entity: 'mailbox', kind: { in: ['reconnect', 'connected', 'working'] } },
      orderBy: { seq: 'asc' },
    });

  it('before anybody has signed it in its sends wait with that reason, untried; then they leave at once', async () => {
    expect(await mailbox.start()).toMatchObject({ status: 'reconnect', auth: 'oauth' });
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(() => isHeld(walk), 'a send that waits for a sign-in');
    await engine.pass('3 hours');
    await reconcile(engine.deps);
    expect(mailbox.smtp.sessions).toEqual([]);
    expect(await rowOf(walk)).toMatchObject({
      status: 'planned',
      heldReason: 'mailbox_reconnect',
      errorCode: null,
      putOff: { reply: expect.stringContaining('sign it in again'), nextTryAt: null },
    });
    const explained = await explainEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    expect(explained).toMatchObject({ nextSendAt: null });
    expect(explained.reasons).toContainEqual(
      expect.objectContaining({
        code: 'mailbox_reconnect',
        text: expect.stringContaining('signed in again'),
      }),
    );
    expect(await mailbox.signIn()).toMatchObject({ kind: 'connected', mailbox: { status: 'working' } });
    await engine.until(async () => mailbox.smtp.messages.length === 1, 'the mail, without a moment passing');
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    expect(mailbox.smtp.sessions.at(-1)?.commands).toContain('AUTH XOAUTH2');
    expect((await told()).map(({ kind }) => kind)).toEqual(['reconnect', 'connected']);
  });

  it('a token that its server refuses is renewed, and the mail leaves', async () => {
    const before = await mailbox.token('accessToken');
    await mailbox.server.takeBack(before);
    // A connection that is kept is logged in already.
    await engine.pass('1 hour');
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    expect(mailbox.smtp.messages).toHaveLength(1);
    expect(await mailbox.token('accessToken')).not.toBe(before);
    expect((await stored()).status).toBe('working');
  });

  it('a renewal that is refused: nothing is uncertain or in error, all of it waits, and leaves once when it is signed in', async () => {
    await mailbox.revoke();
    await engine.pass('2 hours');
    const walks: Walk[] = [];
    for (let n = 0; n < 3; n += 1) walks.push(await story.walk({ steps: [NOW] }));
    for (const walk of walks) await engine.until(() => isHeld(walk), 'a send that waits for a sign-in');
    expect(await stored()).toMatchObject({
      status: 'reconnect',
      statusReason: expect.stringContaining('invalid_grant'),
      probeAt: null,
    });
    const asked = mailbox.server.grants.length;
    await engine.pass('5 hours');
    await reconcile(engine.deps);
    expect(mailbox.server.grants).toHaveLength(asked);
    expect(mailbox.smtp.messages).toEqual([]);
    await mailbox.signIn();
    for (const walk of walks)
      await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    expect(mailbox.smtp.messages).toHaveLength(3);
    expect((await told()).filter(({ kind }) => kind === 'reconnect')).toHaveLength(2);
  });

  it('D2: a provider that is not there is a mailbox that fails: it comes back by itself, and nobody has to sign in', async () => {
    await engine.pass('2 hours');
    mailbox.server.fault = { status: 503, body: '{}' };
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(async () => (await stored()).status === 'failing', 'a failing mailbox');
    const row = await rowOf(walk);
    expect(row).toMatchObject({ heldReason: 'mailbox_failing' });
    mailbox.server.fault = null;
    await engine.pass('30 minutes');
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    expect(await stored()).toMatchObject({ status: 'working' });
    expect((await told()).filter(({ kind }) => kind === 'reconnect')).toHaveLength(2);
  });

  it('O6: no token stands in a history', async () => {
    const walk = await story.walk({ steps: [NOW] });
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    const history = JSON.stringify(await engine.history(walk.enrollmentId));
    const words = Buffer.from(await mailbox.token('accessToken')).toString('base64');
    expect(history).not.toContain(await mailbox.token('accessToken'));
    expect(history).not.toContain(words);
  });
});
