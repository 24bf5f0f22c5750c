import { setTimeout as sleep } from 'node:timers/promises';
import type { Enrolled } from '../contracts/enrollments/enrollments.ts';
import { createCustomers, createSequence } from './population.ts';
import { openRig, runProduct } from './rig.ts';
import { percentile, type Row } from './table.ts';

const POLL_MS = 2;
const WARM_UP = 10;

/** Enrolling one customer after the other over the API: until the reply, and until the workflow made it active. */
export async function measureEnroll({ size }: { size: number }): Promise<Row[]> {
  const rig = await openRig();
  try {
    await runProduct(rig);
    const timing = { kind: 'delay' as const, amount: 1, unit: 'days' as const, atTime: null };
    const sequenceId = await createSequence(rig, 'Enroll', [timing, timing, timing]);
    const replied: number[] = [];
    const active: number[] = [];
    for (const { customerId } of await createCustomers(rig, size + WARM_UP)) {
      const startedAt = performance.now();
      const path = `/v1/sequences/${sequenceId}/enrollments`;
      const { enrollment } = await rig.call.post<Enrolled>(path, { json: { customerId } });
      replied.push(performance.now() - startedAt);
      const where = { id: enrollment.id, status: 'active' as const };
      while ((await rig.db.enrollment.count({ where })) === 0) await sleep(POLL_MS);
      active.push(performance.now() - startedAt);
    }
    const rowOf = (enroll: string, all: number[]): Row => {
      const values = all.slice(WARM_UP);
      return {
        enroll,
        'p50 ms': percentile(values, 0.5),
        'p95 ms': percentile(values, 0.95),
        calls: values.length,
      };
    };
    return [rowOf('POST answered', replied), rowOf('active in its workflow', active)];
  } finally {
    await rig.close();
  }
}
