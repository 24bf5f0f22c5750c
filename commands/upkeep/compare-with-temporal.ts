import type { Actor } from '../../contracts/actor.ts';
import { MAX_REPORTED_IDS, type Comparison } from '../../contracts/upkeep/reconcile.ts';
import type { ComparedRows, EnrollmentRef } from '../../infra/db/upkeep/reconcile.ts';
import type { CommandDeps } from '../deps.ts';
import { inParallel } from '../wakes.ts';
import { showProgramSchedule } from '../programs/show-program-schedule.ts';

/** Rows of one page. */
const PAGE = 500;
/** What began or ended within this time may still be on its way between the two. */
const GRACE_MS = 10_000;

/** Kinds of deviation, as the report names them, with the kind that a finding gets. */
const FINDING_KINDS = {
  unstarted: 'not_started',
  missingWorkflows: 'workflow_missing',
  orphanWorkflows: 'orphan_workflow',
  unapplied: 'intent_not_applied',
  undrainedSequences: 'sequence_not_drained',
  missingSchedules: 'schedule_missing',
  orphanSchedules: 'orphan_schedule',
  differingSchedules: 'schedule_differs',
} as const;
type DeviationKind = keyof typeof FINDING_KINDS;

const ENTITIES: Record<DeviationKind, string> = {
  unstarted: 'enrollment',
  missingWorkflows: 'enrollment',
  orphanWorkflows: 'enrollment',
  unapplied: 'enrollment',
  undrainedSequences: 'sequence',
  missingSchedules: 'program',
  orphanSchedules: 'program',
  differingSchedules: 'program',
};

/**
 * Compares every live enrollment with its workflow, every running workflow with its row, and every program with its
 * Temporal Schedule (O9), in pages, and repairs what is found if asked: missing workflows start, orphans are woken and
 * find that they are over, intent is announced again, schedules are written anew. Each repair is safe to repeat.
 */
export async function compareWithTemporal(
  deps: CommandDeps,
  actor: Actor,
  { repair }: { repair: boolean },
): Promise<Comparison> {
  const now = await deps.now();
  const run = new ComparisonRun(deps, now, repair);
  await run.compareRows('unstarted', async (rows) => {
    for (const row of rows)
      run.deviates('unstarted', row.enrollmentId, () => deps.lifecycle.startEnrollment(row));
  });
  await run.compareRows('running', (rows) => findMissing(deps, run, rows));
  await findOrphans(deps, run, now);
  await run.compareRows('unapplied', async (rows) => {
    for (const row of rows) run.deviates('unapplied', row.enrollmentId, () => wakeOrStart(deps, row));
  });
  for (const { sequenceId, planVersion } of await deps.store.reconcile.findUndrained(deps.db)) {
    run.deviates('undrainedSequences', sequenceId, () =>
      deps.lifecycle.startSequenceChange(sequenceId, planVersion),
    );
  }
  await run.flush();
  await compareSchedules(deps, run);
  await deps.store.audit.record(deps.db, {
    at: now,
    actor,
    action: 'operations.reconcile',
    entity: 'operations',
    entityId: 'reconcile',
    after: run.report,
  });
  return run.report;
}

/** One comparison: the report it makes, and the repairs of the page in hand. */
class ComparisonRun {
  readonly report: Comparison = {
    checkedRows: 0,
    checkedWorkflows: 0,
    unstarted: { count: 0, ids: [] },
    missingWorkflows: { count: 0, ids: [] },
    orphanWorkflows: { count: 0, ids: [] },
    unapplied: { count: 0, ids: [] },
    undrainedSequences: { count: 0, ids: [] },
    checkedPrograms: 0,
    missingSchedules: { count: 0, ids: [] },
    orphanSchedules: { count: 0, ids: [] },
    differingSchedules: { count: 0, ids: [] },
    repaired: 0,
  };
  #pending: { kind: DeviationKind; id: string; repair: () => Promise<unknown> }[] = [];

  constructor(
    private readonly deps: CommandDeps,
    private readonly now: number,
    private readonly isRepairing: boolean,
  ) {}

  deviates(kind: DeviationKind, id: string, repair: () => Promise<unknown>): void {
    const deviations = this.report[kind];
    deviations.count += 1;
    if (deviations.ids.length < MAX_REPORTED_IDS) deviations.ids.push(id);
    this.#pending.push({ kind, id, repair });
  }

  /** Hands the rows of one kind to `compare`, page by page. */
  async compareRows(which: ComparedRows, compare: (rows: EnrollmentRef[]) => Promise<void>): Promise<void> {
    const createdBefore = this.now - GRACE_MS;
    let after = '';
    for (;;) {
      const rows = await this.deps.store.reconcile.pageOfCompared(this.deps.db, {
        which,
        createdBefore,
        after,
        limit: PAGE,
      });
      if (rows.length === 0) return;
      await compare(rows);
      await this.flush();
      after = rows.at(-1)!.enrollmentId;
    }
  }

  /** Repairs what was found since the last time, if asked, and writes it down. */
  async flush(): Promise<void> {
    const found = this.#pending;
    this.#pending = [];
    if (this.isRepairing) {
      await inParallel(found, async ({ repair }) => {
        await repair();
        this.report.repaired += 1;
      });
    }
    const findings = found.map(({ kind, id }) => ({
      kind: FINDING_KINDS[kind],
      entity: ENTITIES[kind],
      entityId: id,
      isRepaired: this.isRepairing,
    }));
    await this.deps.store.reconcile.recordFindings(this.deps.db, findings, this.now);
  }
}

/** Live rows whose workflow does not run; those that ended while we asked are none. */
async function findMissing(deps: CommandDeps, run: ComparisonRun, rows: EnrollmentRef[]): Promise<void> {
  run.report.checkedRows += rows.length;
  const silent: EnrollmentRef[] = [];
  await inParallel(rows, async (row) => {
    if (!(await deps.lifecycle.isEnrollmentRunning(row.enrollmentId))) silent.push(row);
  });
  if (silent.length === 0) return;
  const ids = silent.map((row) => row.enrollmentId);
  const live = await deps.store.reconcile.filterLive(deps.db, ids);
  for (const row of silent.sort((a, b) => (a.enrollmentId < b.enrollmentId ? -1 : 1))) {
    if (!live.has(row.enrollmentId)) continue;
    run.deviates('missingWorkflows', row.enrollmentId, () => deps.lifecycle.startEnrollment(row));
  }
}

/** Running workflows without a live row. Visibility is late, so each suspect is asked for itself. */
async function findOrphans(deps: CommandDeps, run: ComparisonRun, now: number): Promise<void> {
  let page: string[] = [];
  const compare = async (): Promise<void> => {
    run.report.checkedWorkflows += page.length;
    const input = { enrollmentIds: page, endedAfter: now - GRACE_MS };
    const expected = await deps.store.reconcile.filterExpected(deps.db, input);
    await inParallel(
      page.filter((enrollmentId) => !expected.has(enrollmentId)),
      async (enrollmentId) => {
        if (!(await deps.lifecycle.isEnrollmentRunning(enrollmentId))) return;
        run.deviates('orphanWorkflows', enrollmentId, () => deps.lifecycle.wakeEnrollment(enrollmentId));
      },
    );
    await run.flush();
    page = [];
  };
  for await (const enrollmentId of deps.lifecycle.listRunningEnrollments()) {
    page.push(enrollmentId);
    if (page.length === PAGE) await compare();
  }
  if (page.length > 0) await compare();
}

/** Programs whose Temporal Schedule is gone or does something else, and schedules without a program. */
async function compareSchedules(deps: CommandDeps, run: ComparisonRun): Promise<void> {
  const { db, store, lifecycle } = deps;
  const living = new Set<string>();
  for (let after = ''; ;) {
    const programs = await store.programUpkeep.pageOfPrograms(db, { after, limit: PAGE });
    if (programs.length === 0) break;
    after = programs.at(-1)!.id;
    await inParallel(programs, async (program) => {
      const { id: programId, status } = program;
      if (status !== 'archived') {
        run.report.checkedPrograms += 1;
        living.add(programId);
      }
      const schedule = store.programs.scheduleOf(program);
      const fit = await lifecycle.compareProgramSchedule({ programId, status, schedule });
      if (fit === 'same') return;
      const kind =
        status === 'archived'
          ? 'orphanSchedules'
          : fit === 'missing'
            ? 'missingSchedules'
            : 'differingSchedules';
      run.deviates(kind, programId, () => showProgramSchedule(deps, programId));
    });
    await run.flush();
  }
  for await (const programId of lifecycle.listProgramSchedules()) {
    if (living.has(programId) || (await store.programs.read(db, programId))) continue;
    run.deviates('orphanSchedules', programId, () => lifecycle.removeProgramSchedule(programId));
  }
  await run.flush();
}

async function wakeOrStart(deps: CommandDeps, row: EnrollmentRef): Promise<void> {
  if (!(await deps.lifecycle.wakeEnrollment(row.enrollmentId))) await deps.lifecycle.startEnrollment(row);
}
