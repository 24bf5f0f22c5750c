import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { HIT_FIELDS, HIT_KINDS, HITS_PER_KIND, type SearchHit } from '../../../contracts/console/search.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { plainPattern } from '../like.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z
  .object({
    kind: z.enum(HIT_KINDS),
    id: z.string(),
    label: z.string(),
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    field: z.enum(HIT_FIELDS),
    text: z.string(),
  })
  .transform(({ field, text, ...hit }): SearchHit => ({ ...hit, matched: { field, text } }));

/** A few of each kind that the viewer may read and see, in one statement. */
export async function find(db: Tx, viewer: Viewer, text: string): Promise<SearchHit[]> {
  const statement = searchStatement(viewer, text);
  return statement === null ? [] : z.array(rowSchema).parse(await db.$queryRaw(statement));
}

/**
 * Each part goes along an index by the beginning of what is searched for and stops after its few; only customers that
 * contain it further inside are looked for through all summaries, and only where too few begin with it. Null: the viewer
 * may read nothing of it.
 */
export function searchStatement({ permissions, ...viewer }: Viewer, text: string): Prisma.Sql | null {
  const parts: Prisma.Sql[] = [];
  if (permissions.includes('customers.read')) {
    const isVisible = customerIsVisible({ permissions, ...viewer }, 'c');
    parts.push(customers(isVisible, text), contacts(isVisible, text), invoices(isVisible, text));
  }
  if (permissions.includes('sequences.read')) parts.push(definitions('sequence', text));
  if (permissions.includes('programs.read')) parts.push(definitions('program', text));
  if (parts.length === 0) return null;
  return Prisma.sql`
    SELECT h.kind, h.id, h.label, h."customerId", h."customerName", h.field, h.text
    FROM (${Prisma.join(parts, ' UNION ALL ')}) h
    ORDER BY array_position(${[...HIT_KINDS]}::text[], h.kind), h.rank, h.key, h.id`;
}

/** A pattern that finds the text at the beginning. */
const beginning = (text: string): string => `${plainPattern(text)}%`;

/** Found twice, by name and by number, is found once: by name. */
function customers(isVisible: Prisma.Sql, text: string): Prisma.Sql {
  const [begins, contains] = [beginning(text), `%${beginning(text)}`];
  return Prisma.sql`(
    SELECT 'customer' AS kind, x.id, x.name AS label, x.id AS "customerId", x.name AS "customerName",
      CASE WHEN fold_case(x.name) LIKE fold_case(${contains}) THEN 'name' ELSE 'externalId' END AS field,
      CASE WHEN fold_case(x.name) LIKE fold_case(${contains}) THEN x.name ELSE x.external_id END AS text,
      min(x.rank) AS rank, fold_case(x.name) AS key
    FROM (
      (SELECT c.id, c.name, c.external_id, 0 AS rank FROM customer c
        WHERE fold_case(c.name) LIKE fold_case(${begins}) AND ${isVisible}
        ORDER BY fold_case(c.name) USING ~<~ LIMIT ${HITS_PER_KIND})
      UNION ALL
      (SELECT c.id, c.name, c.external_id, 1 FROM customer c
        WHERE c.external_id IS NOT NULL AND fold_case(c.external_id) LIKE fold_case(${begins}) AND ${isVisible}
        ORDER BY fold_case(c.external_id) USING ~<~ LIMIT ${HITS_PER_KIND})
      UNION ALL
      (SELECT c.id, c.name, c.external_id, 2 FROM customer_summary s JOIN customer c ON c.id = s.customer_id
        WHERE s.search_key LIKE fold_case(${contains})
          AND NOT fold_case(c.name) LIKE fold_case(${begins}) AND fold_case(coalesce(c.external_id, '')) NOT LIKE fold_case(${begins})
          AND ${isVisible} LIMIT ${HITS_PER_KIND})
      LIMIT ${2 * HITS_PER_KIND}) x
    GROUP BY x.id, x.name, x.external_id ORDER BY rank, key, x.id LIMIT ${HITS_PER_KIND})`;
}

function contacts(isVisible: Prisma.Sql, text: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT 'contact' AS kind, k.id, coalesce(k.name, k.email) AS label, c.id AS "customerId", c.name AS "customerName",
      'email' AS field, k.email AS text, 0 AS rank, lower(k.email) AS key
    FROM contact k JOIN customer c ON c.id = k.customer_id
    WHERE k.email IS NOT NULL AND lower(k.email) LIKE ${beginning(text.toLowerCase())} AND ${isVisible}
    ORDER BY lower(k.email) USING ~<~ LIMIT ${HITS_PER_KIND})`;
}

function invoices(isVisible: Prisma.Sql, text: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT 'invoice' AS kind, i.id, i.number AS label, c.id AS "customerId", c.name AS "customerName",
      'number' AS field, i.number AS text, 0 AS rank, fold_case(i.number) AS key
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE fold_case(i.number) LIKE fold_case(${beginning(text)}) AND ${isVisible}
    ORDER BY fold_case(i.number) USING ~<~ LIMIT ${HITS_PER_KIND})`;
}

/** There are hundreds at most. */
function definitions(table: 'sequence' | 'program', text: string): Prisma.Sql {
  const key = nameKeyOf(text);
  return Prisma.sql`(
    SELECT ${table}::text AS kind, d.id, d.name AS label, NULL AS "customerId", NULL AS "customerName", 'name' AS field,
      d.name AS text, CASE WHEN strpos(d.name_key, ${key}::text) = 1 THEN 0 ELSE 1 END AS rank, d.name_key AS key
    FROM ${Prisma.raw(table)} d WHERE strpos(d.name_key, ${key}::text) > 0 AND d.archived_at IS NULL
    ORDER BY rank, key LIMIT ${HITS_PER_KIND})`;
}
