import { SYSTEM } from '../../contracts/actor.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import { judgedProgramOf } from '../../domain/programs/program-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { PlanCounts } from '../../infra/db/programs/program-plans.ts';
import type { CommandDeps } from '../deps.ts';
import { TRANSACTION_WAIT_MS } from '../run-command.ts';
import { upcomingRuns } from './upcoming-runs.ts';

/**
 * Plans a whole program anew, up to a version (P10): enrolls whom its touchpoints concern for the first time (P5), and
 * brings every planned row to its next firing. Safe to repeat: a version that was planned is not planned again.
 */
export async function planProgram(
  deps: CommandDeps,
  { programId, planVersion }: { programId: string; planVersion: number },
): Promise<PlanCounts> {
  return deps.db.$transaction(
    async (tx) => {
      const { store } = deps;
      await store.locks.closeGate(tx, { kind: 'program-plan', id: programId });
      const program = await store.programs.read(tx, programId);
      if (!program || program.plannedVersion >= planVersion) return NOTHING;
      const now = await deps.now();
      await store.programGeneration.allowMemory(tx);
      const counts = await plan(deps, tx, { program, customerIds: null, now });
      await store.programPlans.finish(tx, { programId, version: program.planVersion, counts, now });
      return counts;
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: GENERATION_TIMEOUT_MS },
  );
}

const NOTHING: PlanCounts = { added: 0, moved: 0, removed: 0 };

/** Whose plans are made anew, and in which programs: all active ones unless they are named. */
export interface PlanCustomersInput {
  customerIds: readonly string[];
  programIds?: readonly string[];
  now: number;
}

/** What planning some customers came to. */
export interface PlannedCustomers {
  /** A whole program is planned or generated just now: the customers are marked, and planned within seconds. */
  isPostponed: boolean;
}

/**
 * Plans some customers anew in all active programs: enrolls those whom touchpoints concern for the first time (P5), and
 * brings their planned rows to their next firings (P10). It takes the plan locks and then the customers' themselves: to
 * be called in a transaction of its own, or before any customer is locked.
 */
export async function planCustomers(
  deps: CommandDeps,
  tx: Tx,
  { customerIds, programIds, now }: PlanCustomersInput,
): Promise<PlannedCustomers> {
  const { store } = deps;
  const active = await store.programPlans.findActive(tx, programIds ?? null);
  if (active.length === 0 || customerIds.length === 0) return { isPostponed: false };
  const free: string[] = [];
  for (const id of active) {
    if (await store.locks.tryPassGate(tx, { kind: 'program-plan', id })) free.push(id);
  }
  await store.customerRefresh.lock(tx, customerIds);
  for (const programId of free) {
    const program = await store.programs.read(tx, programId);
    if (program?.status === 'active') await plan(deps, tx, { program, customerIds, now });
  }
  const isPostponed = free.length < active.length;
  if (isPostponed) await store.customerRefresh.mark(tx, { customerIds, now });
  return { isPostponed };
}

async function plan(
  deps: CommandDeps,
  tx: Tx,
  input: { program: StoredProgram; customerIds: readonly string[] | null; now: number },
): Promise<PlanCounts> {
  const { store } = deps;
  const { program, customerIds, now } = input;
  const { id: programId, autoEnroll, planVersion } = program;
  const { zone } = await store.organisation.get(tx, SYSTEM);
  const today = localDateOf(now, zone);
  if (autoEnroll && program.status === 'active') {
    await store.programAutoEnrollment.enroll(tx, { programId, today, customerIds, now });
  }
  const runs = await upcomingRuns(deps, tx, { program, zone, after: null, now });
  const seedId = deps.newId('scheduledTouchpoint');
  const rows = { ...judgedProgramOf(program), runs, customerIds, planVersion, today, now, seedId };
  return store.programPlans.plan(tx, rows);
}

/** A run writes hundreds of thousands of rows at most, in seconds; a longer one hangs. */
export const GENERATION_TIMEOUT_MS = 10 * 60_000;
