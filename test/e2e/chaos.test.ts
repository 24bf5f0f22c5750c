import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CRASH_POINTS, type CrashPoint, type Phase } from '../../tools/chaos/crash-points.ts';
import { runChaos, type ChaosPlan, type ChaosResult, type Round } from '../../tools/chaos/run.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';

/** Six crashes with their heartbeat timeouts, on a machine that does other things too. */
const TIMEOUT_MS = 240_000;

/** The six phases of D1, once each. */
const PHASES: Phase[] = [
  'before connect',
  'after AUTH',
  'after 354, marked',
  'in the body',
  'after the final dot, before the reply',
  'after the reply, before the commit',
];

const kill = (phase: Phase): Round => ({
  blow: 'kill',
  point: CRASH_POINTS.find((point) => point.phase === phase)!,
});

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

const BROKEN_WORKER = fileURLToPath(new URL('../support/servers/broken-worker.ts', import.meta.url));

describe('chaos', () => {
  let database: TestDatabase;
  let temporal: DevServer;
  beforeEach(async () => {
    [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
  });
  afterEach(async () => {
    await Promise.all([database?.drop(), temporal?.close()]);
  });

  function run(plan: Pick<ChaosPlan, 'enrollments' | 'rounds'> & Partial<ChaosPlan>): Promise<ChaosResult> {
    const stack = {
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      namespace: temporal.namespace,
    };
    const small = { mailboxes: 2, delays: [0], standing: 3, settleMs: 150_000 };
    return runChaos(stack, { ...small, say: () => undefined, ...plan });
  }

  it(
    'D1: killed in every phase of a send, each recipient has exactly one mail once a person has answered what is uncertain',
    async () => {
      const result = await run({ enrollments: 20, rounds: PHASES.map(kill) });
      const good = {
        kills: 6,
        sent: 60,
        copies: 20,
        duplicates: 0,
        lost: 0,
        uncertain: 0,
        unsettled: 0,
        open: 0,
      };
      expect(result).toMatchObject(good);
      expect(PHASES.filter((phase) => !result.killedAt.get(phase))).toEqual([]);
      expect(result.refusedAnswers).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each(['fence', 'claim'])(
    'D1: with the %s switched off it finds duplicates, so that a run without any proves something',
    async (guard) => {
      const result = await run({
        enrollments: 4,
        rounds: [{ blow: 'kill', point: TAKEN }],
        standing: 2,
        workerEntry: [BROKEN_WORKER, guard],
        isOverAtDuplicate: true,
      });
      expect(result.duplicates).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
