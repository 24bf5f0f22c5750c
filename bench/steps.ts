import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../commands/wakes.ts';
import { createBareSteps, type BareSteps } from './bare-step.ts';
import { createCustomers, createSequence, enrollRows } from './population.ts';
import { processorTime, timeEach, type ProcessorTime } from './processor-time.ts';
import { openRig, runProduct, type Rig } from './rig.ts';
import { countStatements } from './statements.ts';
import { mean, type Row } from './table.ts';

const MINUTE_MS = 60_000;
/** How long before their time the workflows of a round are started, each, so that all of them sleep by then. */
const LEAD_MS_EACH = 120;
const LEAD_MS = 3_000;
const POLL_MS = 200;
/** A round that is not over by then never will be. */
const ROUND_LIMIT_MS = 120_000;

interface Round {
  wallMs: number;
  used: ProcessorTime;
  statements: number;
}

/**
 * Automatic email steps beside bare ones. All steps of a round fall due at the same moment; a step is a timer that
 * fires, an activity that hands a mail over, and the timer of the next step. Rounds alternate.
 */
export async function measureSteps({ size, rounds }: { size: number; rounds: number }): Promise<Row[]> {
  const rig = await openRig();
  try {
    await runProduct(rig);
    const bare = await createBareSteps(rig);
    const next = (amount: number, unit: 'minutes' | 'days') => ({
      kind: 'delay' as const,
      amount,
      unit,
      atTime: null,
    });
    const sequenceId = await createSequence(rig, 'Steps', [
      next(1, 'minutes'),
      next(1, 'days'),
      next(1, 'days'),
    ]);
    const results: Record<'bare' | 'product', Round[]> = { bare: [], product: [] };
    // The first of each does not count: it warms caches, connections and the compiler.
    for (let round = 0; round <= rounds; round += 1) {
      const bareRound = await bareRoundOf(rig, bare, size);
      const productRound = await productRoundOf(rig, sequenceId, size);
      if (round === 0) continue;
      results.bare.push(bareRound);
      results.product.push(productRound);
    }
    const rows = [
      rowOf('timer + activity, prebuilt mail', results.bare, size),
      rowOf('automatic email step', results.product, size),
    ];
    const [first, second] = rows as [Row, Row];
    second['ratio'] = Number(second['steps/s']) / Number(first['steps/s']);
    second['cpu ratio'] = Number(first['cpu ms']) / Number(second['cpu ms']);
    second['goal'] = 0.7;
    return rows;
  } finally {
    await rig.close();
  }
}

async function bareRoundOf(rig: Rig, bare: BareSteps, count: number): Promise<Round> {
  const dueAt = Date.now() + LEAD_MS + count * LEAD_MS_EACH;
  bare.doneAt.length = 0;
  await bare.start(count, dueAt);
  return roundOf(rig, dueAt, count, {
    isReady: () => Promise.resolve(true),
    doneAt: () => Promise.resolve(bare.doneAt.length >= count ? Math.max(...bare.doneAt) : null),
  });
}

async function productRoundOf(rig: Rig, sequenceId: string, count: number): Promise<Round> {
  const customers = await createCustomers(rig, count);
  const customerIds = customers.map(({ customerId }) => customerId);
  const dueAt = Date.now() + LEAD_MS + count * LEAD_MS_EACH;
  const enrollments = await enrollRows(rig, { sequenceId, customerIds, plannedFrom: dueAt - MINUTE_MS });
  await inParallel(enrollments, (enrollment) => rig.deps.lifecycle.startEnrollment(enrollment));
  const since = new Date(dueAt);
  return roundOf(rig, dueAt, count, {
    isReady: async () => (await rig.db.enrollment.count({ where: { nextWakeAt: since } })) === count,
    doneAt: async () => {
      const { _count: settled, _max: last } = await rig.db.message.aggregate({
        where: { settledAt: { gte: since }, status: 'sent' },
        _count: true,
        _max: { settledAt: true },
      });
      return settled === count ? last.settledAt!.getTime() : null;
    },
  });
}

interface Watch {
  isReady(): Promise<boolean>;
  /** When the last one ended; null while some have not. */
  doneAt(): Promise<number | null>;
}

async function roundOf(rig: Rig, dueAt: number, count: number, watch: Watch): Promise<Round> {
  while (!(await watch.isReady())) {
    if (Date.now() > dueAt)
      throw new Error('not all workflows slept before their time: the machine is too busy');
    await sleep(POLL_MS);
  }
  await sleep(dueAt - Date.now());
  const before = processorTime(rig.pids);
  const statements = countStatements();
  for (let polls = 1; ; polls += 1) {
    const doneAt = await watch.doneAt();
    if (doneAt !== null) {
      statements.stop();
      const used = timeEach(before, processorTime(rig.pids), count);
      return { wallMs: doneAt - dueAt, used, statements: Math.max(statements.total() - polls, 0) / count };
    }
    if (Date.now() > dueAt + ROUND_LIMIT_MS) throw new Error(`a round of ${count} steps did not end`);
    await sleep(POLL_MS);
  }
}

function rowOf(what: string, rounds: Round[], size: number): Row {
  const perSecond = rounds.map((round) => (size * 1000) / round.wallMs);
  const parts = Object.keys(rounds[0]!.used);
  const cpu = parts.map((part) => [`${part} ms`, mean(rounds.map((round) => round.used[part]!))] as const);
  return {
    steps: what,
    'steps/s': mean(perSecond),
    rounds: perSecond.map((rate) => rate.toFixed(0)).join(' '),
    'statements/step': mean(rounds.map((round) => round.statements)),
    ...Object.fromEntries(cpu),
    'cpu ms': cpu.reduce((sum, [, ms]) => sum + ms, 0),
  };
}
