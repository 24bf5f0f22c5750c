import { byStatus, type GaugeQuery } from '../gauge.ts';
import { Prisma } from '../generated/client.ts';

/** What an operator watches of following mailboxes (I1). */
export const followGauges: readonly GaugeQuery[] = [
  {
    name: 'mailboxes_followed',
    help: 'Mailboxes with a server to receive from, by how following them stands.',
    label: 'status',
    select: () =>
      byStatus(Prisma.sql`SELECT coalesce(follow_status, 'connecting') AS status, count(*) AS n FROM mailbox
        WHERE imap_host IS NOT NULL GROUP BY 1`),
  },
  {
    name: 'oldest_look_seconds',
    help: 'How long ago the mailbox that was looked at least lately was; 0: all are new.',
    label: null,
    select: (
      now,
    ) => Prisma.sql`SELECT coalesce(max(extract(epoch FROM ${new Date(now)}::timestamptz - followed_at)), 0)::float8
      FROM mailbox WHERE imap_host IS NOT NULL`,
  },
  {
    name: 'mails_in_trouble',
    help: 'Mails of which only the headers, or nothing, could be taken up: mail_trouble.',
    label: 'status',
    select: () => byStatus(Prisma.sql`SELECT kind AS status, count(*) AS n FROM mail_trouble GROUP BY kind`),
  },
];
