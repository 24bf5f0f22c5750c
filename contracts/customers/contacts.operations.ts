import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  contactSchema,
  createContactSchema,
  listContactsQuerySchema,
  updateContactSchema,
} from './contacts.ts';

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
    isForOwners: 'customerId',
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
    isForOwners: 'contactId',
    params,
    body: updateContactSchema,
    response: contactSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
