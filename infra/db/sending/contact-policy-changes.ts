import type { Tx } from '../client.ts';

/** A changed contact policy on its way to what it defers: of which source the next page is, and behind which row. */
export interface PolicyPosition {
  sourceKind: string;
  behind: string;
}

/** Keeps that the contact policy was changed, in the transaction that changes it. */
export async function add(
  tx: Tx,
  input: { changeId: string; sourceKind: string; isAgain: boolean; now: number },
): Promise<void> {
  const { changeId: id, sourceKind, isAgain, now } = input;
  await tx.contactPolicyChange.create({ data: { id, sourceKind, isAgain, at: new Date(now) } });
}

/**
 * Locks a change and reads how far it has come; null: it is over. One that a newer change finds
 * in its way has nothing left to do: that one reaches everybody too. A newer one that is over may have read the policy before
 * this one was committed, and so outdoes nothing.
 */
export async function lock(
  tx: Tx,
  changeId: string,
): Promise<(PolicyPosition & { isAgain: boolean; isOutdone: boolean }) | null> {
  const rows = await tx.$queryRaw<(PolicyPosition & { isAgain: boolean; isOutdone: boolean })[]>`
    SELECT c.source_kind AS "sourceKind", c.behind, c.is_again AS "isAgain",
      EXISTS (SELECT FROM contact_policy_change l WHERE l.n > c.n AND l.ended_at IS NULL) AS "isOutdone"
    FROM contact_policy_change c WHERE c.id = ${changeId} AND c.ended_at IS NULL FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** Says how far a change has come. */
export async function move(tx: Tx, changeId: string, position: PolicyPosition): Promise<void> {
  await tx.contactPolicyChange.update({ where: { id: changeId }, data: position });
}

/** Says that a change has reached everybody. */
export async function end(tx: Tx, changeId: string, now: number): Promise<void> {
  await tx.contactPolicyChange.update({ where: { id: changeId }, data: { endedAt: new Date(now) } });
}

/** Changes from before an instant that have not reached everybody, the oldest first. */
export async function findOpen(db: Tx, { before }: { before: number }): Promise<string[]> {
  const rows = await db.contactPolicyChange.findMany({
    where: { endedAt: null, at: { lt: new Date(before) } },
    select: { id: true },
    orderBy: { n: 'asc' },
  });
  return rows.map(({ id }) => id);
}

/** Forgets those that were over before an instant. */
export async function forget(db: Tx, before: number): Promise<void> {
  await db.contactPolicyChange.deleteMany({ where: { endedAt: { lt: new Date(before) } } });
}
