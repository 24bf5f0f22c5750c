import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { type Wake, wakeNobody } from '../release-waiting.ts';
import { attempt, inParallel, wakeEnrollments } from '../wakes.ts';
import { findInFlight, nameInFlight, type StepInFlight } from './stop-enrollment.ts';
import { startDateOf, takeMembersIn } from './take-members-in.ts';

/** So many new members are enrolled by the call that adds them; more are work of their own (S9). */
const JOINED_AT_ONCE = 100;
/** Enrollments woken by the call itself; the reconciler wakes the others within its period. */
const MAX_WOKEN = 500;
/** Who leaves a list in one transaction: all that one bulk change may take off. */
const ALL = 1_000_000;

/** Customers who join or leave a list, and who says so. */
export interface ListMove {
  listId: string;
  customerIds: readonly string[];
  actor: Actor;
  now: number;
}

/** Who left, for after the commit. */
export interface Left {
  inFlight: StepInFlight[];
  wake: Wake;
}

/** What sequences that follow lists do when lists change, in the transaction that changes them (S17). */
export const listFollower = {
  joined: joinSequence,
  left: leaveSequence,
  refuseFollowed,
  forget: (deps: CommandDeps, tx: Tx, listId: string) => deps.store.listBinding.forgetList(tx, listId),
  bound: bindList,
  beginMoved: moveStarts,
  nameInFlight,
};

/**
 * New members of a list are enrolled in the sequence that follows it, few of them by this transaction, many by a durable
 * operation. To be called behind the lock of the list.
 */
async function joinSequence(deps: CommandDeps, tx: Tx, move: ListMove): Promise<Wake> {
  const { listId, customerIds: among, actor, now } = move;
  const follower = await deps.store.listBinding.findFollower(tx, listId);
  if (!follower || among.length === 0 || (follower.endAt !== null && follower.endAt <= now))
    return wakeNobody;
  const { sequenceId, mailboxId } = follower;
  if (among.length > JOINED_AT_ONCE) return takeAllIn(deps, tx, { sequenceId, listId, actor, now });
  const taking = { follower, listId, among, limit: JOINED_AT_ONCE, bulkId: null, actor, now };
  const { enrolled, woken } = await takeMembersIn(deps, tx, taking);
  return async () => {
    await inParallel(enrolled, ({ enrollmentId, customerId }) =>
      attempt(deps.lifecycle.startEnrollment({ enrollmentId, sequenceId, customerId, mailboxId })),
    );
    await wakeEnrollments(deps, woken);
  };
}

/** A sequence follows a list from now on: its present members are to be taken in, by a durable operation. */
async function bindList(
  deps: CommandDeps,
  tx: Tx,
  binding: { sequenceId: string; listId: string; actor: Actor; now: number },
): Promise<Wake> {
  await deps.store.listFollowing.clearTaken(tx, binding);
  return takeAllIn(deps, tx, binding);
}

/** Writes the intent to take in every member that is not, and starts the workflow that does it; progress stands in the rows. */
export async function takeAllIn(
  deps: CommandDeps,
  tx: Tx,
  { sequenceId, listId, actor, now }: { sequenceId: string; listId: string; actor: Actor; now: number },
): Promise<Wake> {
  const { bulkEnrollments } = deps.store;
  const bulkId = deps.newId('bulkEnrollment');
  const createdById = actor.userId;
  await bulkEnrollments.insert(tx, { id: bulkId, sequenceId, listId, startDate: null, createdById, now });
  await bulkEnrollments.startRunning(tx, bulkId, 0);
  return () => attempt(deps.lifecycle.startBulkEnrollment({ bulkId, sequenceId }));
}

/**
 * Who left a list is paused in the sequence that follows it, with its place and the rest of a delay. Once the transaction is
 * committed nothing of theirs is handed over; what had begun comes back (S10).
 */
async function leaveSequence(
  deps: CommandDeps,
  tx: Tx,
  { listId, customerIds, actor, now }: ListMove,
): Promise<Left> {
  const left = await deps.store.listFollowing.findLeft(tx, { listId, customerIds, now, limit: ALL });
  return holdRemoved(deps, tx, { enrollmentIds: left, reason: 'Left the list', actor, now });
}

/** Pauses enrollments whose customers left or were removed; those that are so already stay as they are. */
export async function holdRemoved(
  deps: CommandDeps,
  tx: Tx,
  input: { enrollmentIds: readonly string[]; reason: string; actor: Actor; now: number },
): Promise<Left> {
  const { enrollmentIds, ...by } = input;
  const { store, newId } = deps;
  if (enrollmentIds.length === 0) return { inFlight: [], wake: wakeNobody };
  await store.snapshots.lockWithCustomers(tx, enrollmentIds);
  const enrollments = enrollmentIds.map((enrollmentId) => {
    return { enrollmentId, holdId: newId('hold'), communicationId: newId('communication') };
  });
  const held = await store.listFollowing.holdLeft(tx, { enrollments, ...by });
  await store.stepSends.takeClaimsAway(tx, held);
  const inFlight = await findInFlight(deps, tx, ...held);
  return { inFlight, wake: () => wakeEnrollments(deps, held.slice(0, MAX_WOKEN)) };
}

/** @throws ProblemError `conflict` while an activated sequence follows the list, naming it */
async function refuseFollowed(deps: CommandDeps, tx: Tx, listId: string): Promise<void> {
  const follower = await deps.store.listBinding.findFollower(tx, listId);
  if (!follower) return;
  throw new ProblemError('conflict', `The sequence "${follower.name}" follows this list.`, [], {
    sequence: { id: follower.sequenceId, name: follower.name },
  });
}

/** Whoever begins with the sequence begins on its new day (S12). */
async function moveStarts(
  deps: CommandDeps,
  tx: Tx,
  {
    sequenceId,
    zone,
    beginAt,
    now,
  }: { sequenceId: string; zone: string; beginAt: number | null; now: number },
): Promise<void> {
  const startDate = startDateOf({ zone, beginAt }, now);
  await deps.store.listFollowing.moveStarts(tx, { sequenceId, startDate, now });
}
