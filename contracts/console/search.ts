import { z } from 'zod';
import { lineSchema } from '../fields.ts';

/** What is found, in the order of the answer. */
export const HIT_KINDS = ['customer', 'contact', 'invoice', 'sequence', 'program'] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** By what of it something was found. */
export const HIT_FIELDS = ['name', 'externalId', 'email', 'number'] as const;

/** Most of a kind. */
export const HITS_PER_KIND = 5;

/** One thing that was found. */
const searchHitSchema = z
  .strictObject({
    kind: z.enum(HIT_KINDS),
    id: z.string(),
    label: z.string().meta({ description: 'What it is called.', example: 'Northwind' }),
    customerId: z.string().nullable().meta({ description: 'Whose it is.' }),
    customerName: z.string().nullable(),
    matched: z.strictObject({
      field: z.enum(HIT_FIELDS),
      text: z.string().meta({ description: 'The text that it was found by.' }),
    }),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHitSchema>;

/** A few of everything that begins with, or contains, what was typed. */
export const searchResultSchema = z
  .strictObject({ items: z.array(searchHitSchema) })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;

/** What was typed. */
export const searchQuerySchema = z.strictObject({
  q: lineSchema(200).meta({ description: 'As far as it was typed, any case.', example: 'north' }),
});
