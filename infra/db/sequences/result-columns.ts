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
