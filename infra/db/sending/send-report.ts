import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  sendNumbersSchema,
  type SendNumbers,
  type SendReportQuery,
} from '../../../contracts/sending/send-report.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';

/** When a message counts: when it was handed over, else claimed. */
const COUNTS_AT = Prisma.sql`coalesce(m.handed_over_at, m.claimed_at)`;
/** A message is handed over so long after its claim at most; an index knows the claims. */
const LONGEST_MS = 86_400_000;

/** Which messages `m` were meant to leave in a span, from one instant to before another. */
export const meantBetween = (from: number | null, until: number | null): Prisma.Sql =>
  Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(from === null
        ? []
        : [
            Prisma.sql`m.claimed_at >= ${new Date(from - LONGEST_MS)}::timestamptz`,
            Prisma.sql`${COUNTS_AT} >= ${new Date(from)}::timestamptz`,
          ]),
      ...(until === null ? [] : [Prisma.sql`${COUNTS_AT} < ${new Date(until)}::timestamptz`]),
    ],
    ' AND ',
  );

/** What the filters ask of a message `m`. */
export function sendCondition(filter: Omit<SendReportQuery, 'groupBy' | 'from' | 'to'>): Prisma.Sql {
  const conditions = [Prisma.sql`TRUE`];
  if (filter.mailboxId) conditions.push(Prisma.sql`m.mailbox_id = ${filter.mailboxId}`);
  if (filter.source) conditions.push(Prisma.sql`m.source_kind = ${filter.source}`);
  if (filter.channel) conditions.push(Prisma.sql`m.channel = ${filter.channel}`);
  if (filter.sequenceId) conditions.push(Prisma.sql`m.sequence_id = ${filter.sequenceId}`);
  if (filter.programId)
    conditions.push(
      Prisma.sql`m.touchpoint_id IN (SELECT id FROM touchpoint WHERE program_id = ${filter.programId})`,
    );
  return Prisma.join(conditions, ' AND ');
}

/** Whether the main copy of the message `m` came back (M5). */
export const isBounced = Prisma.sql`(m.status = 'sent' AND EXISTS (
  SELECT 1 FROM message_event e WHERE e.message_id = m.id AND e.kind = 'bounce' AND coalesce(e.n, 1) = 1))`;

/** By what the messages are told apart: SQL of a text. */
export type SendKey = 'source' | 'channel' | 'mailbox' | { starts: readonly number[] };

function keyOf(by: SendKey): Prisma.Sql {
  if (typeof by === 'object') {
    const starts = by.starts.map((start) => new Date(start));
    return Prisma.sql`(width_bucket(${COUNTS_AT}, ${starts}::timestamptz[]) - 1)::text`;
  }
  const columns = { source: 'm.source_kind', channel: 'm.channel', mailbox: 'm.mailbox_id' };
  return Prisma.raw(columns[by]);
}

const NUMBERS = Object.keys(sendNumbersSchema.shape) as (keyof SendNumbers)[];
const COUNTS = Prisma.join(
  NUMBERS.map((name) => {
    const is = name === 'bounced' ? isBounced : Prisma.sql`m.status = ${name}`;
    return Prisma.sql`count(*) FILTER (WHERE ${is})::int AS ${Prisma.raw(name)}`;
  }),
);
const rowSchema = z.object({
  key: z.string().nullable(),
  name: z.string().nullable(),
  ...sendNumbersSchema.shape,
});

/** Messages of customers that the viewer may see, by what became of them. One statement. */
export async function count(
  db: Tx,
  viewer: Viewer,
  {
    by,
    from,
    until,
    ...filter
  }: Omit<SendReportQuery, 'groupBy' | 'from' | 'to'> & { by: SendKey; from: number; until: number },
): Promise<z.infer<typeof rowSchema>[]> {
  const rows = await db.$queryRaw`
    SELECT x.*, b.name FROM (
      SELECT ${keyOf(by)} AS key, ${COUNTS}
      FROM message m JOIN customer c ON c.id = m.customer_id
      WHERE ${meantBetween(from, until)} AND ${sendCondition(filter)} AND ${customerIsVisible(viewer, 'c')}
      GROUP BY 1) x
    LEFT JOIN mailbox b ON b.id = x.key ORDER BY lower(b.name) NULLS LAST, x.key`;
  return z.array(rowSchema).parse(rows);
}
