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
  const { role, permissions, userId } = viewer;
  const seesAll = role === 'admin' || role === 'manager' || permissions.includes('tasks.all');
  if (seesAll) return Prisma.sql`TRUE`;
  const isOwner = Prisma.sql`c.ar_owner_id = ${userId} OR c.sales_owner_id = ${userId}`;
  return permissions.includes('tasks.mine')
    ? Prisma.sql`(${assigneeId} = ${userId} OR ${isOwner} OR ${sequenceId} IN (
        SELECT q.id FROM sequence q WHERE q.primary_user_id = ${userId}
        UNION ALL SELECT m.sequence_id FROM sequence_member m WHERE m.user_id = ${userId}))`
    : Prisma.sql`(${isOwner})`;
}
