import { z } from 'zod';
import { idSchema } from '../ids.ts';

/** One change, as a stream tells it (W3): ids, and never words. */
export const streamedChangeSchema = z
  .strictObject({
    entity: z
      .string()
      .meta({ description: 'What kind of thing: `customer`, `stepExecution` …', example: 'customer' }),
    id: z.string().meta({ description: 'Which one.', example: 'cus_01h455vb4pex5vsknk084sn02q' }),
    kind: z.string().meta({ description: 'What happened to it.', example: 'updated' }),
    customerId: idSchema('customer').nullable().meta({ description: 'Whose it is.' }),
    version: z.int().meta({ description: 'Not lower than that of any earlier change of the same thing.' }),
  })
  .meta({ id: 'StreamedChange', description: 'The data of one event `change`.' });
export type StreamedChange = z.infer<typeof streamedChangeSchema>;

/** Where to go on. */
export const changeStreamQuerySchema = z.strictObject({
  after: z
    .string()
    .max(8_000)
    .optional()
    .meta({ description: 'The id of the last event that arrived, where `Last-Event-ID` cannot be sent.' }),
});
