import { Prisma } from '../generated/client.ts';

/** Condition: the row of `hold` named `h` holds at an instant. Nobody has ended it, and it has not run out. */
export const isOpen = (at: Date | Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(h.ended_at IS NULL AND (h.expires_at IS NULL OR h.expires_at > ${at}))`;

/** The same as a filter. */
export const openAt = (at: Date) =>
  ({ endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] }) satisfies Prisma.HoldWhereInput;
