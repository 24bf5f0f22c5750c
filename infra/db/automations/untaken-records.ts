import type { RecordReason } from '../../../contracts/automations/kinds.ts';
import type { Tx } from '../client.ts';

/** Customers of a pass who are not over, and whom nobody took in hand. */
export async function listUntaken(db: Tx, passId: string): Promise<string[]> {
  const rows = await db.automationRecord.findMany({
    where: { passId, status: 'open', takenAt: null },
    select: { customerId: true },
    orderBy: { customerId: 'asc' },
  });
  return rows.map(({ customerId }) => customerId);
}

/** Leaves out customers of a pass who do not belong to its audience any more, unless they were taken in hand. */
export async function leaveOut(
  tx: Tx,
  { passId, customerIds, now }: { passId: string; customerIds: readonly string[]; now: number },
): Promise<void> {
  await tx.automationRecord.updateMany({
    where: { passId, customerId: { in: [...customerIds] }, status: 'open', takenAt: null },
    data: { status: 'skipped', reason: 'left_audience', finishedAt: new Date(now) },
  });
}

/**
 * Takes the records of a pass back whose customers were not taken in hand and do not belong to its audience any more, as
 * its members are now: it is filled anew for another audience.
 *
 * @returns how many records are left
 */
export async function dropFormer(tx: Tx, passId: string): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM automation_record r WHERE r.pass_id = ${passId} AND r.status = 'open'::text AND r.taken_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM automation_member m
        WHERE m.automation_id = r.automation_id AND m.customer_id = r.customer_id)`;
  return tx.automationRecord.count({ where: { passId } });
}

/** Ends the records of a pass that nobody took in hand. */
export async function skipUntaken(
  tx: Tx,
  { passId, reason, now }: { passId: string; reason: RecordReason; now: number },
): Promise<void> {
  await tx.automationRecord.updateMany({
    where: { passId, status: 'open', takenAt: null },
    data: { status: 'skipped', reason, finishedAt: new Date(now) },
  });
}
