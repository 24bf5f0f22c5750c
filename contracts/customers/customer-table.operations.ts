import { z } from 'zod';
import { customerFilterQuery } from './customer-filter.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  asOfSchema,
  customerOverviewSchema,
  customerTableQuerySchema,
  customerTableSchema,
  customerTotalsSchema,
} from './customer-table.ts';

/** Operations on the customers table. */
export const customerTableOperations = [
  operation({
    id: 'getCustomerTable',
    method: 'get',
    path: '/v1/customer-table',
    tag: 'Customers',
    summary: 'Search, filter and sort customers with what they owe',
    description: 'By default those with the most severe active signal first, then by what is overdue.',
    permission: 'customers.read',
    query: customerTableQuerySchema,
    response: customerTableSchema,
    status: 200,
  }),
  operation({
    id: 'getCustomerTotals',
    method: 'get',
    path: '/v1/customer-totals',
    tag: 'Customers',
    summary: 'Sum what the customers that fit the filters owe, by currency',
    permission: 'customers.read',
    query: z.strictObject({ ...customerFilterQuery, asOf: asOfSchema }),
    response: customerTotalsSchema,
    status: 200,
  }),
  operation({
    id: 'getCustomerOverview',
    method: 'get',
    path: '/v1/customers/{customerId}/overview',
    tag: 'Customers',
    summary: 'Get balances, aging, owners, labels, lists, active signals and last contact of a customer',
    permission: 'customers.read',
    params: z.strictObject({ customerId: idSchema('customer') }),
    query: z.strictObject({ asOf: asOfSchema }),
    response: customerOverviewSchema,
    status: 200,
  }),
] as const;
