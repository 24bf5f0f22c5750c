import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Tx } from '../client.ts';
import { customerIsVisible } from '../visibility.ts';

/** Whose an exported invoice is. */
export interface CustomerName {
  name: string;
  externalId: string | null;
}

const rowSchema = z.object({ id: z.string(), name: z.string(), externalId: z.string().nullable() });

/** Names of customers that the viewer may see, by id. */
export async function customerNames(
  db: Tx,
  viewer: Viewer,
  customerIds: readonly string[],
): Promise<Map<string, CustomerName>> {
  const rows = await db.$queryRaw`
    SELECT c.id, c.name, c.external_id AS "externalId" FROM customer c
    WHERE c.id = ANY(${[...new Set(customerIds)]}::text[]) AND ${customerIsVisible(viewer, 'c')}`;
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ id, ...row }) => [id, row]),
  );
}
