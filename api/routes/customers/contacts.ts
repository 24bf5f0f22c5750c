import { createContact } from '../../../commands/customers/create-contact.ts';
import { updateContact } from '../../../commands/customers/update-contact.ts';
import { contactOperations } from '../../../contracts/customers/contacts.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the contacts of customers. */
export const contactRoutes = routesOf(contactOperations, {
  listContacts: async ({ deps, actor, params, query }) =>
    found(await deps.store.contacts.list(deps.db, actor, { ...query, ...params }), 'customer'),
  createContact: ({ deps, actor, params, body }) => createContact(deps, actor, { ...body, ...params }),
  getContact: async ({ deps, actor, params }) =>
    found(await deps.store.contacts.find(deps.db, actor, params.contactId), 'contact'),
  updateContact: ({ deps, actor, params, body }) => updateContact(deps, actor, { ...body, ...params }),
});
