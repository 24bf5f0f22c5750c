import { SYSTEM } from '../../contracts/actor.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { decide, type Decision } from '../../domain/enrollments/decide.ts';
import { isFit, waitsForStatus } from '../../domain/enrollments/rules.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { ActivityRow } from '../../infra/db/enrollments/decisions.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { CommandDeps } from '../deps.ts';
import { activitiesOf } from './enrollment-entries.ts';

/** Decides what an enrollment does at an instant, with fresh ids for new rows. */
export function decideFor(deps: CommandDeps, snapshot: EnrollmentSnapshot, now: number): Decision {
  return decide(snapshot, now, () => deps.newId('stepExecution'));
}

/**
 * Writes decisions for enrollments that the transaction holds. Returns the directive of each, by enrollment id.
 * `extra` are activity rows that come with it, such as the step that was just done.
 */
export async function writeDecided(
  deps: CommandDeps,
  tx: RawTx,
  decided: { snapshot: EnrollmentSnapshot; decision: Decision }[],
  now: number,
  extra: ActivityRow[] = [],
): Promise<Map<string, Directive>> {
  const activities = decided.flatMap(({ snapshot, decision }) =>
    activitiesOf(snapshot, decision, deps.newId),
  );
  await deps.store.decisions.writeDecisions(tx, { decided, activities: [...extra, ...activities], now });
  const edges = decided.flatMap(({ snapshot: { enrollment }, decision }) => {
    const { enrollmentId, sequenceId, customerId } = enrollment;
    return decision.edges.map((edge) => ({ ...edge, enrollmentId, sequenceId, customerId }));
  });
  if (edges.length > 0) await deps.store.edges.writeEdges(tx, { edges, now });
  const stopping = decided.filter(({ decision }) => decision.stop !== null);
  for (const reason of new Set(stopping.map(({ decision }) => decision.stop!))) {
    const group = stopping.filter(({ decision }) => decision.stop === reason);
    await deps.store.decisions.stopEnrollments(tx, {
      enrollmentIds: group.map(({ snapshot }) => snapshot.enrollment.enrollmentId),
      reason,
      note: null,
      actor: SYSTEM,
      now,
      isApplied: true,
    });
  }
  return new Map(
    decided.map(({ snapshot, decision }) => [snapshot.enrollment.enrollmentId, decision.directive]),
  );
}

/**
 * Looks at enrollments again and writes what follows, in one transaction. Unknown ids are left out. `afterwards` adds
 * to the transaction.
 */
export async function followEnrollments(
  deps: CommandDeps,
  enrollmentIds: readonly string[],
  afterwards?: (
    tx: RawTx,
    directives: Map<string, Directive>,
    snapshots: EnrollmentSnapshot[],
  ) => Promise<void>,
): Promise<{ directives: Map<string, Directive>; snapshots: EnrollmentSnapshot[] }> {
  const now = await deps.now();
  return deps.store.rawTransaction.run(deps.db, async (tx) => {
    const [, read] = await Promise.all([
      deps.store.snapshots.lockAlone(tx, enrollmentIds),
      deps.store.snapshots.readSnapshots(tx, { enrollmentIds, now }),
    ]);
    const snapshots = (await begin(deps, tx, read, now)) ?? read;
    const decided = snapshots.map((snapshot) => ({ snapshot, decision: decideFor(deps, snapshot, now) }));
    const live = decided.filter(({ snapshot }) => isLive(snapshot));
    const directives =
      live.length > 0 ? await writeDecided(deps, tx, live, now) : new Map<string, Directive>();
    const ended = decided.filter(({ snapshot }) => !isLive(snapshot));
    for (const { snapshot, decision } of ended)
      directives.set(snapshot.enrollment.enrollmentId, decision.directive);
    const unapplied = ended
      .map(({ snapshot }) => snapshot.enrollment)
      .filter((row) => row.appliedVersion < row.intentVersion);
    if (unapplied.length > 0) {
      await deps.store.enrollments.markApplied(
        tx,
        unapplied.map((row) => row.enrollmentId),
      );
    }
    await afterwards?.(tx, directives, snapshots);
    return { directives, snapshots };
  });
}

/** Who waited for the customer to be active begins (S17). Null: nobody does. @returns the snapshots as they are then */
async function begin(
  deps: CommandDeps,
  tx: RawTx,
  snapshots: readonly EnrollmentSnapshot[],
  now: number,
): Promise<EnrollmentSnapshot[] | null> {
  const beginning = snapshots.filter((snapshot) => {
    return waitsForStatus(snapshot, now) && isFit(snapshot.sequence, snapshot.customer);
  });
  if (beginning.length === 0) return null;
  const idsOf = (those: readonly EnrollmentSnapshot[]) =>
    those.map(({ enrollment }) => enrollment.enrollmentId);
  await deps.store.listFollowing.endStatusHolds(tx, { enrollmentIds: idsOf(beginning), now });
  return deps.store.snapshots.readSnapshots(tx, { enrollmentIds: idsOf(snapshots), now });
}

function isLive({ enrollment }: EnrollmentSnapshot): boolean {
  return enrollment.status === 'starting' || enrollment.status === 'active';
}
