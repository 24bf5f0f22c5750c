import type { RetentionKind } from '../../../contracts/access/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A kind of record that forgets by age (U5). Each wing lists its own in `retention.ts`; ids follow the time of making. */
export interface RetainedTable {
  kind: RetentionKind;
  table:
    | 'message'
    | 'communication'
    | 'message_event'
    | 'prompt_answer'
    | 'audit'
    | 'import'
    | 'webhook_delivery'
    | 'step_execution'
    | 'bulk_enrollment'
    | 'sms_inbound'
    | 'scheduled_touchpoint'
    | 'action'
    | 'conversation'
    | 'conversation_answer'
    | 'mail'
    | 'automation_message'
    | 'automation_effect'
    | 'automation_move';
  idType: 'text' | 'bigint';
  /** Column with the instant that counts. */
  at: 'created_at' | 'at';
  /** Forgets what these rows say, as far as they were settled before then. @returns how many said anything */
  forget(tx: Tx, ids: readonly string[], before: Date): Promise<number>;
}

/** One page of rows by age. `after`: up to which row it was looked at; `hasMore` false: the rest is too young. */
export async function forgetPage(
  tx: Tx,
  table: RetainedTable,
  { after, before, rows }: { after: string; before: Date; rows: number },
): Promise<{ after: string; forgotten: number; hasMore: boolean }> {
  const type = Prisma.raw(table.idType);
  const behind = after === '' ? Prisma.sql`true` : Prisma.sql`id > ${after}::${type}`;
  const page = await tx.$queryRaw<{ id: string; isOld: boolean }[]>`
    SELECT id::text AS id, ${Prisma.raw(table.at)} < ${before} AS "isOld" FROM ${Prisma.raw(table.table)}
    WHERE ${behind} ORDER BY ${Prisma.raw(`${table.table}.id`)} LIMIT ${rows}`;
  const firstYoung = page.findIndex(({ isOld }) => !isOld);
  const old = firstYoung < 0 ? page : page.slice(0, firstYoung);
  const forgotten =
    old.length === 0
      ? 0
      : await table.forget(
          tx,
          old.map(({ id }) => id),
          before,
        );
  return { after: old.at(-1)?.id ?? after, forgotten, hasMore: firstYoung < 0 && page.length === rows };
}
