import { byStatus, type GaugeQuery } from '../gauge.ts';
import { Prisma } from '../generated/client.ts';

/** What an operator watches of enrollments and their steps. */
export const enrollmentGauges: readonly GaugeQuery[] = [
  {
    name: 'enrollments',
    help: 'Live enrollments by status.',
    label: 'status',
    select: () =>
      byStatus(Prisma.sql`SELECT status, count(*) AS n FROM enrollment WHERE is_live GROUP BY status`),
  },
  {
    name: 'open_steps',
    help: 'Open step executions by status; error and uncertain need a person.',
    label: 'status',
    select: () =>
      byStatus(Prisma.sql`SELECT status, count(*) AS n FROM step_execution
        WHERE status IN ('planned', 'ready', 'sending', 'error', 'uncertain') GROUP BY status`),
  },
  {
    name: 'oldest_due_seconds',
    help: 'How long the oldest automatic step is due that has not left.',
    label: null,
    select: (now) => {
      const at = new Date(now);
      return Prisma.sql`SELECT coalesce(extract(epoch FROM ${at}::timestamptz - min(due_at)), 0)
        FROM step_execution WHERE status = 'planned' AND NOT is_manual AND due_at <= ${at}`;
    },
  },
  {
    name: 'unapplied_intents',
    help: 'Enrollments whose workflow does not know their newest intent yet.',
    label: null,
    select: () => Prisma.sql`SELECT count(*) FROM enrollment WHERE applied_version < intent_version`,
  },
];
