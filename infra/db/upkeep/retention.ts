import type { RetentionKind } from '../../../contracts/access/kinds.ts';
import { accessRetention } from '../access/retention.ts';
import type { Tx } from '../client.ts';
import { customerRetention } from '../customers/retention.ts';
import { enrollmentRetention } from '../enrollments/retention.ts';
import { importRetention } from '../imports/retention.ts';
import { forgetPage, type RetainedTable } from '../access/retained-table.ts';
import { sendingRetention } from '../sending/retention.ts';
import { webhookRetention } from '../webhooks/retention.ts';

/** Everything that forgets by age (U5). */
export const RETAINED: readonly RetainedTable[] = [
  ...accessRetention,
  ...customerRetention,
  ...importRetention,
  ...sendingRetention,
  ...enrollmentRetention,
  ...webhookRetention,
];

/** What was not settled when it was passed by is looked at again after so long. */
const RESTART_MS = 7 * 24 * 60 * 60_000;

/**
 * Forgets one page of a kind, and keeps how far it came. Somebody else at the same kind: nothing is done.
 *
 * @returns whether older rows are left
 */
export async function forgetByAge(
  tx: Tx,
  { kind, before, rows, now }: { kind: RetentionKind; before: number; rows: number; now: number },
): Promise<{ forgotten: number; hasMore: boolean }> {
  const table = RETAINED.find((each) => each.kind === kind);
  if (!table) return { forgotten: 0, hasMore: false };
  const restartsAt = new Date(now + RESTART_MS);
  await tx.retentionPosition.createMany({
    data: [{ kind, after: '', restartsAt }],
    skipDuplicates: true,
  });
  const held = await tx.$queryRaw<{ after: string; isOver: boolean }[]>`
    SELECT after, restarts_at <= ${new Date(now)} AS "isOver" FROM retention_position
    WHERE kind = ${kind} FOR UPDATE SKIP LOCKED`;
  const position = held[0];
  if (!position) return { forgotten: 0, hasMore: false };
  const from = position.isOver ? '' : position.after;
  const page = await forgetPage(tx, table, { after: from, before: new Date(before), rows });
  await tx.retentionPosition.update({
    where: { kind },
    data: { after: page.after, ...(position.isOver && { restartsAt }) },
  });
  return { forgotten: page.forgotten, hasMore: page.hasMore };
}
