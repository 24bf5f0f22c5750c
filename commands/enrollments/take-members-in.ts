import type { Actor } from '../../contracts/actor.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Follower } from '../../infra/db/sequences/list-binding.ts';
import type { CommandDeps } from '../deps.ts';

/** Whom a sequence takes in from the list that it follows, and for whom. */
export interface TakingIn {
  follower: Follower;
  listId: string;
  /** Only these; left out: any, in the order of their ids. */
  among?: readonly string[];
  limit: number;
  /** The durable operation that does it; null: the command itself. */
  bulkId: string | null;
  actor: Actor;
  now: number;
}

/** What taking members in did; `woken` go on where they were. */
export interface TakenIn {
  taken: number;
  enrolled: { enrollmentId: string; customerId: string }[];
  woken: string[];
}

/**
 * Enrolls members of a list that its sequence has not taken in yet (S17), in one transaction: a new enrollment, which waits
 * while the sequence or the customer is not ready; or the one that was paused when the customer left goes on. Adding never
 * fails, whatever the status of the customer. Before the begin of the sequence everybody starts on that day (S12).
 */
export async function takeMembersIn(deps: CommandDeps, tx: Tx, input: TakingIn): Promise<TakenIn> {
  const { follower, listId, among, limit, bulkId, actor, now } = input;
  const { listFollowing, enroll } = deps.store;
  const { sequenceId } = follower;
  const customerIds = await listFollowing.takePending(tx, { listId, limit, ...(among && { among }) });
  if (customerIds.length === 0) return { taken: 0, enrolled: [], woken: [] };
  const startDate = startDateOf(follower, now);
  const rows = customerIds.map((customerId) => ({
    customerId,
    enrollmentId: deps.newId('enrollment'),
    communicationId: deps.newId('communication'),
    holdId: deps.newId('hold'),
    contactId: null,
    startDate,
    isExplicit: false,
  }));
  const outcomes = await enroll.enrollCustomers(tx, {
    sequenceId,
    rows,
    bulkId,
    listId,
    source: 'list',
    actor,
    now,
  });
  const done = outcomes.filter(({ outcome }) => outcome !== 'raced');
  await listFollowing.markTaken(tx, { listId, sequenceId, customerIds: done.map((row) => row.customerId) });
  return {
    taken: customerIds.length,
    enrolled: outcomes.filter(({ outcome }) => outcome === 'enrolled'),
    woken: outcomes.filter(({ outcome }) => outcome === 'updated').map(({ enrollmentId }) => enrollmentId),
  };
}

/** The day on which who is enrolled now starts: today, or that of a begin that has not come. */
export function startDateOf({ zone, beginAt }: Pick<Follower, 'zone' | 'beginAt'>, now: number): string {
  return localDateOf(Math.max(now, beginAt ?? now), zone);
}
