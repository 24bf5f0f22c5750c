import { describe, expect, it } from '@jest/globals';
import { inHaste, TemporalLate } from '../../infra/temporal/in-haste.ts';
import type { Lifecycle } from '../../infra/temporal/lifecycle.ts';
import { NO_WORKFLOWS } from '../../tools/no-workflows.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** A Temporal of which one call is replaced, and what was told about it. */
const hasty = (change: Partial<Lifecycle>) => {
  const told: string[] = [];
  let now = 0;
  const lifecycle = inHaste(
    { ...NO_WORKFLOWS, ...change },
    {
      patienceMs: 20,
      restMs: 1_000,
      clock: () => now,
      onFailure: (what, error) => void told.push(`${what} ${(error as Error).name}`),
    },
  );
  return { lifecycle, told, pass: (ms: number) => void (now += ms) };
};

describe('O12: a call never waits for Temporal', () => {
  it('a wake-up that does not come through is given up and counted; until the rest is over the next are begun, and not waited for', async () => {
    let calls = 0;
    const silent = (): Promise<never> => {
      calls += 1;
      return never();
    };
    const { lifecycle, told, pass } = hasty({ wakeEnrollment: silent });
    await expect(lifecycle.wakeEnrollment('enr_1')).rejects.toBeInstanceOf(TemporalLate);
    await expect(lifecycle.wakeEnrollment('enr_2')).rejects.toBeInstanceOf(TemporalLate);
    await expect(lifecycle.startSequenceChange('seq_1', 1)).resolves.toBeUndefined();
    expect(calls).toBe(2);
    expect(told).toEqual(['wakeEnrollment TemporalLate', 'wakeEnrollment TemporalLate']);
    pass(1_000);
    await lifecycle.startSequenceChange('seq_1', 2);
  });

  it('five hundred wake-ups of one call wait together, not one after the other', async () => {
    const { lifecycle } = hasty({ wakeEnrollment: never });
    const first = Promise.allSettled(
      Array.from({ length: 32 }, (_, n) => lifecycle.wakeEnrollment(`enr_${n}`)),
    );
    await first;
    let begun = 0;
    const counting = hasty({
      wakeEnrollment: () => {
        begun += 1;
        return never();
      },
    }).lifecycle;
    await Promise.allSettled(Array.from({ length: 600 }, (_, n) => counting.wakeEnrollment(`enr_${n}`)));
    await Promise.allSettled(Array.from({ length: 600 }, (_, n) => counting.wakeEnrollment(`enr_${n}`)));
    // Temporal that is gone is not asked for ever more.
    expect(begun).toBe(600);
    const rest = Array.from({ length: 468 }, (_, n) => lifecycle.wakeEnrollment(`enr_${n}`));
    expect((await Promise.allSettled(rest)).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('what Temporal answers, errors included, is passed on; one that is refused rests nobody', async () => {
    const refused = (): Promise<never> => Promise.reject(new RangeError('no'));
    const { lifecycle, told } = hasty({ wakeCopies: refused, wakeEnrollment: () => Promise.resolve(false) });
    const copies = { messageId: 'msg_1', customerId: 'cus_1', mailboxId: null };
    await expect(lifecycle.wakeCopies(copies)).rejects.toThrow('no');
    expect(await lifecycle.wakeEnrollment('enr_1')).toBe(false);
    expect(told).toEqual(['wakeCopies RangeError']);
  });
});
