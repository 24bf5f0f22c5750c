import { z } from 'zod';
import { idSchema } from './ids.ts';

/** What could not be called back any more (S10). */
export const inFlightSchema = z
  .array(
    z.strictObject({
      messageId: idSchema('message'),
      n: z.int().optional().meta({ description: 'Which copy of it; left out: the main one.' }),
      stepExecutionId: idSchema('stepExecution'),
      outcome: z.enum(['handed_over', 'sent', 'refused', 'uncertain', 'put_off']),
    }),
  )
  .meta({
    description: 'Messages whose hand-over to a mail server had begun before, with their outcome.',
  });
export type InFlightReply = z.infer<typeof inFlightSchema>;
