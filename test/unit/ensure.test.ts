import { describe, expect, it } from '@jest/globals';
import { ensureAll, type Ensured } from '../../worker/ensure.ts';

describe('what a worker ensures in Temporal when it starts', () => {
  const opened = (refusals: Record<string, number>) => {
    const [tried, told] = [[] as string[], [] as string[]];
    const all = Object.entries(refusals).map(([name, times]): Ensured => {
      let left = times;
      return [
        name,
        () => {
          tried.push(name);
          left -= 1;
          return left >= 0 ? Promise.reject(new Error('consistent query buffer is full')) : Promise.resolve();
        },
      ];
    });
    const deadlines: number[] = [];
    const stopping = new AbortController();
    const trying = {
      deadlineMs: 5_000,
      pauseMs: 0,
      withDeadline: (deadline: number, work: () => Promise<void>) => {
        deadlines.push(deadline);
        return work();
      },
      onFailure: (name: string) => void told.push(name),
      signal: stopping.signal,
    };
    return { all, trying, tried, told, deadlines, stopping };
  };

  it('O9: is tried again by itself, and holds up neither the worker nor the others', async () => {
    const { all, trying, tried, told, deadlines } = opened({ one: 2, two: 0, three: 1 });
    const before = Date.now();
    const { done } = await ensureAll(all, trying);
    expect(tried).toEqual(['one', 'two', 'three']);
    await done;
    expect(tried).toEqual(['one', 'two', 'three', 'one', 'three', 'one']);
    expect(told).toEqual(['one', 'three', 'one']);
    for (const deadline of deadlines) expect(deadline - before).toBeGreaterThanOrEqual(5_000);
  });

  it('is not tried any more once the worker is told to end', async () => {
    const { all, trying, tried, stopping } = opened({ one: Infinity });
    const { done } = await ensureAll(all, { ...trying, pauseMs: 60_000 });
    stopping.abort();
    await done;
    expect(tried).toEqual(['one']);
  });
});
