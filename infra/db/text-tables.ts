import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { ERASED } from '../../domain/erased.ts';

/** A table with texts in which a person may be named (U5). Each wing lists its own in `texts.ts`. */
export interface TextTable {
  table: string;
  /** First column of its primary key: pages of the whole table follow it. */
  key: { column: string; type: 'text' | 'bigint' };
  /** Rows of one customer, as a condition; null: it belongs to nobody. */
  ofCustomer: ((customerId: string) => Prisma.Sql) | null;
  /** Rows and logs that quote what came in: full names are looked for in them too. */
  quotes?: boolean;
  texts?: readonly string[];
  json?: readonly string[];
  /** Of `json`, those of messages still to leave: what is found in their `to`, `cc` and `bcc` leaves the list. */
  addressed?: readonly string[];
  /** Lists of addresses: what is found leaves the list. */
  lists?: readonly string[];
}

/** The condition of tables that have the column. */
export const byCustomerId = (customerId: string): Prisma.Sql => Prisma.sql`t.customer_id = ${customerId}`;

/** Whether to look, or to replace as well. */
export type EraseMode = 'count' | 'erase';

const columnOf = (name: string): Prisma.Sql => Prisma.raw(`t.${quoted(name)}`);

function quoted(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new TypeError(`not a name: ${name}`);
  return `"${name}"`;
}

/**
 * What a JSON value that matches has in its written form: without the ends of words, since a line break is written as
 * letters, and with escaped quotes. Most rows are passed by with this alone; to take a value apart is a hundred times dearer.
 */
const looselyOf = (pattern: string): string =>
  pattern
    .replace(/\(\?<?![^)]*\)/g, '')
    .replaceAll('\\s+', '(?:\\s|\\\\[nrt])+')
    .replaceAll('\\"', '\\\\*\\"');

/** Of an erased value, the lists of addresses without whoever is gone: nothing is to be sent to the word that stands for them. */
const withoutErased = (value: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT e.value || coalesce((
    SELECT jsonb_object_agg(l.name, (e.value->l.name) - ${ERASED}::text) FROM unnest(ARRAY['to', 'cc', 'bcc']) AS l(name)
    WHERE jsonb_typeof(e.value->l.name) = 'array'), '{}') FROM (SELECT ${value} AS value) e)`;

/** Replaces what matches in all texts of the rows that a condition chooses. @returns how many rows had any */
export async function eraseMatches(
  tx: Tx,
  table: TextTable,
  { pattern, where, mode }: { pattern: string; where: Prisma.Sql; mode: EraseMode },
): Promise<number> {
  const { texts = [], json = [], addressed = [], lists = [] } = table;
  const found: Prisma.Sql[] = [];
  const sets: Prisma.Sql[] = [];
  for (const name of texts) {
    found.push(Prisma.sql`${columnOf(name)} ~* ${pattern}`);
    sets.push(
      Prisma.sql`${Prisma.raw(quoted(name))} = regexp_replace(${columnOf(name)}, ${pattern}, ${ERASED}, 'gi')`,
    );
  }
  for (const name of json) {
    const words = Prisma.sql`erase_json(${columnOf(name)}, ${pattern})`;
    const erased = addressed.includes(name) ? withoutErased(words) : words;
    found.push(
      Prisma.sql`(${columnOf(name)}::text ~* ${looselyOf(pattern)} AND ${erased} IS DISTINCT FROM ${columnOf(name)})`,
    );
    sets.push(Prisma.sql`${Prisma.raw(quoted(name))} = ${erased}`);
  }
  for (const name of lists) {
    found.push(Prisma.sql`EXISTS (SELECT FROM unnest(${columnOf(name)}) AS item WHERE item ~* ${pattern})`);
    sets.push(Prisma.sql`${Prisma.raw(quoted(name))} = ARRAY(
      SELECT item FROM unnest(${columnOf(name)}) WITH ORDINALITY AS l(item, n) WHERE item !~* ${pattern} ORDER BY n)`);
  }
  const from = Prisma.raw(quoted(table.table));
  const chosen = Prisma.sql`${where} AND (${Prisma.join(found, ' OR ')})`;
  if (mode === 'erase')
    return tx.$executeRaw`UPDATE ${from} t SET ${Prisma.join(sets, ', ')} WHERE ${chosen}`;
  const rows = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM ${from} t WHERE ${chosen}`;
  return rows[0]!.count;
}

/** One page of a whole table. `after` null: from the beginning; the answer's `after` null: it was the last. */
export async function erasePage(
  tx: Tx,
  table: TextTable,
  input: { pattern: string; after: string | null; rows: number; mode: EraseMode },
): Promise<{ found: number; after: string | null }> {
  const { after, rows } = input;
  const key = columnOf(table.key.column);
  const type = Prisma.raw(table.key.type);
  const behind = after === null ? Prisma.sql`true` : Prisma.sql`${key} > ${after}::${type}`;
  const last = await tx.$queryRaw<{ key: string }[]>`
    SELECT ${key}::text AS key FROM ${Prisma.raw(quoted(table.table))} t WHERE ${behind} ORDER BY ${key}
    OFFSET ${rows - 1} LIMIT 1`;
  const until = last[0]?.key ?? null;
  const upTo = until === null ? Prisma.sql`true` : Prisma.sql`${key} <= ${until}::${type}`;
  const found = await eraseMatches(tx, table, { ...input, where: Prisma.sql`${behind} AND ${upTo}` });
  return { found, after: until };
}
