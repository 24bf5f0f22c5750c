import { z } from 'zod';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

/** Columns of a step execution that is to have an assignee. */
type Assignable = Record<'customerId' | 'sequenceId' | 'assigneeId', Prisma.Sql>;

/**
 * Expression: who works on a step (S18): whom it is meant for if they are active and see the customer, else the successor
 * if one is named, the primary user of its sequence, the customer's AR owner; null: nobody.
 */
export const sightedAssignee = (
  row: Assignable,
  successorId: string | null = null,
): Prisma.Sql => Prisma.sql`(
  SELECT u.id FROM customer c, sequence q, LATERAL (
    VALUES (1, ${row.assigneeId}), (2, ${successorId}::text), (3, q.primary_user_id), (4, c.ar_owner_id)) o(rank, id)
    JOIN app_user u ON u.id = o.id
  WHERE c.id = ${row.customerId} AND q.id = ${row.sequenceId} AND u.is_active
    AND coalesce(${customerIsVisibleToUser('u', 'c')}, false) ORDER BY o.rank LIMIT 1)`;

/** Those of the customers that a user does not see, or all of them where the user is not active. */
export async function unseenBy(
  db: Tx,
  { userId, customerIds }: { userId: string; customerIds: readonly string[] },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT asked.id FROM unnest(${[...new Set(customerIds)]}::text[]) asked(id)
    WHERE NOT EXISTS (
      SELECT FROM customer c, app_user u WHERE c.id = asked.id AND u.id = ${userId} AND u.is_active
        AND coalesce(${customerIsVisibleToUser('u', 'c')}, false))`;
  return rows.map(({ id }) => id);
}

/** A row that somebody else works on from now on. */
export interface Reassigned {
  stepExecutionId: string;
  customerId: string;
  before: string;
  after: string | null;
}

/** Whose rows are looked at: of some customers, or of some users. */
export type LookedAt = { customerIds: readonly string[] } | { userIds: readonly string[] };

/**
 * Gives the open rows of assignees who do not see their customer any more, or are not active, to whom S18 says; a named
 * successor comes before the primary user, and keeps what was theirs whatever the step says. What nobody chose any more is
 * decided by the step again until it is ready (S6).
 */
export async function reassignUnseen(
  tx: Tx,
  { of, successorId = null }: { of: LookedAt; successorId?: string | null },
): Promise<Reassigned[]> {
  const row = {
    customerId: Prisma.sql`x.customer_id`,
    sequenceId: Prisma.sql`x.sequence_id`,
    assigneeId: Prisma.sql`NULL::text`,
  };
  const rows = await tx.$queryRaw`
    WITH unseen AS MATERIALIZED (
      SELECT x.id, x.customer_id, x.assignee_id AS before, ${sightedAssignee(row, successorId)} AS after,
        x.is_reassigned OR (SELECT t.assignee_rule = 'ar_owner' FROM step t WHERE t.id = x.step_id) AS is_personal
      FROM step_execution x JOIN app_user w ON w.id = x.assignee_id JOIN customer c ON c.id = x.customer_id
      WHERE x.status IN ('planned', 'ready', 'sending', 'error', 'uncertain') AND ${looked(of)}
        AND NOT (w.is_active AND coalesce(${customerIsVisibleToUser('w', 'c')}, false))
      ORDER BY x.id FOR NO KEY UPDATE OF x)
    UPDATE step_execution x SET assignee_id = unseen.after,
      is_reassigned = coalesce(unseen.is_personal AND unseen.after = ${successorId}, false)
    FROM unseen WHERE x.id = unseen.id
    RETURNING x.id AS "stepExecutionId", unseen.customer_id AS "customerId", unseen.before, unseen.after`;
  return z.array(reassignedSchema).parse(rows);
}

function looked(of: LookedAt): Prisma.Sql {
  return 'customerIds' in of
    ? Prisma.sql`x.customer_id = ANY(${[...of.customerIds]}::text[])`
    : Prisma.sql`x.assignee_id = ANY(${[...of.userIds]}::text[])`;
}

const reassignedSchema = z.object({
  stepExecutionId: z.string(),
  customerId: z.string(),
  before: z.string(),
  after: z.string().nullable(),
});
