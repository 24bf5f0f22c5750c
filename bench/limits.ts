import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../commands/wakes.ts';
import type { SequenceLimits } from '../contracts/sequences/sequence-fields.ts';
import { WorkerProcess } from '../tools/chaos/worker-process.ts';
import { createCustomers, createSequence, enrollRows } from './population.ts';
import { openRig, type Rig } from './rig.ts';
import type { Row } from './table.ts';

const MINUTE_MS = 60_000;
const PER_MINUTE = 40;
const WORKERS = 3;
const POLL_MS = 1_000;
const GRACE_MS = 30_000;
/** What leaves so much later than one behind it has lost its place; less is the way to the server. */
const OUT_OF_ORDER_MS = 5_000;

/** A message that has left. */
interface Left {
  sourceId: string;
  at: number;
}

/**
 * So many enrollments due at once, a limit of 40 a minute, three workers, one of which is restarted and one killed on the
 * way (S14): how long it takes beside the ideal, the most in any minute, and who left out of order.
 */
export async function measureLimits({ size }: { size: number }): Promise<Row[]> {
  const rig = await openRig();
  const workers = Array.from({ length: WORKERS }, () => new WorkerProcess(['worker/main.ts'], rig.workerEnv));
  try {
    const timing = { kind: 'delay', amount: 0, unit: 'minutes', atTime: null } as const;
    const limits: SequenceLimits = [{ channel: 'email', amount: PER_MINUTE, per: 'minute' }];
    const sequenceId = await createSequence(rig, 'Limited', [timing], { limits });
    const customers = await createCustomers(rig, size);
    const customerIds = customers.map(({ customerId }) => customerId);
    const enrollments = await enrollRows(rig, { sequenceId, customerIds, plannedFrom: Date.now() });
    for (const worker of workers) await worker.start();
    await inParallel(enrollments, (enrollment) => rig.deps.lifecycle.startEnrollment(enrollment));
    const tickets = await watch(rig, workers, size);
    return [resultOf(await readLeft(rig), tickets, size)];
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await rig.close();
  }
}

/** Until all have left; at a third a worker ends in its own time, at two thirds another is killed. @returns who was told when */
async function watch(
  rig: Rig,
  workers: readonly WorkerProcess[],
  size: number,
): Promise<Map<string, number>> {
  const tickets = new Map<string, number>();
  const [first, second] = workers as [WorkerProcess, WorkerProcess];
  const restarts = [async () => void (await first.terminate(GRACE_MS)), () => second.kill()] as const;
  let restarted = 0;
  const until = Date.now() + (size / PER_MINUTE) * MINUTE_MS * 2 + 5 * MINUTE_MS;
  for (;;) {
    for (const { sourceId, at } of await rig.db.sendTicket.findMany())
      if (!tickets.has(sourceId)) tickets.set(sourceId, at.getTime());
    const left = await rig.db.message.count({ where: { handedOverAt: { not: null } } });
    if (left === size) return tickets;
    if (Date.now() > until) throw new Error(`${size - left} of ${size} have not left`);
    if (restarted < restarts.length && left > ((restarted + 1) * size) / 3) {
      await restarts[restarted]!();
      await workers[restarted]!.start();
      restarted += 1;
    }
    await sleep(POLL_MS);
  }
}

async function readLeft({ db }: Rig): Promise<Left[]> {
  const rows = await db.message.findMany({ orderBy: { handedOverAt: 'asc' } });
  return rows.map(({ sourceId, handedOverAt }) => ({ sourceId, at: handedOverAt!.getTime() }));
}

function resultOf(left: readonly Left[], tickets: ReadonlyMap<string, number>, size: number): Row {
  const times = left.map(({ at }) => at);
  const ideal = (Math.ceil(size / PER_MINUTE) - 1) * MINUTE_MS;
  const took = times.at(-1)! - times[0]!;
  const most = Math.max(
    ...times.map((last) => times.filter((at) => at > last - MINUTE_MS && at <= last).length),
  );
  let latest = 0;
  const inLine = left
    .filter(({ sourceId }) => tickets.has(sourceId))
    .toSorted((a, b) => tickets.get(a.sourceId)! - tickets.get(b.sourceId)!);
  let outOfOrder = 0;
  for (const { at } of inLine) {
    if (at < latest - OUT_OF_ORDER_MS) outOfOrder += 1;
    latest = Math.max(latest, at);
  }
  return {
    limits: `${size} due at once, ${PER_MINUTE} a minute`,
    'ideal s': ideal / 1_000,
    'took s': took / 1_000,
    ratio: took / ideal,
    goal: 1.02,
    'most in a minute': most,
    'out of order': outOfOrder,
  };
}
