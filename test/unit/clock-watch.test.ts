import { beforeEach, describe, expect, it } from '@jest/globals';
import { giveBackIfStopping } from '../../activities/stopping.ts';
import { createClockWatch, type ClockSkew, type ClockWatch } from '../../infra/clock-watch.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const MINUTE_MS = 60_000;

describe('O12: the watch of the own clock', () => {
  /** Of all, and how far the own clock is set ahead. */
  let passed: number;
  let ahead: number;
  let database: () => Promise<number>;
  let said: string[];
  let measured: ClockSkew | null;
  let watch: ClockWatch;
  beforeEach(() => {
    [passed, ahead, said, measured] = [0, 0, [], null];
    database = () => Promise.resolve(START + passed);
    const say = (kind: string) => (fields: unknown) => void said.push(`${kind} ${JSON.stringify(fields)}`);
    watch = createClockWatch({
      now: () => START + passed + ahead,
      monotonic: () => passed,
      readDatabase: () => database(),
      logger: { error: say('error'), info: say('info'), warn: say('warn') } as never,
      onMeasure: (skew) => void (measured = { ...skew }),
    });
  });

  it.each([
    [29_000, true],
    [31_000, false],
    [-29_000, true],
    [-10 * MINUTE_MS, false],
  ])('a clock that is %s ms ahead of the database’s: right is %s', async (set, isRight) => {
    ahead = set;
    expect(await watch.isRight()).toBe(isRight);
    expect(measured).toEqual({ database: set, temporal: null });
  });

  it('a clock that is set is found out at once, and said once: when it is wrong, and when it is right again', async () => {
    expect(await watch.isRight()).toBe(true);
    ahead = 10 * MINUTE_MS;
    expect([await watch.isRight(), await watch.isRight()]).toEqual([false, false]);
    await watch.measure();
    ahead = 0;
    expect(await watch.isRight()).toBe(true);
    expect(said).toEqual([
      'error {"seconds":{"database":600,"temporal":null}}',
      'info {"seconds":{"database":0,"temporal":null}}',
    ]);
  });

  it('what Temporal scheduled a moment ago tells how far its clock is; what waited for a worker does not count', async () => {
    watch.hear(START - 5 * MINUTE_MS);
    watch.hear(START + MINUTE_MS);
    await watch.measure();
    expect(measured).toEqual({ database: 0, temporal: -MINUTE_MS });
  });

  it('a database that does not answer, or takes long, makes no wrong clock right', async () => {
    ahead = 10 * MINUTE_MS;
    expect(await watch.isRight()).toBe(false);
    database = () => Promise.reject(new Error('away'));
    await watch.measure();
    expect(await watch.isRight()).toBe(false);
    ahead = 0;
    database = () => {
      passed += 30_000;
      return Promise.resolve(START);
    };
    expect(await watch.isRight()).toBe(false);
    database = () => Promise.resolve(START + passed);
    await watch.measure();
    expect(await watch.isRight()).toBe(true);
  });

  it('a clock that jumped, or was never measured, is not trusted until a measure succeeds', async () => {
    expect(watch.isTrusted()).toBe(false);
    database = () => Promise.reject(new Error('away'));
    expect(await watch.isRight()).toBe(false);
    database = () => Promise.resolve(START + passed);
    expect([await watch.isRight(), watch.isTrusted()]).toEqual([true, true]);
    ahead = 3 * 60 * MINUTE_MS;
    expect(watch.isTrusted()).toBe(false);
    database = () => Promise.reject(new Error('the connection died with the sleep'));
    expect([await watch.isRight(), await watch.isRight()]).toEqual([false, false]);
    ahead = 0;
    expect([await watch.isRight(), watch.isTrusted()]).toEqual([true, true]);
  });

  it('whoever asks while it measures gets the same answer, and the very limit is said once', async () => {
    let asked = 0;
    database = () => {
      asked += 1;
      return Promise.resolve(START + passed);
    };
    ahead = 30_040;
    expect(await Promise.all([watch.isRight(), watch.isRight(), watch.isRight()])).toEqual([
      false,
      false,
      false,
    ]);
    expect(asked).toBe(1);
    for (const about of [29_960, 30_040, 29_960, 20_040]) {
      ahead = about;
      await watch.measure();
      expect(watch.isTrusted()).toBe(false);
    }
    ahead = 19_000;
    await watch.measure();
    expect(watch.isTrusted()).toBe(true);
    expect(said).toHaveLength(2);
  });

  it('work in hand ends between two pieces where the clock is not trusted any more', () => {
    const stopping = new AbortController().signal;
    const given = { stopping, ownClock: { isTrusted: () => false } };
    expect(() => giveBackIfStopping(given)).toThrow(expect.objectContaining({ type: 'clock_wrong' }));
    expect(() => giveBackIfStopping({ stopping, ownClock: { isTrusted: () => true } })).not.toThrow();
  });
});
