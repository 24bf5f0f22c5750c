import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { cancelStep } from '../../../commands/enrollments/queue/cancel-step.ts';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import { retryStep } from '../../../commands/enrollments/queue/send-step.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const NOW = { timing: after(0, 'minutes') };
const FULL = '452 4.2.2 Mailbox full';
const HOUR_MS = 3_600_000;

describe('a message that a server puts off', () => {
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

  const idOf = async (walk: Walk) => (await story.execution(walk.enrollmentId, walk.stepIds[0])).id;
  const rowOf = async (walk: Walk) =>
    readQueueRow(engine.deps, story.actor, { stepExecutionId: await idOf(walk) });
  const isRefused = (walk: Walk, times: number) => async () =>
    ((await rowOf(walk)).putOff?.tries ?? 0) >= times;

  it('case 22: the words, the first try, how many and the next are shown from the first refusal on; two days later it ends', async () => {
    smtp.replyAt('rcpt', FULL, { times: Infinity });
    const walk = await story.walk({
      customer: { email: 'full@two.example' },
      steps: [NOW, { timing: after(1, 'days') }],
    });
    const start = await engine.now();
    await engine.until(isRefused(walk, 1), 'the first refusal');
    const row = await rowOf(walk);
    expect(row).toMatchObject({ status: 'planned', heldReason: 'retrying', errorCode: null });
    expect(row.putOff).toMatchObject({ reply: FULL, tries: 1, nextTryAt: row.heldUntil });
    expect(Date.parse(row.putOff!.nextTryAt!) - Date.parse(row.putOff!.firstTriedAt!)).toBe(300_000);
    const explained = await explainEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    const text = expect.stringContaining(`${FULL} Tried once, first at ${row.putOff!.firstTriedAt!}`);
    expect(explained.reasons).toContainEqual({ code: 'retrying', text, until: row.heldUntil });
    expect(explained.steps[0]?.putOff).toEqual(row.putOff);

    await engine.pass('1 hour');
    expect((await rowOf(walk)).putOff).toMatchObject({ tries: 4, firstTriedAt: row.putOff!.firstTriedAt });

    await engine.pass('50 hours');
    const ended = await rowOf(walk);
    expect(ended).toMatchObject({
      status: 'error',
      heldReason: null,
      errorCode: 'refused',
      errorDetail: FULL,
    });
    expect(ended.putOff).toMatchObject({
      reply: FULL,
      nextTryAt: null,
      firstTriedAt: row.putOff!.firstTriedAt,
    });
    const message = await engine.database.db.message.findFirstOrThrow({
      where: { enrollmentId: walk.enrollmentId },
    });
    const tookMs = message.settledAt!.getTime() - start;
    expect(Math.round(tookMs / HOUR_MS)).toBe(48);
    expect(smtp.messages).toEqual([]);

    smtp.reset();
    await retryStep(engine.deps, story.actor, { stepExecutionId: ended.id });
    await story.settled();
    await engine.pass('1 hour');
    expect(smtp.messages).toHaveLength(1);
    await engine.pass('2 days');
    const [first, second] = (await story.left(walk.enrollmentId)).map((at) => Date.parse(at));
    expect(second! - first!).toBeGreaterThanOrEqual(24 * HOUR_MS);
  });

  it('D2: after it ended, a retry tries for two days anew, and a cancel goes on with the next step', async () => {
    await engine.deps.store.organisation.update(engine.database.db, { retryHours: 1 });
    smtp.replyAt('rcpt', FULL, { times: Infinity });
    const walk = await story.walk({ steps: [NOW, { timing: after(1, 'hours') }] });
    await engine.pass('90 minutes');
    expect(await rowOf(walk)).toMatchObject({ status: 'error', putOff: { tries: 5 } });
    await retryStep(engine.deps, story.actor, { stepExecutionId: await idOf(walk) });
    await engine.until(async () => (await rowOf(walk)).putOff?.tries === 1, 'a try that counts from one');
    await engine.pass('90 minutes');
    expect(await rowOf(walk)).toMatchObject({ status: 'error', putOff: { tries: 5 } });
    smtp.reset();
    await cancelStep(engine.deps, story.actor, { stepExecutionId: await idOf(walk), scope: 'step' });
    await story.settled();
    await engine.pass('3 hours');
    expect(smtp.messages).toHaveLength(1);
    await engine.deps.store.organisation.update(engine.database.db, { retryHours: 48 });
  });

  it('D2: put off before a weekend it is tried once more when the window opens, and then ends', async () => {
    await story.passUntil('2099-12-11T16:50Z');
    smtp.replyAt('rcpt', FULL, { times: Infinity });
    const window = { sendDays: [1, 2, 3, 4, 5], windowStart: '09:00', windowStop: '17:00' };
    const walk = await story.walk({ ...window, steps: [{ timing: onDay(0, '16:50') }] });
    await engine.until(isRefused(walk, 1), 'the first refusal');
    await story.passUntil('2099-12-12T12:00Z');
    const row = await rowOf(walk);
    expect(row).toMatchObject({
      status: 'planned',
      putOff: { tries: 2, nextTryAt: '2099-12-14T09:00:00.000Z' },
    });
    await story.passUntil('2099-12-14T09:01Z');
    expect(await rowOf(walk)).toMatchObject({ status: 'error', errorDetail: FULL, putOff: { tries: 3 } });
  });

  it('case 7: the main recipient refused for now is tried again by itself, and the copy leaves behind it once', async () => {
    const [main, copy] = ['main@seven.example', 'copy@seven.example'];
    const busy = '450 4.2.0 mailbox busy, try again later';
    smtp.replyAt('rcpt', busy, { times: 2, when: ({ recipients }) => recipients.at(-1) === main });
    const walk = await story.walk({ customer: { email: main }, steps: [{ ...NOW, cc: [copy] }] });
    await engine.until(isRefused(walk, 1), 'the first refusal');
    expect(await rowOf(walk)).toMatchObject({ status: 'planned', putOff: { reply: busy, tries: 1 } });
    await engine.pass('20 minutes');
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([[main], [copy]]);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done']);
  });
});
