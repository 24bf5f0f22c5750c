import type { ComparedRows } from '../../infra/db/enrollments/enrollment-upkeep.ts';
import type { StartedEnrollment } from '../../infra/temporal/lifecycle/enrollments.ts';
import { COMPARED_ROWS, type ComparedPart, type ComparisonRun } from '../comparison.ts';
import { inParallel } from '../wakes.ts';
import { GRACE_MS } from '../repair.ts';
import { wakeOrStart } from './wake-or-start.ts';

type Checked = 'checkedRows' | 'checkedWorkflows';
type Deviating = 'unstarted' | 'missingWorkflows' | 'orphanWorkflows' | 'unapplied';
type Run = ComparisonRun<Checked, Deviating>;

const entity = 'enrollment';

/**
 * Every live enrollment with its workflow, and every running workflow with its row: missing workflows start, orphans
 * are woken and find that they are over, intent is announced again.
 */
export const comparedEnrollments: ComparedPart<Checked, Deviating> = {
  checks: ['checkedRows', 'checkedWorkflows'],
  deviations: {
    unstarted: { kind: 'not_started', entity },
    missingWorkflows: { kind: 'workflow_missing', entity },
    orphanWorkflows: { kind: 'orphan_workflow', entity },
    unapplied: { kind: 'intent_not_applied', entity },
  },
  async compare(run) {
    const { deps } = run;
    await compareRows(run, 'unstarted', async (rows) => {
      for (const row of rows)
        run.deviates('unstarted', row.enrollmentId, () => deps.lifecycle.startEnrollment(row));
    });
    await compareRows(run, 'running', (rows) => findMissing(run, rows));
    await findOrphans(run);
    await compareRows(run, 'unapplied', async (rows) => {
      // Whoever is about to look by itself has lost nothing.
      await inParallel(rows, async (row) => {
        if ((await deps.lifecycle.standingOfEnrollment(row.enrollmentId)) === 'busy') return;
        run.deviates('unapplied', row.enrollmentId, () => wakeOrStart(deps, row));
      });
    });
  },
};

/** Hands the rows of one kind to `compare`, page by page. */
async function compareRows(
  run: Run,
  which: ComparedRows,
  compare: (rows: StartedEnrollment[]) => Promise<void>,
): Promise<void> {
  const { db, store } = run.deps;
  const input = { which, createdBefore: run.now - GRACE_MS, limit: COMPARED_ROWS };
  for (let after = ''; ;) {
    const rows = await store.enrollmentUpkeep.pageOfCompared(db, { ...input, after });
    if (rows.length === 0) return;
    await compare(rows);
    await run.flush();
    after = rows.at(-1)!.enrollmentId;
  }
}

/** Live rows whose workflow does not run; those that ended while we asked are none. */
async function findMissing(run: Run, rows: StartedEnrollment[]): Promise<void> {
  const { db, store, lifecycle } = run.deps;
  run.checked('checkedRows', rows.length);
  const silent: StartedEnrollment[] = [];
  await inParallel(rows, async (row) => {
    if (!(await lifecycle.isEnrollmentRunning(row.enrollmentId))) silent.push(row);
  });
  if (silent.length === 0) return;
  const ids = silent.map((row) => row.enrollmentId);
  const live = await store.enrollmentUpkeep.filterLive(db, ids);
  for (const row of silent.sort((a, b) => (a.enrollmentId < b.enrollmentId ? -1 : 1))) {
    if (!live.has(row.enrollmentId)) continue;
    run.deviates('missingWorkflows', row.enrollmentId, () => lifecycle.startEnrollment(row));
  }
}

/** Running workflows without a live row. Visibility is late, so each suspect is asked for itself. */
async function findOrphans(run: Run): Promise<void> {
  let page: string[] = [];
  for await (const enrollmentId of run.deps.lifecycle.listRunningEnrollments()) {
    page.push(enrollmentId);
    if (page.length < COMPARED_ROWS) continue;
    await compareWorkflows(run, page);
    page = [];
  }
  if (page.length > 0) await compareWorkflows(run, page);
}

async function compareWorkflows(run: Run, page: readonly string[]): Promise<void> {
  const { db, store, lifecycle } = run.deps;
  run.checked('checkedWorkflows', page.length);
  const input = { enrollmentIds: page, endedAfter: run.now - GRACE_MS };
  const expected = await store.enrollmentUpkeep.filterExpected(db, input);
  await inParallel(
    page.filter((enrollmentId) => !expected.has(enrollmentId)),
    async (enrollmentId) => {
      if (!(await lifecycle.isEnrollmentRunning(enrollmentId))) return;
      run.deviates('orphanWorkflows', enrollmentId, () => lifecycle.wakeEnrollment(enrollmentId));
    },
  );
  await run.flush();
}
