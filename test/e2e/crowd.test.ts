import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { runCrowd, stopsOf, type CrowdPlan } from '../../tools/chaos/crowd/run.ts';
import { complaintsAboutCrowd } from '../../tools/chaos/crowd/verdict.ts';
import { countOf } from '../support/rows/runs.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';
import { CHAOS_TIMEOUT_MS } from '../support/worlds/small-chaos.ts';

/** Of three steps and a copy each; one in ten is stopped. */
const ENROLLMENTS = countOf({ test: 15, proof: 150 });
/** A worker in a body, whose bytes are lost or arrive; an API that does not answer. */
const KILLS = countOf({ test: 3, proof: 12 });
const APIS = countOf({ test: 1, proof: 2 });
/** Workers that are started, killed and started again, on a machine that does other things too. */
const TIMEOUT_MS = 2 * CHAOS_TIMEOUT_MS;
const SMALL = { mailboxes: 2, delays: [0], settleMs: 120_000, say: () => undefined };
const BROKEN_WORKER = fileURLToPath(new URL('../support/servers/broken-worker.ts', import.meta.url));

let database: TestDatabase;
let temporal: DevServer;
beforeEach(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
}, CHAOS_TIMEOUT_MS);
afterEach(() => Promise.all([database?.drop(), temporal?.close()]));

/** Each run has a namespace and a database of its own. */
const run = (plan: Pick<CrowdPlan, 'workers' | 'apis' | 'enrollments' | 'kills'> & Partial<CrowdPlan>) =>
  runCrowd(
    { databaseUrl: database.url, temporalAddress: temporal.address, namespace: temporal.namespace },
    { ...SMALL, ...plan },
  );

it(
  'D1, O8, O9: workers and APIs that are killed in turn send each mail once, show every doubt, and carry out no call twice',
  async () => {
    const result = await run({ workers: 2, apis: APIS, enrollments: ENROLLMENTS, kills: KILLS });
    expect(complaintsAboutCrowd(result, { kills: KILLS, stops: stopsOf(ENROLLMENTS) })).toEqual([]);
    expect(result.sent + result.copies).toBeGreaterThanOrEqual(result.expected);
  },
  TIMEOUT_MS,
);

it(
  'D1: a crowd whose workers claim what was handed over as if it were fresh is found out, so that a run without duplicates proves something',
  async () => {
    const result = await run({
      workers: 2,
      apis: 0,
      enrollments: 6,
      kills: 1,
      workerEntry: [BROKEN_WORKER, 'claim'],
      isOverAtDuplicate: true,
    });
    expect(result.duplicates).toBeGreaterThan(0);
    expect(complaintsAboutCrowd(result, { kills: 1, stops: 0 })).toContain(`${result.duplicates} duplicates`);
  },
  TIMEOUT_MS,
);
