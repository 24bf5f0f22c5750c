import { Prisma } from '../generated/client.ts';

/** What people and mail servers did with messages of rows `row`, one row each: replies of anybody, the rest of the main copy (M5). */
export const eventsOfRows = Prisma.sql`
  SELECT e.message_id, bool_or(e.kind = 'reply') AS is_replied,
    bool_or(e.kind = 'bounce' AND coalesce(e.n, 1) = 1) AS is_bounced,
    bool_or(e.kind = 'opened' AND e.verdict = 'human' AND coalesce(e.n, 1) = 1) AS is_opened,
    bool_or(e.kind = 'clicked' AND e.verdict = 'human' AND coalesce(e.n, 1) = 1) AS is_clicked
  FROM message_event e WHERE e.message_id IN (SELECT message_id FROM row) GROUP BY e.message_id`;

/** Counts of sent rows `r` by their events `e` and hits `h`. */
export const countsOfSent = Prisma.join(
  (
    [
      ['bounced', Prisma.sql`e.is_bounced`],
      ['replied', Prisma.sql`e.is_replied`],
      ['opened', Prisma.sql`e.is_opened`],
      ['clicked', Prisma.sql`e.is_clicked`],
      ['opened_machine', Prisma.sql`h.opened_machine`],
      ['opened_unclear', Prisma.sql`h.opened_unclear`],
      ['clicked_machine', Prisma.sql`h.clicked_machine`],
      ['clicked_unclear', Prisma.sql`h.clicked_unclear`],
    ] as const
  ).map(
    ([name, is]) =>
      Prisma.sql`count(*) FILTER (WHERE r.state = 'sent' AND ${is})::int AS ${Prisma.raw(name)}`,
  ),
  ', ',
);
