import type { Viewer } from '../../../contracts/actor.ts';
import type { QueueFilter } from '../../../contracts/enrollments/queue.ts';
import { containing } from '../customers/customer-filters.ts';
import { Prisma } from '../generated/client.ts';
import { isPausedByPerson } from '../holds/of-enrollment.ts';
import { customerIsVisible } from '../visibility.ts';
import { isRowHeld, rowHeldBy } from './row-held-by.ts';
import { taskIsAmong } from './task-visibility.ts';

/** When the queue is looked at. `startOfToday`: the organisation's day, before which a row is overdue. */
export interface QueueClock {
  now: number;
  startOfToday: number;
}

/** Where a row stands in the list. */
export interface QueuePlace {
  sortAt: string;
  id: string;
}

/** Condition: the row `x` has left what is only planned, and has not ended. The statement stands in an index. */
const IS_AT_WORK = Prisma.sql`x.status IN ('ready', 'sending', 'error', 'uncertain')`;

/** When the row `x` is due; before everything else, what decides its place. */
export const SORT_KEY = Prisma.sql`coalesce(x.due_at, x.created_at)`;

/** Condition: the row `x` has a time and nothing more. As it stands in an index. */
const IS_PLANNED = Prisma.sql`x.status = 'planned' AND x.due_at IS NOT NULL`;

/** Parts of the queue. They are disjoint, and each can be read in order from an index. */
function partsOf({ include, error }: Pick<QueueFilter, 'include' | 'error'>, at: Date): Prisma.Sql[] {
  if (include === 'upcoming') return [Prisma.sql`${IS_PLANNED} AND ${SORT_KEY} > ${at}`];
  if (error === 'true') return [IS_AT_WORK];
  return [Prisma.sql`${IS_PLANNED} AND ${SORT_KEY} <= ${at}`, IS_AT_WORK];
}

/**
 * Ids and places `(id, type, status, due_at, sort_at)` of the rows that a filter gives, as far as they are the viewer's tasks: those behind a
 * place and fit what else is asked of `x`, the first `limit` in the order of the list. Without a limit, all in no order.
 */
export function selectRows(
  viewer: Viewer,
  filter: QueueFilter,
  {
    clock,
    after = null,
    limit = null,
    also = null,
  }: { clock: QueueClock; after?: QueuePlace | null; limit?: number | null; also?: Prisma.Sql | null },
): Prisma.Sql {
  const all = conditionsOf(viewer, filter, clock);
  if (also !== null) all.push(also);
  const conditions = Prisma.join(all, ' AND ');
  const isCustomerAsked =
    viewer.role !== 'admin' || filter.held !== undefined || filter.heldReason !== undefined;
  const from = isCustomerAsked ? Prisma.sql`${FROM} ${ITS_CUSTOMER}` : FROM;
  const parts = partsOf(filter, new Date(clock.now)).map((condition) => {
    const beyond = after
      ? Prisma.sql`AND (${SORT_KEY}, x.id) > (${new Date(after.sortAt)}, ${after.id})`
      : Prisma.empty;
    const first = limit === null ? Prisma.empty : Prisma.sql`ORDER BY ${SORT_KEY}, x.id LIMIT ${limit}`;
    return Prisma.sql`(SELECT x.id, x.type, x.status, x.due_at, ${SORT_KEY} AS sort_at ${from}
      WHERE ${condition} AND ${conditions} ${beyond} ${first})`;
  });
  const rows = Prisma.sql`SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) part`;
  return limit === null ? rows : Prisma.sql`${rows} ORDER BY sort_at, id LIMIT ${limit}`;
}

/**
 * The row with its enrollment, which is looked up for the rows that are left: however many rows are thought to be due, the
 * enrollments are never all read for them.
 */
const FROM = Prisma.sql`FROM step_execution x CROSS JOIN LATERAL (
  SELECT e.id, e.is_live, e.sequence_id, e.customer_id, e.wait_reason, e.next_step_id, e.next_wake_at FROM enrollment e
  WHERE e.id = x.enrollment_id OFFSET 0) e`;

/** Where somebody sees not all customers, or their holds and disputes count. */
const ITS_CUSTOMER = Prisma.sql`JOIN customer c ON c.id = x.customer_id JOIN sequence s ON s.id = x.sequence_id`;

const TASK = {
  sequenceId: Prisma.sql`x.sequence_id`,
  assigneeId: Prisma.sql`x.assignee_id`,
  customerId: Prisma.sql`x.customer_id`,
};

/** What of the filter and of who looks concerns each row; `x`, `e`, `c` are the row, its enrollment and customer. */
function conditionsOf(viewer: Viewer, filter: QueueFilter, { now }: QueueClock): Prisma.Sql[] {
  const at = new Date(now);
  const conditions = [
    customerIsVisible(viewer, 'c'),
    taskIsAmong(viewer, TASK),
    Prisma.sql`(e.is_live OR x.status = 'uncertain')`,
  ];
  if (filter.include === 'due') conditions.push(Prisma.sql`NOT ${isPausedByPerson(at)}`);
  if (filter.include === 'paused') conditions.push(isPausedByPerson(at));
  if (filter.sequenceId) conditions.push(Prisma.sql`x.sequence_id = ${filter.sequenceId}`);
  if (filter.customerId) conditions.push(Prisma.sql`x.customer_id = ${filter.customerId}`);
  if (filter.search !== undefined)
    conditions.push(Prisma.sql`x.customer_id IN (
      SELECT cs.customer_id FROM customer_summary cs WHERE cs.search_key LIKE fold_case(${containing(filter.search)}))`);
  if (filter.type) conditions.push(Prisma.sql`x.type = ${filter.type}`);
  if (filter.priority) conditions.push(Prisma.sql`x.priority = ${filter.priority}`);
  if (filter.assigneeId) conditions.push(Prisma.sql`x.assignee_id = ${filter.assigneeId}`);
  if (filter.dueBefore) conditions.push(Prisma.sql`x.due_at < ${new Date(filter.dueBefore)}`);
  if (filter.dueAfter) conditions.push(Prisma.sql`x.due_at >= ${new Date(filter.dueAfter)}`);
  if (filter.error === 'true') conditions.push(Prisma.sql`x.status IN ('error', 'uncertain')`);
  if (filter.error === 'false') conditions.push(Prisma.sql`x.status NOT IN ('error', 'uncertain')`);
  if (filter.listId)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM list_member lm WHERE lm.list_id = ${filter.listId} AND lm.customer_id = x.customer_id)`,
    );
  if (filter.held === 'true') conditions.push(isRowHeld(at));
  if (filter.heldReason)
    conditions.push(
      isRowHeld(at),
      Prisma.sql`(SELECT hb.reason FROM (${rowHeldBy(at)}) hb) = ${filter.heldReason}`,
    );
  if (filter.held === 'false') conditions.push(Prisma.sql`NOT ${isRowHeld(at)}`);
  return conditions;
}
