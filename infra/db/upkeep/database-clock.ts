import { z } from 'zod';
import type { Tx } from '../client.ts';

const rowSchema = z.tuple([z.object({ at: z.coerce.number() })]);

/** What the clock of the database shows, epoch milliseconds: for comparing clocks, never as business time. */
export async function read(db: Tx): Promise<number> {
  const rows = await db.$queryRaw`SELECT extract(epoch FROM clock_timestamp()) * 1000 AS at`;
  return rowSchema.parse(rows)[0].at;
}
