import { z } from 'zod';
import { addDays } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { COUNTS_FOR_DAYS } from '../receivables/counts-as-paid.ts';
import { moneyByGroup } from './money-by-group.ts';
import { monthsOf } from './month-sums.ts';
import {
  columnsOf,
  countedUnder,
  ENROLLED_KEY,
  isAny,
  MEASURES,
  MONEY_KEY,
  SUM_KEY,
} from './result-columns.ts';

/** What is compared at once: a month of a sequence, or a month of money. */
interface Piece {
  /** Null: the money of everybody. */
  sequenceId: string | null;
  /** The first of the month. */
  from: string;
}

const LONGEST_MONTH = 31;
const monthAfter = (from: string): string => `${addDays(from, LONGEST_MONTH).slice(0, 7)}-01`;
/** Behind all sequences: the months of money. */
const MONEY = 'sum';
const cursorOf = ({ sequenceId, from }: Piece): string => `${sequenceId ?? MONEY}/${from}`;

/**
 * Compares the next sums after a cursor with what they are of, and mends what differs: a month at a time, since a sequence
 * may have everything.
 *
 * @returns the cursor, empty when it has been through all, and how many sums differed
 */
export async function checkSums(tx: Tx, after: string): Promise<{ sums: number; after: string }> {
  const piece = await nextAfter(tx, after);
  if (!piece) return { sums: 0, after: '' };
  const span = { ...piece, until: monthAfter(piece.from) };
  const sums =
    span.sequenceId === null ? await mendMoney(tx, span) : await mendSequence(tx, span.sequenceId, span);
  return { sums, after: cursorOf(piece) };
}

async function nextAfter(tx: Tx, after: string): Promise<Piece | null> {
  const [owner = '', month] = after.split('/');
  const since = month === undefined ? '0001-01-01' : monthAfter(month);
  if (owner !== MONEY) {
    // A sequence is through when nothing of it is left: then the next one begins.
    const rows = await tx.$queryRaw`
      SELECT id AS "sequenceId", to_char(first, 'YYYY-MM-01') AS "from" FROM (
        SELECT q.id, least(
          (SELECT min(f.day) FROM result_fact f WHERE f.sequence_id = q.id AND (q.id > ${owner} OR f.day >= ${since}::date)),
          (SELECT min(f.day) FROM result_enrolled f WHERE f.sequence_id = q.id AND (q.id > ${owner} OR f.day >= ${since}::date)),
          (SELECT min(s.day) FROM result_month s WHERE s.label_id = '' AND s.sequence_id = q.id AND (q.id > ${owner} OR s.day >= ${since}::date)),
          (SELECT min(s.day) FROM result_sum s WHERE s.label_id = '' AND s.sequence_id = q.id AND (q.id > ${owner} OR s.day >= ${since}::date)),
          (SELECT min(s.day) FROM result_enrolled_sum s WHERE s.label_id = '' AND s.sequence_id = q.id AND (q.id > ${owner} OR s.day >= ${since}::date))
        ) AS first FROM sequence q WHERE q.id >= ${owner}) each
      WHERE first IS NOT NULL ORDER BY id LIMIT 1`;
    const [piece] = z.array(z.object({ sequenceId: z.string(), from: z.string() })).parse(rows);
    if (piece) return piece;
  }
  const from = owner === MONEY ? since : '0001-01-01';
  const rows = await tx.$queryRaw`
    SELECT to_char(least((SELECT min(p.day) FROM result_payment p WHERE p.day >= ${from}::date),
      (SELECT min(s.day) FROM result_money s WHERE s.day >= ${from}::date)), 'YYYY-MM-01') AS "from"`;
  const [money] = z.array(z.object({ from: z.string().nullable() })).parse(rows);
  return money?.from == null ? null : { sequenceId: null, from: money.from };
}

interface Span {
  from: string;
  until: string;
}

const within = (row: string, { from, until }: Span): Prisma.Sql => {
  const day = Prisma.raw(`${row}.day`);
  return Prisma.sql`${day} >= ${from}::date AND ${day} < ${until}::date`;
};

async function mendSequence(tx: Tx, sequenceId: string, span: Span): Promise<number> {
  const own = (row: string) =>
    Prisma.sql`${Prisma.raw(`${row}.sequence_id`)} = ${sequenceId} AND ${within(row, span)}`;
  const days = Prisma.sql`
    SELECT ${columnsOf(SUM_KEY)}, ${columnsOf(MEASURES, (name) => Prisma.sql`sum(f.${name}::int)::int AS ${name}`)}
    FROM result_fact f CROSS JOIN LATERAL ${countedUnder(Prisma.sql`f.label_ids`)} l(label_id)
    WHERE ${own('f')} GROUP BY ${columnsOf(SUM_KEY)}`;
  const enrolled = Prisma.sql`
    SELECT ${columnsOf(ENROLLED_KEY)}, count(*)::int AS enrollments
    FROM result_enrolled f CROSS JOIN LATERAL ${countedUnder(Prisma.sql`f.label_ids`)} l(label_id)
    WHERE ${own('f')} GROUP BY ${columnsOf(ENROLLED_KEY)}`;
  const sums = { key: SUM_KEY, numbers: MEASURES, holds: own('s') };
  return (
    (await mend(tx, 'result_sum', { ...sums, fresh: days })) +
    (await mend(tx, 'result_month', { ...sums, fresh: monthsOf(Prisma.sql`(${days}) days`) })) +
    (await mend(tx, 'result_enrolled_sum', {
      key: ENROLLED_KEY,
      numbers: ['enrollments'],
      holds: own('s'),
      fresh: enrolled,
    }))
  );
}

/** A step before the month tells whether one in it was the first that a payment followed. */
async function mendMoney(tx: Tx, span: Span): Promise<number> {
  const near = within('p', { from: addDays(span.from, -COUNTS_FOR_DAYS), until: span.until });
  const fresh = Prisma.sql`
    SELECT m.* FROM (${moneyByGroup(Prisma.sql`(SELECT * FROM result_payment p WHERE ${near})`)}) m WHERE ${within('m', span)}`;
  return mend(tx, 'result_money', {
    key: MONEY_KEY,
    numbers: ['amount', 'movements'],
    holds: within('s', span),
    fresh,
  });
}

/** Makes those rows `s` of a table of sums that `holds` names what `fresh` says. @returns how many were not */
async function mend(
  tx: Tx,
  table: string,
  {
    key,
    numbers,
    holds,
    fresh,
  }: { key: readonly string[]; numbers: readonly string[]; holds: Prisma.Sql; fresh: Prisma.Sql },
): Promise<number> {
  const [name, keys, all] = [Prisma.raw(table), columnsOf(key), columnsOf([...key, ...numbers])];
  await tx.$executeRaw`DELETE FROM ${name} s WHERE ${holds} AND NOT (${isAny(numbers)})`;
  const rows = await tx.$queryRaw`
    WITH fresh AS MATERIALIZED (${fresh}),
    former AS MATERIALIZED (SELECT ${all} FROM ${name} s WHERE ${holds}),
    gone AS (
      DELETE FROM ${name} WHERE (${keys}) IN (SELECT ${keys} FROM former EXCEPT SELECT ${keys} FROM fresh) RETURNING 1),
    kept AS (
      INSERT INTO ${name} (${all}) SELECT ${all} FROM fresh EXCEPT SELECT ${all} FROM former
      ON CONFLICT (${keys}) DO UPDATE SET ${columnsOf(numbers, (each) => Prisma.sql`${each} = excluded.${each}`)} RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM kept)::int AS count`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]!.count;
}
