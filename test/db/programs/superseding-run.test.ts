import { describe, expect, test } from '@jest/globals';
import * as world from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC.
const { createBatch, createProgram, tickAt } = world;
const f = useSequences();
const orderBy = { id: 'asc' } as const;
const tick = (programId: string, instant: string) => tickAt(f, programId, instant);
const statusOf = async (runId: string) =>
  (await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } })).status;

describe('P8: a run supersedes what nobody decided before it', () => {
  test('batches with their messages and runs end; what is approved goes on', async () => {
    const programId = await createProgram(f);
    const { runId } = await tick(programId, '2026-03-02T09:00:00Z');
    const run = runId!;
    await world.openRun(f.deps.db, run);
    const { now } = f;
    const waiting = await createBatch(f.deps.db, {
      programId,
      runId: run,
      now,
      items: ['proposed', 'proposed'],
    });
    const partly = await createBatch(f.deps.db, {
      programId,
      runId: run,
      now,
      items: ['approved', 'proposed'],
    });
    const leaving = await createBatch(f.deps.db, {
      programId,
      runId: run,
      now,
      status: 'approved',
      items: ['approved', 'completed'],
    });
    f.lifecycle.started.length = 0;
    const next = await tick(programId, '2026-03-09T09:00:00Z');
    const batches = await f.deps.db.reviewBatch.findMany({ orderBy });
    const shown = new Map(batches.map(({ id, status }) => [id, status]));
    expect([waiting, partly, leaving].map(({ batchId }) => shown.get(batchId))).toEqual([
      'superseded',
      'approved',
      'approved',
    ]);
    const items = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy,
    });
    const byId = new Map(items.map((item) => [item.id, item]));
    const ids = [...waiting.itemIds, ...partly.itemIds, ...leaving.itemIds];
    expect(ids.map((id) => byId.get(id)!.status)).toEqual([
      'superseded',
      'superseded',
      'approved',
      'superseded',
      'approved',
      'completed',
    ]);
    expect(byId.get(waiting.itemIds[0]!)).toMatchObject({
      reason: 'newer_run',
      endedAt: new Date(f.now),
      history: [
        {
          at: '2026-03-09T09:00:00.000Z',
          from: 'proposed',
          to: 'superseded',
          reason: 'newer_run',
          by: 'system',
        },
      ],
    });
    expect(await statusOf(run)).toBe('superseded');
    expect(f.lifecycle.started.sort()).toEqual([`run ${next.runId}`, `run ${run}`].sort());
  });

  test('a run that still generates at the next run’s time writes nothing any more', async () => {
    const programId = await createProgram(f);
    const { runId } = await tick(programId, '2026-03-02T09:00:00Z');
    await tick(programId, '2026-03-09T09:00:00Z');
    expect(await statusOf(runId!)).toBe('superseded');
  });

  test('batches of another program stay', async () => {
    const [mine, other] = [await createProgram(f), await createProgram(f)];
    const { runId } = await tick(other, '2026-03-02T09:00:00Z');
    const batchOfOther = { programId: other, runId: runId!, now: f.now, items: ['proposed' as const] };
    const { batchId } = await createBatch(f.deps.db, batchOfOther);
    await tick(mine, '2026-03-02T09:00:00Z');
    const batch = await f.deps.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
    expect(batch.status).toBe('proposed');
  });
});
