import type { Viewer } from '../../../contracts/actor.ts';
import type { ListUpcomingQuery } from '../../../contracts/enrollments/upcoming.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import { SORT_KEY } from './queue-selection.ts';
import { taskIsAmong } from './task-visibility.ts';

/** Where what has no time stands: behind everything that has one. */
export const NEVER = '9999-12-31T00:00:00.000Z';
const NEVER_SQL = Prisma.sql`'9999-12-31T00:00:00Z'::timestamptz`;

type UpcomingFilter = Omit<ListUpcomingQuery, 'limit' | 'cursor'>;

/** A part of what comes next, disjoint from the others, that can be read in order from an index. */
interface Part {
  from: Prisma.Sql;
  condition: Prisma.Sql;
  stepExecutionId: Prisma.Sql;
  /** Null: nobody knows when. */
  nextAt: Prisma.Sql;
  sortKey: Prisma.Sql;
  isWaiting: boolean;
}

const AT_WORK = Prisma.sql`IN ('ready', 'sending', 'error', 'uncertain')`;

/** Condition: the row `name` of enrollment `e` is pending: it is at work, has a time, or is what `e` waits to begin. */
function isPending(name: string): Prisma.Sql {
  const row = Prisma.raw(name);
  return Prisma.sql`(${row}.status ${AT_WORK}
    OR (${row}.status = 'planned' AND (${row}.due_at IS NOT NULL OR ${row}.step_id = e.next_step_id)))`;
}

/** Condition: no pending row of its enrollment comes before the row `x`. */
const IS_NEXT = Prisma.sql`NOT EXISTS (
  SELECT FROM step_execution y WHERE y.enrollment_id = x.enrollment_id AND y.id <> x.id AND ${isPending('y')}
    AND (coalesce(y.due_at, ${NEVER_SQL}), y.position, y.id) < (coalesce(x.due_at, ${NEVER_SQL}), x.position, x.id))`;

const ofStep = (condition: Prisma.Sql, sortKey: Prisma.Sql): Part => ({
  from: Prisma.sql`step_execution x JOIN enrollment e ON e.id = x.enrollment_id`,
  condition: Prisma.sql`${condition} AND ${IS_NEXT}`,
  stepExecutionId: Prisma.sql`x.id`,
  nextAt: Prisma.sql`x.due_at`,
  sortKey,
  isWaiting: false,
});

const ofEdge = (condition: Prisma.Sql, sortKey: Prisma.Sql): Part => ({
  from: Prisma.sql`edge_decision x JOIN enrollment e ON e.id = x.enrollment_id
    JOIN step xt ON xt.id = x.step_id AND NOT xt.is_archived`,
  condition: Prisma.sql`x.decided_at IS NULL AND ${condition}
    AND NOT EXISTS (SELECT FROM step_execution y WHERE y.enrollment_id = e.id AND ${isPending('y')})
    AND NOT EXISTS (SELECT FROM edge_decision y JOIN step yt ON yt.id = y.step_id AND NOT yt.is_archived
      WHERE y.enrollment_id = e.id AND y.decided_at IS NULL
      AND (coalesce(y.fallback_at, ${NEVER_SQL}), y.step_id) < (coalesce(x.fallback_at, ${NEVER_SQL}), x.step_id))`,
  stepExecutionId: Prisma.sql`NULL::text`,
  nextAt: Prisma.sql`x.fallback_at`,
  sortKey,
  isWaiting: true,
});

/** A step with a time; one at work; an open edge, behind which nothing has a time (S15). */
const TIMED: readonly Part[] = [
  ofStep(Prisma.sql`x.status = 'planned' AND x.due_at IS NOT NULL`, SORT_KEY),
  ofStep(Prisma.sql`x.status ${AT_WORK}`, SORT_KEY),
  ofEdge(Prisma.sql`x.fallback_at IS NOT NULL`, Prisma.sql`x.fallback_at`),
];

/** A step that its enrollment waits to begin, or an outcome without a fallback: nobody knows when. */
const UNTIMED: readonly Part[] = [
  ofStep(Prisma.sql`x.status = 'planned' AND x.due_at IS NULL AND x.step_id = e.next_step_id`, NEVER_SQL),
  ofEdge(Prisma.sql`x.fallback_at IS NULL`, NEVER_SQL),
];

/**
 * What comes next in live enrollments whose tasks the viewer may see (Q5, S18), as `(enrollment_id, step_execution_id, next_at,
 * at)`: those behind a place, the first `limit` by time. No step: an outcome is waited for, and `next_at` is the fallback's.
 */
export function selectNext(
  viewer: Viewer,
  filter: UpcomingFilter,
  {
    after,
    limit,
    of,
  }: { after: { sortAt: string; id: string } | null; limit: number; of: 'timed' | 'untimed' },
): Prisma.Sql {
  const parts = (of === 'timed' ? TIMED : UNTIMED).map((part) => {
    const { sortKey } = part;
    const conditions = [part.condition, ...conditionsOf(viewer, filter, part)];
    if (after)
      conditions.push(Prisma.sql`(${sortKey}, x.enrollment_id) > (${new Date(after.sortAt)}, ${after.id})`);
    return Prisma.sql`(
      SELECT x.enrollment_id, ${part.stepExecutionId} AS step_execution_id, ${part.nextAt} AS next_at, ${sortKey} AS at
      FROM ${part.from} JOIN customer c ON c.id = e.customer_id JOIN sequence s ON s.id = e.sequence_id
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${sortKey}, x.enrollment_id LIMIT ${limit})`;
  });
  return Prisma.sql`
    SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) part ORDER BY at, enrollment_id LIMIT ${limit}`;
}

function conditionsOf(viewer: Viewer, filter: UpcomingFilter, { isWaiting, nextAt }: Part): Prisma.Sql[] {
  // Whose the next step is; while an outcome is waited for, the primary user's.
  const user = isWaiting ? Prisma.sql`s.primary_user_id` : Prisma.sql`x.assignee_id`;
  const conditions = [
    customerIsVisible(viewer, 'c'),
    taskIsAmong(viewer, {
      sequenceId: Prisma.sql`e.sequence_id`,
      assigneeId: user,
      customerId: Prisma.sql`e.customer_id`,
    }),
    Prisma.sql`e.is_live`,
  ];
  const isNever =
    (filter.waiting !== undefined && (filter.waiting === 'true') !== isWaiting) || (isWaiting && filter.type);
  if (isNever) conditions.push(Prisma.sql`FALSE`);
  if (!filter.includeNotStarted)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM step_execution z WHERE z.enrollment_id = e.id AND z.status = 'done')`,
    );
  if (filter.sequenceId) conditions.push(Prisma.sql`e.sequence_id = ${filter.sequenceId}`);
  if (filter.customerId) conditions.push(Prisma.sql`e.customer_id = ${filter.customerId}`);
  if (filter.userId) conditions.push(Prisma.sql`${user} = ${filter.userId}`);
  if (filter.type && !isWaiting) conditions.push(Prisma.sql`x.type = ${filter.type}`);
  if (filter.listId)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM list_member lm WHERE lm.list_id = ${filter.listId} AND lm.customer_id = c.id)`,
    );
  if (filter.nextFrom) conditions.push(Prisma.sql`${nextAt} >= ${new Date(filter.nextFrom)}`);
  if (filter.nextTo) conditions.push(Prisma.sql`${nextAt} < ${new Date(filter.nextTo)}`);
  return conditions;
}
