import { z } from 'zod';
import type { Tx } from '../client.ts';
import { enrollmentGauges } from '../enrollments/gauges.ts';
import { inboxGauges } from '../inbox/gauges.ts';
import { Prisma } from '../generated/client.ts';
import { failingGauges } from './failing-workflows.ts';
import { followGauges } from '../inbox/follow-gauges.ts';
import { sendingGauges } from '../sending/gauges.ts';
import { trackingGauges } from '../tracking/gauges.ts';

/** What an operator watches, of every wing. */
export const GAUGES = [
  ...enrollmentGauges,
  ...sendingGauges,
  ...trackingGauges,
  ...inboxGauges,
  ...followGauges,
  ...failingGauges,
];

const readSchema = z.record(
  z.string(),
  z.union([z.number(), z.array(z.object({ status: z.string(), count: z.number() }))]),
);

/** Reads all of them in one statement, by name: a number, or one for each status. */
export async function readGauges(db: Tx, now: number): Promise<z.infer<typeof readSchema>> {
  const pairs = GAUGES.map(({ name, select }) => Prisma.sql`${name}::text, (${select(now)})`);
  const rows = await db.$queryRaw<{ gauges: unknown }[]>`
    SELECT json_build_object(${Prisma.join(pairs)}) AS gauges`;
  return readSchema.parse(rows[0]?.gauges);
}
