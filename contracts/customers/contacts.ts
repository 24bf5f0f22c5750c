import { z } from 'zod';
import { typedEmailSchema, flagSchema, instantSchema, lineSchema, phoneSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CONTACT_TYPES } from './kinds.ts';
import { pageQuery } from '../paging.ts';
import { enteredSourceSchema } from './customers.ts';

/** Members that a sync can bring and an edit can override (C6). */
export const contactValuesSchema = z.strictObject({
  name: lineSchema(200).nullable().meta({ example: 'Jo Park' }),
  email: typedEmailSchema.nullable(),
  phone: phoneSchema.nullable(),
  title: lineSchema(200).nullable(),
  department: lineSchema(200).nullable(),
  type: z.enum(CONTACT_TYPES).nullable(),
});
export type ContactValues = z.infer<typeof contactValuesSchema>;

const layer = z.record(z.string(), z.unknown()).nullable();

/** A person at a customer. The named members are the shown values: `overrides` over `synced`. */
export const contactSchema = z
  .strictObject({
    id: idSchema('contact'),
    customerId: idSchema('customer'),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    title: z.string().nullable(),
    department: z.string().nullable(),
    type: z.enum(CONTACT_TYPES).nullable(),
    isPrimary: z.boolean(),
    isActive: z.boolean(),
    source: z.string(),
    externalId: z.string().nullable(),
    synced: layer.meta({ description: 'Values of the last sync, for contacts from another system.' }),
    overrides: layer.meta({ description: 'Edited values that are shown instead.' }),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    erasedAt: instantSchema
      .nullable()
      .meta({ description: 'When the person was forgotten; the contact cannot be changed any more.' }),
  })
  .meta({ id: 'Contact', description: 'A person at a customer.' });
export type Contact = z.infer<typeof contactSchema>;

const editable = {
  ...contactValuesSchema.partial().shape,
  isPrimary: z
    .boolean()
    .optional()
    .meta({ description: 'At most one a customer: the mark leaves the other.' }),
};

/** A new contact, active at once. */
export const createContactSchema = z
  .strictObject({ ...editable, source: enteredSourceSchema })
  .refine(
    (contact) => Boolean(contact.name ?? contact.email ?? contact.phone),
    ofWhole(['name', 'email', 'phone'], {
      error: 'needs a name, an email address or a phone number',
      path: ['name'],
    }),
  )
  .meta({ id: 'CreateContact', example: { name: 'Jo Park', email: 'jo@example.com', type: 'ap_manager' } });
export type CreateContact = z.infer<typeof createContactSchema>;

/** Members to change; the others stay. Edits of a synced contact become overrides. */
export const updateContactSchema = z
  .strictObject({ ...editable, isActive: z.boolean().optional() })
  .meta({ id: 'UpdateContact', example: { isPrimary: true } });
export type UpdateContact = z.infer<typeof updateContactSchema>;

/** Filter of the list of contacts. */
export const listContactsQuerySchema = z.strictObject({ ...pageQuery, isActive: flagSchema.optional() });
export type ListContactsQuery = z.infer<typeof listContactsQuerySchema>;
