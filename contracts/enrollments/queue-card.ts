import { z } from 'zod';
import { CARD_FIELDS, PROPERTY_FIELD } from './kinds.ts';

/** Most fields one card shows. */
const MAX_FIELDS = 60;
const isKnown = (field: string): boolean =>
  CARD_FIELDS.some((each) => each === field) ||
  (field.startsWith(PROPERTY_FIELD) && field.length > PROPERTY_FIELD.length);

const fieldSchema = z
  .string()
  .max(100 + PROPERTY_FIELD.length)
  .refine(isKnown, { error: `must be a field of the card, or ${PROPERTY_FIELD}<name>` })
  .meta({ example: 'balance.overdue' });

/** What a user sees of customer and contact beside each row of the queue (Q7), in this order. */
export const queueCardSchema = z
  .strictObject({
    fields: z
      .array(fieldSchema)
      .max(MAX_FIELDS)
      .refine((fields) => new Set(fields).size === fields.length, { error: 'must name each field once' }),
  })
  .meta({
    id: 'QueueCard',
    example: { fields: ['contact.phone', 'balance.overdue', 'customer.properties.region'] },
  });
export type QueueCard = z.infer<typeof queueCardSchema>;

/** What can be chosen: fields that every customer has, and custom properties that some have. */
export const cardFieldsSchema = z
  .strictObject({ items: z.array(z.strictObject({ field: z.string(), isProperty: z.boolean() })) })
  .meta({ id: 'QueueCardFields' });
export type CardFields = z.infer<typeof cardFieldsSchema>;

/** One field with its value: text, a number, or what a custom property holds; null: it is empty. */
export const cardValueSchema = z.strictObject({ field: z.string(), value: z.unknown() });
export type CardValue = z.infer<typeof cardValueSchema>;
