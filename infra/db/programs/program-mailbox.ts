import { Prisma } from '../generated/client.ts';

/** Expression: the mailbox that program `p` names, else the organisation's. */
export const NAMED_MAILBOX = Prisma.sql`coalesce(p.mailbox_id, (SELECT o.default_mailbox_id FROM organisation o LIMIT 1))`;

/** Expression: the mailbox that messages of program `p` would leave from now: a retired one hands over (P2, S24). */
export const PROGRAM_MAILBOX = Prisma.sql`(
  SELECT coalesce(mailbox_heir(named.id), named.id) FROM (SELECT ${NAMED_MAILBOX} AS id) named)`;
