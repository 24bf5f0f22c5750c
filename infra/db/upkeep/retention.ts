import { automationRetention } from '../automations/retention.ts';
import { accessRetention } from '../access/retention.ts';
import type { Tx } from '../client.ts';
import { customerRetention } from '../customers/retention.ts';
import { enrollmentRetention } from '../enrollments/retention.ts';
import { importRetention } from '../imports/retention.ts';
import { conversationRetention } from '../inbox/conversation-retention.ts';
import { inboxRetention } from '../inbox/retention.ts';
import { insightRetention } from '../insights/retention.ts';
import { programRetention } from '../programs/retention.ts';
import { forgetPage, type RetainedTable } from '../access/retained-table.ts';
import { sendingRetention } from '../sending/retention.ts';
import { webhookRetention } from '../webhooks/retention.ts';

/** Everything that forgets by age (U5); some kinds are kept in several tables. */
export const RETAINED: readonly RetainedTable[] = [
  ...accessRetention,
  ...customerRetention,
  ...importRetention,
  ...sendingRetention,
  ...enrollmentRetention,
  ...programRetention,
  ...insightRetention,
  ...conversationRetention,
  ...inboxRetention,
  ...automationRetention,
  ...webhookRetention,
];

/** Under which name it is kept how far a table was looked at: the first of a kind under that of the kind. */
const placeOf = (table: RetainedTable): string =>
  RETAINED.find(({ kind }) => kind === table.kind) === table ? table.kind : `${table.kind}.${table.table}`;

/** What was not settled when it was passed by is looked at again after so long. */
const RESTART_MS = 7 * 24 * 60 * 60_000;

/**
 * Forgets one page of a table, and keeps how far it came. Somebody else at the same table: nothing is done.
 *
 * @returns whether older rows are left
 */
export async function forgetByAge(
  tx: Tx,
  { table, before, rows, now }: { table: RetainedTable; before: number; rows: number; now: number },
): Promise<{ forgotten: number; hasMore: boolean }> {
  const kind = placeOf(table);
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
