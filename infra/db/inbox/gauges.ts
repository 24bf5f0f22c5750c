import { byStatus, type GaugeQuery } from '../gauge.ts';
import { Prisma } from '../generated/client.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What an operator watches of mail that comes in. */
export const inboxGauges: readonly GaugeQuery[] = [
  {
    name: 'mails_received',
    help: 'Mails of the last 24 hours, without history, by what they were judged to be.',
    label: 'status',
    select: (now) =>
      byStatus(Prisma.sql`SELECT verdict AS status, count(*) AS n FROM mail
        WHERE received_at > ${new Date(now - DAY_MS)} AND NOT is_history GROUP BY verdict`),
  },
  {
    name: 'mails_unprocessed',
    help: 'Mails from which something still has to follow.',
    label: null,
    select: () => Prisma.sql`SELECT count(*) FROM mail WHERE processed_at IS NULL`,
  },
  {
    name: 'oldest_unprocessed_mail_seconds',
    help: 'How long the oldest of them waits.',
    label: null,
    select: (
      now,
    ) => Prisma.sql`SELECT coalesce(extract(epoch FROM ${new Date(now)}::timestamptz - min(created_at)), 0)
      FROM mail WHERE processed_at IS NULL`,
  },
];
