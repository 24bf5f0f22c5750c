import type { Actor } from '../../contracts/actor.ts';
import { MAX_REPORTED_IDS, type Comparison } from '../../contracts/upkeep/reconcile.ts';
import type { ComparisonRun } from '../comparison.ts';
import type { CommandDeps } from '../deps.ts';
import { comparedAutomations } from '../automations/passes/compare-automations.ts';
import { comparedEnrollments } from '../enrollments/compare-enrollments.ts';
import { inParallel } from '../wakes.ts';
import { comparedPrograms } from '../programs/compare-programs.ts';
import { comparedSequences } from '../sequences/compare-sequences.ts';

/** Everything that is compared, in this order. */
const PARTS = [comparedEnrollments, comparedSequences, comparedPrograms, comparedAutomations] as const;

/** Names of one thing each, from whichever part: a union of what the parts are keyed by. */
type KeyOf<T> = T extends unknown ? keyof T : never;
type Checked = (typeof PARTS)[number]['checks'][number];
type Deviating = KeyOf<(typeof PARTS)[number]['deviations']>;

const FINDINGS: Record<Deviating, { kind: string; entity: string }> = {
  ...comparedEnrollments.deviations,
  ...comparedSequences.deviations,
  ...comparedPrograms.deviations,
  ...comparedAutomations.deviations,
};

/**
 * Compares every live enrollment with its workflow, every running workflow with its row, and every program and automation
 * with its Temporal Schedule (O9), in pages, and repairs what is found if asked. Each repair is safe to repeat.
 */
export async function compareWithTemporal(
  deps: CommandDeps,
  actor: Actor,
  { repair }: { repair: boolean },
): Promise<Comparison> {
  const now = await deps.now();
  const report = emptyReport();
  const run = runOf(deps, { now, report, isRepairing: repair });
  for (const part of PARTS) await part.compare(run);
  await deps.store.audit.record(deps.db, {
    at: now,
    actor,
    action: 'operations.reconcile',
    entity: 'operations',
    entityId: 'reconcile',
    customerId: null,
    after: report,
  });
  return report;
}

function emptyReport(): Comparison {
  const checked = PARTS.flatMap(({ checks }): readonly Checked[] => checks).map((what) => [what, 0]);
  const deviations = Object.keys(FINDINGS).map((what) => [what, { count: 0, ids: [] }]);
  return {
    ...(Object.fromEntries(checked) as Record<Checked, number>),
    ...(Object.fromEntries(deviations) as Pick<Comparison, Deviating>),
    repaired: 0,
  };
}

/** One comparison: the report it makes, and the repairs of the page in hand. */
function runOf(
  deps: CommandDeps,
  { now, report, isRepairing }: { now: number; report: Comparison; isRepairing: boolean },
): ComparisonRun<Checked, Deviating> {
  let pending: { what: Deviating; id: string; repair: () => Promise<unknown> }[] = [];
  return {
    deps,
    now,
    checked: (what, count) => {
      report[what] += count;
    },
    deviates: (what, id, repair) => {
      const deviations = report[what];
      deviations.count += 1;
      if (deviations.ids.length < MAX_REPORTED_IDS) deviations.ids.push(id);
      pending.push({ what, id, repair });
    },
    async flush() {
      const found = pending;
      pending = [];
      if (isRepairing) {
        await inParallel(found, async ({ repair }) => {
          await repair();
          report.repaired += 1;
        });
      }
      const findings = found.map(({ what, id }) => ({
        ...FINDINGS[what],
        entityId: id,
        isRepaired: isRepairing,
      }));
      await deps.store.reconcile.recordFindings(deps.db, findings, now);
    },
  };
}
