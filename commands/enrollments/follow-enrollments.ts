import type { Directive } from '../../contracts/enrollments/directive.ts';
import { leavingLine } from '../../domain/enrollments/leaving-line.ts';
import { isFit, waitsForStatus } from '../../domain/enrollments/rules.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import { hasHitsToJudge } from '../../domain/enrollments/unjudged-hits.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { CommandDeps } from '../deps.ts';
import { callAll } from '../sending/call-waiting.ts';
import { attempt } from '../wakes.ts';
import { judgeHitsOf } from './judge-hits.ts';
import { decideFor, writeDecided } from './write-decided.ts';

/** What a look found and made of it. */
interface Look {
  directives: Map<string, Directive>;
  snapshots: EnrollmentSnapshot[];
}

/** Which enrollments are looked at, and what is written besides. */
interface Looking {
  enrollmentIds: readonly string[];
  afterwards?:
    | ((tx: RawTx, directives: Map<string, Directive>, snapshots: EnrollmentSnapshot[]) => Promise<void>)
    | undefined;
  /** Hits that are a minute old were judged just now. */
  isJudged: boolean;
}

/**
 * Looks at enrollments again and writes what follows, in one transaction. Unknown ids are left out. `afterwards` adds
 * to the transaction. Hits that an edge waits for and that are a minute old are judged first (T2), so that no fallback is
 * faster than their judge (S15).
 */
export async function followEnrollments(
  deps: CommandDeps,
  enrollmentIds: readonly string[],
  afterwards?: Looking['afterwards'],
): Promise<Look> {
  const first = await look(deps, { enrollmentIds, afterwards, isJudged: false });
  if (!('toJudge' in first)) return first;
  // What cannot be judged now is judged later; no fallback waits longer for it.
  await attempt(judgeHitsOf(deps, first.toJudge));
  const second = await look(deps, { enrollmentIds, afterwards, isJudged: true });
  if ('toJudge' in second) throw new Error('hits are asked for that were judged');
  return second;
}

async function look(
  deps: CommandDeps,
  { enrollmentIds, afterwards, isJudged }: Looking,
): Promise<Look | { toJudge: string[] }> {
  const now = await deps.now();
  let hasLeft = false;
  const followed = await deps.store.rawTransaction.run(deps.db, async (tx) => {
    const [, read] = await Promise.all([
      deps.store.snapshots.lockAlone(tx, enrollmentIds),
      deps.store.snapshots.readSnapshots(tx, { enrollmentIds, now }),
    ]);
    const toJudge = isJudged ? [] : read.filter((snapshot) => hasHitsToJudge(snapshot, now));
    if (toJudge.length > 0) return { toJudge: toJudge.map(({ enrollment }) => enrollment.enrollmentId) };
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
    const { ended: gone, held } = leavingLine(live);
    hasLeft = gone.length + held.length > 0;
    return { directives, snapshots };
  });
  if (hasLeft) await attempt(callAll(deps));
  return followed;
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
