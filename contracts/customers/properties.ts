import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { PROPERTY_ENTITIES, PROPERTY_TYPES } from './kinds.ts';

/** Most choices of one property. */
const MAX_CHOICES = 500;

const choicesSchema = z
  .array(lineSchema(200))
  .min(1)
  .max(MAX_CHOICES)
  .refine((choices) => new Set(choices.map((each) => each.toLowerCase())).size === choices.length, {
    error: 'must not name a choice twice, in this or another case',
  })
  .meta({ description: 'Of type `choice`: what its values may be.', example: ['gold', 'silver'] });

const fields = {
  entity: z
    .enum(PROPERTY_ENTITIES)
    .meta({ description: 'Whose property: of customers, or of records of a kind.' }),
  name: z
    .string()
    .meta({ description: 'The name under which values are set and rules ask.', example: 'tier' }),
  label: z.string().nullable().meta({ description: 'What people read; null: the name.' }),
  type: z.enum(PROPERTY_TYPES),
  choices: z.array(z.string()).meta({ description: 'Of type `choice`; else empty.' }),
};

/** A custom property that was defined: its values are checked where they are set (A3). */
export const propertySchema = z
  .strictObject({
    id: idSchema('property'),
    ...fields,
    isArchived: z.boolean(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Property', description: 'A custom property that was defined.' });
export type Property = z.infer<typeof propertySchema>;

const label = lineSchema(200).nullable();

/** The members of a new property; of `choices` see {@link createPropertySchema}. */
export const newPropertySchema = z.strictObject({
  entity: fields.entity.default('customer'),
  name: lineSchema(100).meta({ example: 'tier' }),
  label: label.default(null),
  type: fields.type,
  choices: choicesSchema.optional(),
});

/** A new property; its name is unique among those of the entity, in any case. */
export const createPropertySchema = newPropertySchema
  .refine(
    ({ type, choices }) => (type === 'choice') === (choices !== undefined),
    ofWhole(['type', 'choices'], {
      error: 'belongs to the type choice, which needs it',
      path: ['choices'],
    }),
  )
  .meta({ id: 'CreateProperty', example: { name: 'tier', type: 'choice', choices: ['gold', 'silver'] } });
export type CreateProperty = z.infer<typeof createPropertySchema>;

/** Members to change; name and type stay. An archived one is checked no more, and no rule may name it. */
export const updatePropertySchema = z
  .strictObject({
    label: label.optional(),
    choices: choicesSchema.optional(),
    isArchived: z.boolean().optional(),
  })
  .meta({ id: 'UpdateProperty', example: { isArchived: true } });
export type UpdateProperty = z.infer<typeof updatePropertySchema>;

/** Filter of the properties. */
export const listPropertiesQuerySchema = z.strictObject({
  ...pageQuery,
  entity: z.enum(PROPERTY_ENTITIES).optional(),
  includeArchived: flagSchema.default(false).meta({ description: 'Also archived ones.' }),
});
export type ListPropertiesQuery = z.infer<typeof listPropertiesQuerySchema>;
