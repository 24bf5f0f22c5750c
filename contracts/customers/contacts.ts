import { z } from 'zod';
import { emailSchema, flagSchema, instantSchema, lineSchema, phoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CONTACT_TYPES } from './kinds.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** Members that a sync can bring and an edit can override (C6). */
export const contactValuesSchema = z.strictObject({
  name: lineSchema(200).nullable().meta({ example: 'Jo Park' }),
  email: emailSchema.nullable(),
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
  .strictObject(editable)
  .refine((contact) => Boolean(contact.name ?? contact.email ?? contact.phone), {
    error: 'needs a name, an email address or a phone number',
    path: ['name'],
  })
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

const ofCustomer = z.strictObject({ customerId: idSchema('customer') });
const params = z.strictObject({ contactId: idSchema('contact') });

/** Operations on contacts. */
export const contactOperations = [
  operation({
    id: 'listContacts',
    method: 'get',
    path: '/v1/customers/{customerId}/contacts',
    tag: 'Contacts',
    summary: 'List the contacts of a customer in the order they were made',
    permission: 'customers.read',
    params: ofCustomer,
    query: listContactsQuerySchema,
    response: pageSchema('ContactPage', contactSchema),
    status: 200,
  }),
  operation({
    id: 'createContact',
    method: 'post',
    path: '/v1/customers/{customerId}/contacts',
    tag: 'Contacts',
    summary: 'Add a contact',
    permission: 'customers.save',
    params: ofCustomer,
    body: createContactSchema,
    response: contactSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getContact',
    method: 'get',
    path: '/v1/contacts/{contactId}',
    tag: 'Contacts',
    summary: 'Get a contact',
    permission: 'customers.read',
    params,
    response: contactSchema,
    status: 200,
  }),
  operation({
    id: 'updateContact',
    method: 'patch',
    path: '/v1/contacts/{contactId}',
    tag: 'Contacts',
    summary: 'Change or deactivate a contact',
    description: 'A contact is deactivated, never deleted; it loses its primary mark with that.',
    permission: 'customers.save',
    params,
    body: updateContactSchema,
    response: contactSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
