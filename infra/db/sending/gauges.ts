import { byStatus, type GaugeQuery } from '../gauge.ts';
import { Prisma } from '../generated/client.ts';

const DAY_MS = 86_400_000;

/** What an operator watches of messages and mailboxes. */
export const sendingGauges: readonly GaugeQuery[] = [
  {
    name: 'messages',
    help: 'Messages by status, ended ones of the last day.',
    label: 'status',
    select: (now) =>
      byStatus(Prisma.sql`SELECT status, count(*) AS n FROM message
        WHERE settled_at IS NULL OR settled_at > ${new Date(now - DAY_MS)} GROUP BY status`),
  },
  {
    name: 'copies_in_trouble',
    help: 'Copies of messages that were refused or are uncertain, the main ones included: GET /v1/messages?trouble=true.',
    label: 'status',
    select: () =>
      byStatus(Prisma.sql`SELECT status, count(*) AS n FROM message_recipient
        WHERE status = ANY (ARRAY['refused'::text, 'uncertain'::text]) GROUP BY status`),
  },
  {
    name: 'failing_mailboxes',
    help: 'Mailboxes that cannot send.',
    label: null,
    select: () => Prisma.sql`SELECT count(*) FROM mailbox WHERE status = 'failing'`,
  },
  {
    name: 'mailboxes_to_reconnect',
    help: 'Mailboxes that a person has to sign in again: POST /v1/mailboxes/{id}/oauth/authorize.',
    label: null,
    select: () => Prisma.sql`SELECT count(*) FROM mailbox WHERE status = 'reconnect' AND retired_at IS NULL`,
  },
];
