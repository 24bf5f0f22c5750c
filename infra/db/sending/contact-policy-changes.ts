import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** What was changed: the contact policy, or what it counts, or quiet hours, of which the way to those who wait is the same. */
export type ChangedAbout = 'contact_policy' | 'quiet_hours';

/** A changed contact policy on its way to what it defers: of which source the next page is, and behind which row. */
export interface PolicyPosition {
  sourceKind: string;
  behind: string;
}

/** Keeps that the contact policy was changed, in the transaction that changes it. */
export async function add(
  tx: Tx,
  input: { changeId: string; about: ChangedAbout; sourceKind: string; isAgain: boolean; now: number },
): Promise<void> {
  const { changeId: id, about, sourceKind, isAgain, now } = input;
  await tx.contactPolicyChange.create({ data: { id, about, sourceKind, isAgain, at: new Date(now) } });
}

/** What a change is about; null: there is none. */
export async function readAbout(db: Tx, changeId: string): Promise<ChangedAbout | null> {
  const row = await db.contactPolicyChange.findUnique({ where: { id: changeId }, select: { about: true } });
  return (row?.about as ChangedAbout | undefined) ?? null;
}

/** Locks a change and reads how far it has come; null: it is over. */
export async function lock(
  tx: Tx,
  changeId: string,
): Promise<(PolicyPosition & { isAgain: boolean }) | null> {
  const rows = await tx.$queryRaw<(PolicyPosition & { isAgain: boolean })[]>`
    SELECT source_kind AS "sourceKind", behind, is_again AS "isAgain"
    FROM contact_policy_change WHERE id = ${changeId} AND ended_at IS NULL FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/**
 * Ends the others under way that are about the same, in the transaction of the first page of one, and before that locks it: whatever they changed is
 * committed, and so in force for everybody whom its pages wake. What is committed later it outdoes nothing of, however much older
 * that is: it may have passed somebody already.
 */
export async function outdoOthers(
  tx: Tx,
  {
    changeId,
    about,
    sourceKind,
    now,
  }: { changeId: string; about: ChangedAbout; sourceKind: string; now: number },
): Promise<void> {
  const isFirst = Prisma.sql`EXISTS (SELECT FROM contact_policy_change
    WHERE id = ${changeId} AND source_kind = ${sourceKind} AND behind = '' AND ended_at IS NULL)`;
  // In one order, whoever begins beside it.
  const open = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM contact_policy_change WHERE ended_at IS NULL AND about = ${about} AND ${isFirst} ORDER BY n FOR NO KEY UPDATE`;
  const ids = open.map(({ id }) => id);
  // Somebody else began meanwhile, and ended it.
  if (!ids.includes(changeId)) return;
  await tx.contactPolicyChange.updateMany({
    where: { id: { in: ids.filter((id) => id !== changeId) }, endedAt: null },
    data: { endedAt: new Date(now) },
  });
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
