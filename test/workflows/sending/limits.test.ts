import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { createSequence, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

describe('limits of a mailbox', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  async function crowd(count: number, startDate: string): Promise<Walk[]> {
    const now = await engine.now();
    const sequence = await createSequence(engine.database.db, engine.world, {
      now,
      steps: [{ timing: onDay(0) }],
    });
    return Promise.all(Array.from({ length: count }, () => story.join(sequence, { startDate })));
  }

  const limit = (data: { dailyCap: number | null; minIntervalSeconds: number }) =>
    engine.database.db.mailbox.update({ where: { id: engine.world.mailboxId }, data });

  async function handedOver(walks: Walk[]): Promise<number[]> {
    const enrollmentId = { in: walks.map((walk) => walk.enrollmentId) };
    const rows = await engine.database.db.message.findMany({
      where: { enrollmentId, status: 'sent' },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => row.handedOverAt!.getTime()).sort((a, b) => a - b);
  }

  it('M1: nine mails due at once leave at least the minimum interval apart', async () => {
    await limit({ dailyCap: null, minIntervalSeconds: 400 });
    const walks = await crowd(9, '2099-12-01');
    await story.passUntil('2099-12-01T12:00Z');
    const times = await handedOver(walks);
    expect(times).toHaveLength(9);
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(400_000);
  });

  it('M1: a daily cap lets so many leave a day, and the rest on the next days; the queue says why', async () => {
    await limit({ dailyCap: 2, minIntervalSeconds: 0 });
    const walks = await crowd(5, '2099-12-07');
    await story.passUntil('2099-12-07T12:00Z');
    const held = await engine.database.db.stepExecution.findMany({
      where: { heldReason: 'mailbox_limit' },
      orderBy: { id: 'asc' },
    });
    expect(held).toHaveLength(3);
    await story.passUntil('2099-12-11T00:00Z');
    const days = (await handedOver(walks)).map((time) => new Date(time).toISOString().slice(0, 10));
    expect(days).toEqual(['2099-12-07', '2099-12-07', '2099-12-08', '2099-12-08', '2099-12-09']);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
