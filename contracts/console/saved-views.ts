import { z } from 'zod';
import { instantSchema, lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';

/** Most filters one view keeps. */
const MOST_FILTERS = 50;

const screenSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, { error: 'must be the name of a screen like queue' })
  .meta({ description: 'Which screen it is of, as the client names it.', example: 'queue' });

const filterSchema = z.union([
  textSchema(1_000),
  z.number(),
  z.boolean(),
  z.array(textSchema(1_000)).max(200),
]);

const filtersSchema = z
  .record(lineSchema(100), filterSchema)
  .refine((filters) => Object.keys(filters).length <= MOST_FILTERS, {
    error: `must have ${MOST_FILTERS} filters at most`,
  })
  .meta({
    description: 'What the address of the screen says, by name; kept as given.',
    example: { type: 'call', held: 'false' },
  });

const name = lineSchema(100).meta({ example: 'Calls of today' });

/** A name for what a screen shows. */
export const savedViewSchema = z
  .strictObject({
    id: idSchema('savedView'),
    ownerId: idSchema('user'),
    name,
    screen: screenSchema,
    filters: filtersSchema,
    isShared: z.boolean().meta({ description: 'Everybody has it, and reads what it names.' }),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'SavedView', description: 'A name for what a screen shows.' });
export type SavedView = z.infer<typeof savedViewSchema>;

/** A new view. Names are unique, in any case, among those of its owner for the screen, and among the shared ones. */
export const createSavedViewSchema = z
  .strictObject({ name, screen: screenSchema, filters: filtersSchema, isShared: z.boolean().default(false) })
  .meta({ id: 'CreateSavedView' });
export type CreateSavedView = z.infer<typeof createSavedViewSchema>;

/** Members to change; the others stay. */
export const updateSavedViewSchema = z
  .strictObject({
    name: name.optional(),
    filters: filtersSchema.optional(),
    isShared: z.boolean().optional(),
  })
  .meta({ id: 'UpdateSavedView', example: { name: 'Calls of today' } });
export type UpdateSavedView = z.infer<typeof updateSavedViewSchema>;

/** Filter of the views. */
export const listSavedViewsQuerySchema = z.strictObject({ ...pageQuery, screen: screenSchema.optional() });
export type ListSavedViewsQuery = z.infer<typeof listSavedViewsQuerySchema>;
