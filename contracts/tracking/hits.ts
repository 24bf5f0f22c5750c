import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { HIT_KINDS, HIT_REASONS, HIT_VERDICTS } from './kinds.ts';

/** A hit on a mail, and who it was judged to be (T2). */
export const hitSchema = z
  .strictObject({
    id: idSchema('trackingHit'),
    messageId: idSchema('message'),
    n: z.int().meta({ description: 'Whose copy was hit; 1 is the main one.' }),
    kind: z.enum(HIT_KINDS).meta({
      description:
        '`unsubscribe_page`: somebody looked at the page, which unsubscribes nobody. It is told because scanners do that too.',
    }),
    link: z.int().nullable().meta({ description: 'Of a click: which tracked link of the message, from 1.' }),
    url: z
      .string()
      .nullable()
      .meta({ description: 'Where that leads; null: no click, or its words were forgotten.' }),
    occurredAt: instantSchema,
    times: z.int().meta({ description: 'How often: what comes too fast is counted together.' }),
    verdict: z
      .enum(HIT_VERDICTS)
      .nullable()
      .meta({ description: 'Null: it is judged a minute after it came. Only people count for outcomes.' }),
    reasons: z.array(z.enum(HIT_REASONS)),
    judgedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Hit', description: 'A load of the invisible picture or of a tracked link of one copy.' });
export type Hit = z.infer<typeof hitSchema>;

/** Filters of the list, all combinable. */
export const listHitsQuerySchema = z.strictObject({
  ...pageQuery,
  n: z.coerce.number().int().min(1).max(1_000).optional().meta({ description: 'Of one copy.' }),
  kind: z.enum(HIT_KINDS).optional(),
  verdict: z.enum(HIT_VERDICTS).optional(),
});
export type ListHitsQuery = z.infer<typeof listHitsQuerySchema>;
