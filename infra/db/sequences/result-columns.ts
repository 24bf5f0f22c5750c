import { Prisma } from '../generated/client.ts';

/** By what facts, sums and payments can be told apart, beside labels and outcomes. */
export const DIMENSIONS = [
  'sequence_id',
  'branch_id',
  'step_id',
  'user_id',
  'version',
  'day',
  'channel',
] as const;

/** What a fact has or has not, and a sum counts. `done`: a task; of an sms `unsubscribed` is opted out. */
export const MEASURES = [
  'sent',
  'delivered',
  'opened',
  'opened_machine',
  'opened_unclear',
  'clicked',
  'clicked_machine',
  'clicked_unclear',
  'replied',
  'bounced',
  'unsubscribed',
  'failed',
  'done',
] as const;
export type Measure = (typeof MEASURES)[number];

/** What stands for no label among those of a sum. */
export const NO_LABEL = 'none';

export const FACT_COLUMNS = [
  'execution_id',
  'customer_id',
  'enrollment_id',
  ...DIMENSIONS,
  'outcome',
  'message_id',
  'at',
  'label_ids',
  ...MEASURES,
];
/** The key of `result_sum` and `result_month`, beside {@link MEASURES}. */
export const SUM_KEY = ['label_id', ...DIMENSIONS, 'outcome'];
export const PAYMENT_COLUMNS = [
  'movement_id',
  'execution_id',
  'customer_id',
  ...DIMENSIONS,
  'label_ids',
  'currency',
  'amount',
];
export const ENROLLED_COLUMNS = [
  'enrollment_id',
  'customer_id',
  'sequence_id',
  'day',
  'state',
  'is_started',
  'label_ids',
];
/** The key of `result_enrolled_sum`, beside `enrollments`. */
export const ENROLLED_KEY = ['label_id', 'sequence_id', 'day', 'state', 'is_started'];
/** The key of `result_money`, beside `amount` and `movements`. */
export const MONEY_KEY = ['by', 'sequence_id', 'key', 'day', 'gap', 'currency'];

/** The labels that a row with `label_ids` counts under: that of everybody, and its own or {@link NO_LABEL}. */
export const countedUnder = (labelIds: Prisma.Sql): Prisma.Sql => Prisma.sql`
  unnest(array_prepend(''::text, CASE cardinality(${labelIds}) WHEN 0 THEN ARRAY[${NO_LABEL}::text] ELSE ${labelIds} END))`;

/** Columns by name, each in the form that `write` gives it. */
export function columnsOf(
  names: readonly string[],
  write: (name: Prisma.Sql) => Prisma.Sql = (name) => name,
): Prisma.Sql {
  return Prisma.join(
    names.map((name) => write(Prisma.raw(name))),
    ', ',
  );
}

/** Sets every column to that of the row which was to be inserted. */
export const asExcluded = (names: readonly string[]): Prisma.Sql =>
  columnsOf(names, (name) => Prisma.sql`${name} = excluded.${name}`);

/** Whether any of the columns is not 0. */
export const isAny = (names: readonly string[]): Prisma.Sql =>
  Prisma.join(
    names.map((name) => Prisma.sql`${Prisma.raw(name)} <> 0`),
    ' OR ',
  );

/** Adds rows with the key and numbers of a table of sums to it. */
export const addTo = (
  table: string,
  { key, numbers, rows }: { key: readonly string[]; numbers: readonly string[]; rows: Prisma.Sql },
): Prisma.Sql => Prisma.sql`
  INSERT INTO ${Prisma.raw(table)} (${columnsOf([...key, ...numbers])}) ${rows}
  ON CONFLICT (${columnsOf(key)}) DO UPDATE
  SET ${columnsOf(numbers, (name) => Prisma.sql`${name} = ${Prisma.raw(table)}.${name} + excluded.${name}`)}`;
