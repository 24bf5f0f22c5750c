import { z } from 'zod';
import { LIMIT_PERIODS } from './kinds.ts';

/** The limit that a message waits for in line (S14, M1). */
export const heldLimitSchema = z
  .strictObject({
    of: z.enum(['mailbox', 'sequence']),
    amount: z.int().meta({ description: 'So many may leave in one period.', example: 40 }),
    per: z
      .enum([...LIMIT_PERIODS, 'interval'])
      .meta({ description: '`interval`: the least time between two messages of the mailbox.' }),
  })
  .meta({ id: 'HeldLimit', description: 'The limit that holds it back, as it was when that was found.' });
export type HeldLimit = z.infer<typeof heldLimitSchema>;
