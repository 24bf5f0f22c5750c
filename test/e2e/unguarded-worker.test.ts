import { expect, it } from '@jest/globals';
import type { CrashPoint } from '../../tools/chaos/crash-points.ts';
import { CHAOS_TIMEOUT_MS, useChaos } from '../support/worlds/small-chaos.ts';

/** Stands whatever the ledger says: a worker without guards marks nothing. */
const TAKEN: CrashPoint = {
  name: 'taken, not answered',
  phase: 'after the final dot, before the reply',
  arm: (rig, limit) => {
    let drop = (_answer: 'drop'): void => undefined;
    const told = new Promise<'drop'>((resolve) => (drop = resolve));
    let standing = 0;
    rig.smtp.atMoment = (moment) => {
      if (moment !== 'accepted' || standing >= limit) return undefined;
      standing += 1;
      return told;
    };
    return {
      standing: () => Promise.resolve(standing),
      release: () => {
        rig.smtp.atMoment = () => undefined;
        drop('drop');
      },
    };
  },
};

const BROKEN_WORKER = 'test/support/servers/broken-worker.ts';

const run = useChaos();

it.each(['fence', 'claim'])(
  'D1: with the %s switched off chaos finds duplicates, so that a run without any proves something',
  async (guard) => {
    const result = await run({
      enrollments: 4,
      rounds: [{ blow: 'kill', point: TAKEN }],
      standing: 2,
      workerCommand: [BROKEN_WORKER, guard],
      isOverAtDuplicate: true,
    });
    expect(result.duplicates).toBeGreaterThan(0);
  },
  CHAOS_TIMEOUT_MS,
);
