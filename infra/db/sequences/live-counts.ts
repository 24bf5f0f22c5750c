import { z } from 'zod';
import type { EnrollmentFigure, ResultGroup } from '../../../contracts/sequences/result-figures.ts';
import type { SequenceNumbers } from '../../../contracts/sequences/sequence-overview.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOfPausedByPerson, isPaused } from '../holds/of-enrollment.ts';
import { groupKey, labelsOf, visibleOf, type ResultScope, type Sight } from './result-source.ts';

/** Local days of the organisation as moments: from the beginning of the one until the end of the other. */
export interface Period {
  from: number | null;
  until: number | null;
}

type EnrollmentState = EnrollmentFigure extends `enrollments.${infer State}` ? State : never;

/** Whether the enrollment `e` is in a state, by the moment `now` (S20). */
export function enrollmentIs(state: EnrollmentState, now: Date): Prisma.Sql {
  switch (state) {
    case 'active':
      return Prisma.sql`e.is_live AND NOT ${isPaused(now)}`;
    case 'started':
      return Prisma.sql`e.is_live AND NOT ${isPaused(now)} AND EXISTS (
        SELECT 1 FROM step_execution x WHERE x.enrollment_id = e.id AND x.status = 'done')`;
    case 'paused':
      return Prisma.sql`e.is_live AND ${isPaused(now)}`;
    case 'completed':
      return Prisma.sql`e.status = 'completed'`;
    case 'stopped':
      return Prisma.sql`e.status = 'stopped'`;
  }
}

/** The condition of enrollments `e`: those of a period were enrolled in it. */
export function enrollmentsOf({ filter }: ResultScope, { from, until }: Period): Prisma.Sql {
  const conditions = [Prisma.sql`TRUE`];
  if (filter.sequenceIds)
    conditions.push(Prisma.sql`e.sequence_id = ANY(${[...filter.sequenceIds]}::text[])`);
  if (filter.sequenceId !== undefined) conditions.push(Prisma.sql`e.sequence_id = ${filter.sequenceId}`);
  if (from !== null) conditions.push(Prisma.sql`e.created_at >= ${new Date(from)}`);
  if (until !== null) conditions.push(Prisma.sql`e.created_at < ${new Date(until)}`);
  return Prisma.join(conditions, ' AND ');
}

type EnrollmentCounts = SequenceNumbers['enrollments'];

/** Enrollments of the customers that `join` leaves of enrollments `e`, by group, sequence, label or none (S20). */
export async function countEnrollmentsOf(
  db: Tx,
  join: Prisma.Sql,
  { now, period, ...scope }: ResultScope & { now: number; period: Period },
): Promise<Map<string, EnrollmentCounts>> {
  const labels = labelsOf(scope, 'e');
  const rows = await db.$queryRaw`
    WITH counted AS (
      SELECT e.sequence_id, ${labels.labelId} AS label_id, e.id, e.status, e.is_live,
        e.is_live AND ${isPaused(new Date(now))} AS is_paused
      FROM enrollment e ${join} ${labels.join}
      WHERE ${labels.holds} AND ${enrollmentsOf(scope, period)})
    SELECT ${groupKey(scope.groupBy, 's')} AS key,
      (count(*) FILTER (WHERE is_live AND NOT is_paused))::int AS active,
      (count(*) FILTER (WHERE is_live AND NOT is_paused AND EXISTS (
        SELECT 1 FROM step_execution x WHERE x.enrollment_id = s.id AND x.status = 'done')))::int AS started,
      (count(*) FILTER (WHERE is_paused))::int AS paused,
      (count(*) FILTER (WHERE status = 'completed'))::int AS completed,
      (count(*) FILTER (WHERE status = 'stopped'))::int AS stopped
    FROM counted s GROUP BY 1`;
  return new Map(
    z
      .array(enrollmentRowSchema)
      .parse(rows)
      .map(({ key, ...counts }) => [key, counts]),
  );
}

/** The condition of executions `x` that people can do now: not those of what a person paused (S20). */
export function isToDo({ filter }: ResultScope, now: Date): Prisma.Sql {
  const conditions = [
    Prisma.sql`x.is_manual AND x.status IN ('ready', 'error', 'uncertain') AND NOT ${isOfPausedByPerson(now)}`,
  ];
  if (filter.sequenceIds)
    conditions.push(Prisma.sql`x.sequence_id = ANY(${[...filter.sequenceIds]}::text[])`);
  if (filter.sequenceId !== undefined) conditions.push(Prisma.sql`x.sequence_id = ${filter.sequenceId}`);
  if (filter.branchId !== undefined) conditions.push(Prisma.sql`t.branch_id = ${filter.branchId}`);
  if (filter.stepId !== undefined) conditions.push(Prisma.sql`x.step_id = ${filter.stepId}`);
  if (filter.userId !== undefined)
    conditions.push(
      filter.userId === 'none'
        ? Prisma.sql`x.assignee_id IS NULL`
        : Prisma.sql`x.assignee_id = ${filter.userId}`,
    );
  return Prisma.join(conditions, ' AND ');
}

/** Tasks in the queue by group: by sequence, branch, step, user, label or none. */
export async function countToDo(
  db: Tx,
  sight: Sight,
  { now, ...scope }: ResultScope & { now: number },
): Promise<Map<string, number>> {
  const labels = labelsOf(scope, 'x');
  const rows = await db.$queryRaw`
    WITH waiting AS (
      SELECT x.sequence_id, t.branch_id, x.step_id, coalesce(x.assignee_id, '') AS user_id, ${labels.labelId} AS label_id
      FROM step_execution x JOIN step t ON t.id = x.step_id
      ${visibleOf(sight, 'x')} ${labels.join}
      WHERE ${labels.holds} AND ${isToDo(scope, new Date(now))})
    SELECT ${groupKey(scope.groupBy, 's')} AS key, count(*)::int AS count FROM waiting s GROUP BY 1`;
  return new Map(
    z
      .array(z.object({ key: z.string(), count: z.int() }))
      .parse(rows)
      .map(({ key, count }) => [key, count]),
  );
}

/** Whether enrollments, or what is to do, can be told apart so. */
export const tellsEnrollments = ({ filter, groupBy }: ResultScope): boolean =>
  isOneOf(groupBy, [null, 'sequence', 'label']) &&
  filter.branchId === undefined &&
  filter.stepId === undefined &&
  filter.userId === undefined &&
  filter.version === undefined &&
  filter.channel === undefined;

/** Like {@link tellsEnrollments}, of what is to do. */
export const tellsToDo = ({ filter, groupBy }: ResultScope): boolean =>
  isOneOf(groupBy, [null, 'sequence', 'branch', 'step', 'user', 'label']) &&
  filter.version === undefined &&
  filter.channel === undefined &&
  filter.from === undefined &&
  filter.to === undefined;

const isOneOf = (groupBy: ResultGroup | null, groups: readonly (ResultGroup | null)[]): boolean =>
  groups.includes(groupBy);

/** How enrollments of a group stand, as SQL counts them. */
export const enrollmentRowSchema = z.object({
  key: z.string(),
  active: z.int(),
  started: z.int(),
  paused: z.int(),
  completed: z.int(),
  stopped: z.int(),
});
