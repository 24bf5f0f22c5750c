import { z } from 'zod';
import type { IdKind } from '../../../contracts/ids.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Something that a definition names by its id. */
export interface Referred {
  name: string;
  isArchived: boolean;
}

/**
 * Where what definitions name stands, and when it is archived. Users who left and mailboxes that were retired are still
 * whose customers and messages are, so they count as there.
 */
const REFERRED = {
  label: Prisma.sql`SELECT l.id, l.name, l.archived_at IS NOT NULL OR g.archived_at IS NOT NULL AS "isArchived"
    FROM label l JOIN label_group g ON g.id = l.group_id`,
  list: Prisma.sql`SELECT id, name, archived_at IS NOT NULL AS "isArchived" FROM list`,
  sequence: Prisma.sql`SELECT id, name, status = 'archived' AS "isArchived" FROM sequence`,
  program: Prisma.sql`SELECT id, name, status = 'archived' AS "isArchived" FROM program`,
  visibilityGroup: Prisma.sql`SELECT id, name, FALSE AS "isArchived" FROM visibility_group`,
  user: Prisma.sql`SELECT id, name, FALSE AS "isArchived" FROM app_user`,
  mailbox: Prisma.sql`SELECT id, name, FALSE AS "isArchived" FROM mailbox`,
} satisfies Partial<Record<IdKind, Prisma.Sql>>;
/** Kinds that can be found. */
export type ReferredKind = keyof typeof REFERRED;

const rowSchema = z.object({ id: z.string(), name: z.string(), isArchived: z.boolean() });

/** Those of the ids of one kind that are there. */
export async function find(
  tx: Tx,
  { kind, ids }: { kind: ReferredKind; ids: readonly string[] },
): Promise<Map<string, Referred>> {
  const rows = await tx.$queryRaw`SELECT * FROM (${REFERRED[kind]}) t WHERE t.id = ANY(${[...ids]}::text[])`;
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ id, ...referred }) => [id, referred]),
  );
}
