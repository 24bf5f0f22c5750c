import { z } from 'zod';
import { instantSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';

/** An internal note on a customer (C9): never in its communications, never available to templates. */
export const noteSchema = z
  .strictObject({
    id: idSchema('note'),
    customerId: idSchema('customer'),
    authorId: z.string(),
    authorName: z.string().nullable(),
    content: z.string(),
    createdAt: instantSchema,
    editedAt: instantSchema.nullable(),
    editedById: z.string().nullable(),
  })
  .meta({ id: 'Note', description: 'An internal note: no message ever shows it.' });
export type Note = z.infer<typeof noteSchema>;

/** The text of a note. */
export const saveNoteSchema = z
  .strictObject({
    content: textSchema(20_000).refine((text) => text.trim() !== '', { error: 'must not be empty' }),
  })
  .meta({ id: 'SaveNote', example: { content: 'Their AP team is away until Monday.' } });
export type SaveNote = z.infer<typeof saveNoteSchema>;
