import { Prisma } from './generated/client.ts';

/**
 * Orders rows by their ids as a seed mixes them: of more rows than a pass of the reconciler takes, each pass takes others. Those
 * that only wait never stand before one that is lost.
 */
export const mixedBy = (id: Prisma.Sql, seed: number): Prisma.Sql =>
  Prisma.sql`hashtextextended(${id}, ${BigInt(Math.trunc(seed))})`;
