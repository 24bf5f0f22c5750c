import type { Viewer } from '../../../contracts/actor.ts';
import { Prisma } from '../generated/client.ts';

/** Columns or expressions that say whose task something is; the customer is `c`. */
type Task = Record<'sequenceId' | 'assigneeId', Prisma.Sql>;

/** Row `x` of `step_execution`. */
const ROW: Task = { sequenceId: Prisma.sql`x.sequence_id`, assigneeId: Prisma.sql`x.assignee_id` };

/**
 * Whose task a row is, the row `x` of `step_execution` unless said, of customer `c` (U3, S18): managers and who has `tasks.all` see all of
 * the customers they may see, owners all of their customers whatever their permissions, the team of a sequence its tasks,
 * and everybody what was given to them.
 */
export function taskIsOf(viewer: Viewer, { sequenceId, assigneeId }: Task = ROW): Prisma.Sql {
  const { permissions, userId } = viewer;
  if (seesAll(viewer)) return Prisma.sql`TRUE`;
  const isOwner = Prisma.sql`c.ar_owner_id = ${userId} OR c.sales_owner_id = ${userId}`;
  return permissions.includes('tasks.mine')
    ? Prisma.sql`(${assigneeId} = ${userId} OR ${isOwner} OR ${sequenceId} IN (
        SELECT q.id FROM sequence q WHERE q.primary_user_id = ${userId}
        UNION ALL SELECT m.sequence_id FROM sequence_member m WHERE m.user_id = ${userId}))`
    : Prisma.sql`(${isOwner})`;
}

/**
 * The same for long lists, where the row `x` knows its `customerId`: whose customers and sequences are theirs is asked once
 * and not of each row, and of somebody without any of it nothing is read.
 */
export function taskIsAmong(
  viewer: Viewer,
  { sequenceId, assigneeId, customerId }: Task & { customerId: Prisma.Sql },
): Prisma.Sql {
  const { permissions, userId } = viewer;
  if (seesAll(viewer)) return Prisma.sql`TRUE`;
  const owned = Prisma.sql`
    SELECT o.id FROM customer o WHERE o.ar_owner_id = ${userId}
    UNION ALL SELECT o.id FROM customer o WHERE o.sales_owner_id = ${userId}`;
  const isOwned = Prisma.sql`(
    EXISTS (SELECT FROM customer o WHERE o.id = ${customerId} AND o.ar_owner_id = ${userId})
    OR EXISTS (SELECT FROM customer o WHERE o.id = ${customerId} AND o.sales_owner_id = ${userId}))`;
  if (!permissions.includes('tasks.mine')) return Prisma.sql`(EXISTS (${owned}) AND ${isOwned})`;
  const teams = Prisma.sql`
    SELECT q.id FROM sequence q WHERE q.primary_user_id = ${userId}
    UNION ALL SELECT m.sequence_id FROM sequence_member m WHERE m.user_id = ${userId}`;
  const given = Prisma.sql`
    SELECT FROM step_execution g WHERE g.assignee_id = ${userId}
      AND g.status IN ('planned', 'ready', 'sending', 'error', 'uncertain')`;
  return Prisma.sql`((EXISTS (${teams}) OR EXISTS (${owned}) OR EXISTS (${given}))
    AND (${assigneeId} = ${userId} OR ${sequenceId} IN (${teams}) OR ${isOwned}))`;
}

function seesAll({ role, permissions }: Viewer): boolean {
  return role === 'admin' || role === 'manager' || permissions.includes('tasks.all');
}
