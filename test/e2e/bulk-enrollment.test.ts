import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { BulkWorld } from '../support/worlds/bulk-world.ts';

/** Two starts of a worker, the heartbeat timeout between them, and the rows themselves, on a busy machine. */
const TIMEOUT_MS = 240_000;
const ENROLLED = 1_000;

const api = new BulkWorld();
beforeAll(() => api.open(), TIMEOUT_MS);
afterAll(() => api.close(), TIMEOUT_MS);

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** 3,000 lines: 1,000 to enrol, 50 enrolled already, and 1,950 of every kind that cannot be. */
async function makeFile(sequenceId: string): Promise<{ csv: string; report: string[] }> {
  const ids = await api.customers(ENROLLED, { prefix: 'C-' });
  const before = await api.customers(50, { prefix: 'E-' });
  await api.customers(3, { prefix: 'A-', name: 'Twin & Söhne' });
  await api.customers(400, { prefix: 'I-', status: 'inactive' });
  for (const customerId of before) await api.enroll(sequenceId, customerId);
  const lines = ['customer'];
  const report: string[] = [];
  const add = (value: string, outcome: string, reason = ''): void => {
    lines.push(value);
    report.push(`${lines.length} ${outcome} ${reason}`.trim());
  };
  for (let n = 1; n <= ENROLLED; n++) {
    add([ids[n - 1]!, `C-${n}`, `  firm c-${n}`][n % 3]!, 'enrolled');
    if (n <= 550) add(`C-${n}`, 'skipped', `duplicate of line ${lines.length}`);
    if (n <= 50) add(`E-${n}`, 'skipped', 'already enrolled');
    if (n > 50 && n <= 550)
      add(`nobody ${n}`, 'failed', 'unmatched: no customer has this id, external id or name');
    if (n > 500) add('TWIN & SÖHNE', 'failed', 'ambiguous: 3 customers have this name');
    if (n > 600) add(`I-${n - 600}`, 'failed', 'not active: the customer is inactive');
  }
  return { csv: `${lines.join('\n')}\n`, report };
}

test(
  'S9: a worker that is killed in the middle goes on where it was: nobody is enrolled twice, every line is accounted for',
  async () => {
    const sequenceId = await api.sleepySequence();
    const { csv, report } = await makeFile(sequenceId);
    const { id, total } = await api.bulk(sequenceId, csv);
    expect(total).toBe(3_000);
    await api.worker.start();
    await until(async () => (await api.summary(id)).enrolled > 0);
    await api.worker.kill();
    const middle = await api.summary(id);
    expect([middle.status, middle.pending > 0]).toEqual(['running', true]);
    await api.worker.start();
    await until(async () => (await api.summary(id)).status === 'completed');

    const counts = {
      total: 3_000,
      enrolled: 1_000,
      updated: 0,
      skipped: 600,
      failed: 1_400,
      pending: 0,
      error: null,
    };
    expect(await api.summary(id)).toMatchObject(counts);
    expect(await api.report(id)).toEqual(report);
    const enrollments = await api.db.enrollment.groupBy({ by: ['customerId'], _count: true });
    expect([enrollments.length, enrollments.every((row) => row._count === 1)]).toEqual([1_050, true]);

    await until(async () => (await api.db.enrollment.count({ where: { startedAt: null } })) === 0);
    // A minute later, so that nothing counts as under way.
    api.now = Date.now() + 60_000;
    const none = { count: 0, ids: [] };
    const agreed = {
      unstarted: none,
      missingWorkflows: none,
      orphanWorkflows: none,
      undrainedSequences: none,
    };
    const comparison = await api.ok('POST', '/v1/operations/reconcile', { body: { repair: false } });
    expect(comparison).toMatchObject({ ...agreed, checkedRows: 1_050 });
  },
  TIMEOUT_MS,
);
