import { createContact } from '../../../commands/customers/create-contact.ts';
import { createCustomer } from '../../../commands/customers/create-customer.ts';
import { logCommunication } from '../../../commands/customers/log-communication.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { updateContact } from '../../../commands/customers/update-contact.ts';
import { updateCustomer } from '../../../commands/customers/update-customer.ts';
import { communicationOperations } from '../../../contracts/customers/communications.ts';
import { contactOperations } from '../../../contracts/customers/contacts.ts';
import { customerOperations } from '../../../contracts/customers/customers.ts';
import { found } from '../../../contracts/problems.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of customers, their contacts and their communications. */
export const customerRoutes = [
  handle(operationOf(customerOperations, 'listCustomers'), async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.customers.list(deps.db, actor, { ...query, today });
  }),
  handle(operationOf(customerOperations, 'createCustomer'), ({ deps, actor, body }) =>
    createCustomer(deps, actor, body),
  ),
  handle(operationOf(customerOperations, 'getCustomer'), async ({ deps, actor, params }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return found(await deps.store.customers.find(deps.db, actor, { ...params, today }), 'customer');
  }),
  handle(operationOf(customerOperations, 'updateCustomer'), ({ deps, actor, params, body }) =>
    updateCustomer(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(contactOperations, 'listContacts'), async ({ deps, actor, params, query }) =>
    found(await deps.store.contacts.list(deps.db, actor, { ...query, ...params }), 'customer'),
  ),
  handle(operationOf(contactOperations, 'createContact'), ({ deps, actor, params, body }) =>
    createContact(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(contactOperations, 'getContact'), async ({ deps, actor, params }) =>
    found(await deps.store.contacts.find(deps.db, actor, params.contactId), 'contact'),
  ),
  handle(operationOf(contactOperations, 'updateContact'), ({ deps, actor, params, body }) =>
    updateContact(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(communicationOperations, 'listCommunications'), async ({ deps, actor, params, query }) =>
    found(await deps.store.communications.list(deps.db, actor, { ...query, ...params }), 'customer'),
  ),
  handle(operationOf(communicationOperations, 'logCommunication'), ({ deps, actor, params, body }) =>
    logCommunication(deps, actor, { ...body, ...params }),
  ),
];
