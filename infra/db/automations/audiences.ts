import { z } from 'zod';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { audienceCondition, type Asked } from './audience-sql.ts';

/** Customers with the sums that audiences read. */
const FROM = Prisma.sql`customer c JOIN customer_summary s ON s.customer_id = c.id`;

/** Who belongs to an audience, by id; of `asked.customerIds` where these are given. The table must be brought forward. */
export async function findMembers(tx: Tx, tree: AudienceGroup, asked: Asked): Promise<string[]> {
  const only = asked.customerIds
    ? Prisma.sql`c.id = ANY(${[...asked.customerIds]}::text[])`
    : Prisma.sql`TRUE`;
  const rows = await tx.$queryRaw`
    SELECT c.id FROM ${FROM} WHERE ${only} AND ${audienceCondition(tree, asked)} ORDER BY c.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}
