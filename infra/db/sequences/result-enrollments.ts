import { z } from 'zod';
import type { SequenceNumbers } from '../../../contracts/sequences/sequence-overview.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { countEnrollmentsOf, enrollmentRowSchema, type Period } from './live-counts.ts';
import { countedUnder } from './result-columns.ts';
import {
  filterOf,
  groupKey,
  ofCustomers,
  keptLabel,
  visibleOf,
  type ResultScope,
  type Sight,
} from './result-source.ts';

type EnrollmentCounts = SequenceNumbers['enrollments'];

/** Enrollments by group, sequence, label or none (S20). */
export async function countEnrollments(
  db: Tx,
  sight: Sight,
  scope: ResultScope & { now: number; period: Period },
): Promise<Map<string, EnrollmentCounts>> {
  switch (sight.counts) {
    case 'the seen':
      return countEnrollmentsOf(db, visibleOf(sight, 'e'), scope);
    case 'everybody':
      return countKept(db, scope);
    case 'everybody but few': {
      const [all, hidden] = await Promise.all([
        countKept(db, scope),
        countEnrollmentsOf(db, ofCustomers(sight.hidden, 'e'), scope),
      ]);
      return new Map(
        [...all]
          .map(([key, counts]): [string, EnrollmentCounts] => [key, without(counts, hidden.get(key))])
          .filter(([, counts]) => Object.values(counts).some((count) => count !== 0)),
      );
    }
  }
}

const without = (all: EnrollmentCounts, hidden: EnrollmentCounts | undefined): EnrollmentCounts => ({
  active: all.active - (hidden?.active ?? 0),
  started: all.started - (hidden?.started ?? 0),
  paused: all.paused - (hidden?.paused ?? 0),
  completed: all.completed - (hidden?.completed ?? 0),
  stopped: all.stopped - (hidden?.stopped ?? 0),
});

/** Sums of everybody, of which the live ones are paused that have an open hold, or all of a sequence that has one. */
async function countKept(
  db: Tx,
  { now, ...scope }: ResultScope & { now: number },
): Promise<Map<string, EnrollmentCounts>> {
  const holds = Prisma.sql`h.kind <> 'switch' AND ${isOpen(new Date(now))}`;
  const { from, to, sequenceId, sequenceIds } = scope.filter;
  const filter = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(sequenceId !== undefined && { sequenceId }),
    ...(sequenceIds !== undefined && { sequenceIds }),
  };
  const asked = filterOf({ filter, groupBy: null }, 's');
  const rows = await db.$queryRaw`
    WITH paused AS MATERIALIZED (SELECT DISTINCT h.sequence_id FROM hold h WHERE h.scope = 'sequence' AND ${holds}),
    held AS MATERIALIZED (SELECT DISTINCT h.enrollment_id FROM hold h WHERE h.scope = 'enrollment' AND ${holds}),
    counted AS (
      SELECT s.label_id, s.sequence_id, s.state, s.is_started, s.sequence_id IN (SELECT sequence_id FROM paused) AS is_paused,
        s.enrollments
      FROM result_enrolled_sum s WHERE ${keptLabel(scope, 's')} AND ${asked}
      UNION ALL
      SELECT l.label_id, s.sequence_id, s.state, s.is_started, sign = 1, sign
      FROM held JOIN result_enrolled s ON s.enrollment_id = held.enrollment_id
      CROSS JOIN LATERAL ${countedUnder(Prisma.sql`s.label_ids`)} l(label_id) CROSS JOIN (VALUES (1), (-1)) signs(sign)
      WHERE s.state = 'live' AND s.sequence_id NOT IN (SELECT sequence_id FROM paused) AND ${keptLabel(scope, 'l')} AND ${asked})
    SELECT ${groupKey(scope.groupBy, 's')} AS key,
      coalesce(sum(enrollments) FILTER (WHERE state = 'live' AND NOT is_paused), 0)::int AS active,
      coalesce(sum(enrollments) FILTER (WHERE state = 'live' AND NOT is_paused AND is_started), 0)::int AS started,
      coalesce(sum(enrollments) FILTER (WHERE state = 'live' AND is_paused), 0)::int AS paused,
      coalesce(sum(enrollments) FILTER (WHERE state = 'completed'), 0)::int AS completed,
      coalesce(sum(enrollments) FILTER (WHERE state = 'stopped'), 0)::int AS stopped
    FROM counted s GROUP BY 1 HAVING sum(enrollments) <> 0`;
  return new Map(
    z
      .array(enrollmentRowSchema)
      .parse(rows)
      .map(({ key, ...counts }) => [key, counts]),
  );
}
