import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { startAhead, type Chunk } from '../../../activities/enrollments/start-ahead.ts';

const SIZE = 40;

/** `count` chunks of {@link SIZE} enrollments, and what was done about them, in order. */
function rig(count: number, start: (id: string) => Promise<void>) {
  const events: string[] = [];
  const noted: string[] = [];
  const stop = new AbortController();
  const deps = {
    stopping: stop.signal,
    now: () => Promise.resolve(0),
    db: {},
    store: {
      bulkProgress: {
        markStarted: (_db: unknown, ids: string[]) => Promise.resolve(void noted.push(...ids)),
      },
    },
    lifecycle: { startEnrollment: ({ enrollmentId }: { enrollmentId: string }) => start(enrollmentId) },
  } as unknown as ActivityDeps;
  let chunks = 0;
  const enrollChunk = async (): Promise<Chunk<'done'>> => {
    const n = (chunks += 1);
    events.push(`chunk ${n}`);
    await Promise.resolve();
    if (n > count) return { end: 'done', enrolled: [] };
    const ids = Array.from({ length: SIZE }, (_, index) => `${n}-${index}`);
    const enrolled = ids.map((enrollmentId) => ({ enrollmentId, sequenceId: 's', customerId: 'c' }));
    return { end: null, enrolled };
  };
  const run = (): Promise<unknown> =>
    new MockActivityEnvironment().run(() => startAhead<'done'>(deps, enrollChunk));
  return { events, noted, run, stop: () => stop.abort() };
}

/** Everything that waits for nothing has been done. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('S9: a chunk is written while the workflows of the one before it are started, and no further one', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { events, noted, run } = rig(3, () => opened);
  const end = run();
  await settled();
  expect(events).toEqual(['chunk 1', 'chunk 2']);
  open();
  expect(await end).toBe('done');
  expect(events).toEqual(['chunk 1', 'chunk 2', 'chunk 3', 'chunk 4']);
  expect([noted.length, new Set(noted).size]).toEqual([3 * SIZE, 3 * SIZE]);
});

test('S9: where a start fails, nothing is begun after that, and what was started before is noted', async () => {
  const begun: string[] = [];
  const { events, noted, run } = rig(9, (id) => {
    begun.push(id);
    return id === '2-0' ? Promise.reject(new Error('gone')) : Promise.resolve();
  });
  await expect(run()).rejects.toThrow('gone');
  const seen = [events.length, begun.length];
  await settled();
  expect([events.length, begun.length]).toEqual(seen);
  expect(events.length).toBeLessThan(5);
  expect([...noted, '2-0'].sort()).toEqual([...begun].sort());
});

test('O13: a worker that stops enrolls no further chunk, and says so when the starts in hand are over', async () => {
  const starting = new Set<string>();
  const stopping = rig(9, async (id) => {
    starting.add(id);
    if (id === '1-0') stopping.stop();
    await settled();
    starting.delete(id);
  });
  await expect(stopping.run()).rejects.toMatchObject({ type: 'worker_stopping' });
  expect(stopping.events).toEqual(['chunk 1', 'chunk 2']);
  expect(starting.size).toBe(0);
  expect(stopping.noted).toHaveLength(SIZE);
});
