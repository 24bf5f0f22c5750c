import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createCustomerSchema,
  customerSchema,
  listCustomersQuerySchema,
  updateCustomerSchema,
} from './customers.ts';

const params = z.strictObject({ customerId: idSchema('customer') });

/** Operations on customers. */
export const customerOperations = [
  operation({
    id: 'listCustomers',
    method: 'get',
    path: '/v1/customers',
    tag: 'Customers',
    summary: 'List customers with their balances, by name',
    permission: 'customers.read',
    query: listCustomersQuerySchema,
    response: pageSchema('CustomerPage', customerSchema),
    status: 200,
  }),
  operation({
    id: 'createCustomer',
    method: 'post',
    path: '/v1/customers',
    tag: 'Customers',
    summary: 'Create a customer',
    permission: 'customers.save',
    body: createCustomerSchema,
    response: customerSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getCustomer',
    method: 'get',
    path: '/v1/customers/{customerId}',
    tag: 'Customers',
    summary: 'Get a customer with its balances',
    permission: 'customers.read',
    params,
    response: customerSchema,
    status: 200,
  }),
  operation({
    id: 'updateCustomer',
    method: 'patch',
    path: '/v1/customers/{customerId}',
    tag: 'Customers',
    summary: 'Change members of a customer',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params,
    body: updateCustomerSchema,
    response: customerSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
