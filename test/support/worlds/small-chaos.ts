import { afterEach, beforeEach } from '@jest/globals';
import { runChaos, type ChaosPlan, type ChaosResult } from '../../../tools/chaos/run.ts';
import { createTestDatabase, type TestDatabase } from '../servers/database.ts';
import { devServerConnection, type DevServer } from '../servers/temporal.ts';

/** Six crashes with their heartbeat timeouts, on a machine that does other things too. */
export const CHAOS_TIMEOUT_MS = 240_000;

/** What a test says of its run. */
type SmallPlan = Pick<ChaosPlan, 'enrollments' | 'rounds'> & Partial<ChaosPlan>;

/** Chaos on a fresh database and namespace for each test. */
export function useChaos(): (plan: SmallPlan) => Promise<ChaosResult> {
  let database: TestDatabase;
  let temporal: DevServer;
  beforeEach(async () => {
    [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
  });
  afterEach(async () => {
    await Promise.all([database?.drop(), temporal?.close()]);
  });
  return (plan) => {
    const stack = {
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      namespace: temporal.namespace,
    };
    const small = { mailboxes: 2, delays: [0], standing: 3, settleMs: 150_000 };
    return runChaos(stack, { ...small, say: () => undefined, ...plan });
  };
}
