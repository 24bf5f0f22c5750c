import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  instantSchema,
  lineSchema,
  localeSchema,
  propertiesSchema,
  zoneSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { netShape, otherCreditSchema } from './credit-amounts.ts';
import { CUSTOMER_STATUSES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** Sums over the open invoices of a customer, in its currency, by the organisation's day, and what it has to its credit. */
export const balancesSchema = z
  .strictObject({
    currency: currencySchema,
    total: amountSchema,
    overdue: amountSchema,
    notYetDue: amountSchema,
    ...netShape,
    otherCredit: otherCreditSchema,
    openInvoiceCount: z.int().min(0),
  })
  .meta({ id: 'Balances', description: 'Open balances in the currency of the customer.' });
export type Balances = z.infer<typeof balancesSchema>;

/** A company or person that owes money or is to be reached (C1). */
export const customerSchema = z
  .strictObject({
    id: idSchema('customer'),
    name: z.string().meta({ example: 'Northwind Traders' }),
    externalId: z.string().nullable(),
    status: z.enum(CUSTOMER_STATUSES),
    currency: currencySchema,
    arOwnerId: idSchema('user').nullable(),
    salesOwnerId: idSchema('user').nullable(),
    zone: z.string().nullable(),
    locale: z.string().nullable(),
    score: z.int().nullable().meta({ description: 'Null: it has none, which is not 0.' }),
    properties: z.record(z.string(), z.unknown()),
    source: z.string().meta({ description: 'api, import, sync or manual.' }),
    balances: balancesSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Customer', description: 'A company or person that owes money or is to be reached.' });
export type Customer = z.infer<typeof customerSchema>;

const editable = {
  name: lineSchema(200).meta({ example: 'Northwind Traders' }),
  externalId: lineSchema(100).nullable().meta({ description: 'Id in the ERP; unique.', example: 'C-1001' }),
  status: z.enum(CUSTOMER_STATUSES),
  arOwnerId: idSchema('user').nullable(),
  salesOwnerId: idSchema('user').nullable(),
  zone: zoneSchema.nullable(),
  locale: localeSchema.nullable(),
  score: z.int().min(-1_000_000).max(1_000_000).nullable(),
  properties: propertiesSchema,
};

/** Who enters it: a program by the API, or a person by hand. */
export const enteredSourceSchema = z
  .enum(['api', 'manual'])
  .optional()
  .meta({ description: 'manual: a person types it. Default: api.' });

/** A new customer; the currency never changes, its invoices must match it. */
export const createCustomerSchema = z
  .strictObject({
    ...z.object(editable).partial().shape,
    name: editable.name,
    currency: currencySchema,
    source: enteredSourceSchema,
  })
  .meta({
    id: 'CreateCustomer',
    example: { name: 'Northwind Traders', externalId: 'C-1001', currency: 'EUR' },
  });
export type CreateCustomer = z.infer<typeof createCustomerSchema>;

/** Members to change; the others stay. `properties` are replaced as a whole. */
export const updateCustomerSchema = z
  .strictObject(z.object(editable).partial().shape)
  .meta({ id: 'UpdateCustomer', example: { status: 'inactive' } });
export type UpdateCustomer = z.infer<typeof updateCustomerSchema>;

/** Search and filters of the customers list, all combinable. */
export const listCustomersQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name or external id, any case.' }),
  status: z.enum(CUSTOMER_STATUSES).optional(),
  arOwnerId: idSchema('user').optional(),
  salesOwnerId: idSchema('user').optional(),
  unassigned: z
    .enum(['ar', 'sales', 'both'])
    .optional()
    .meta({ description: 'Without an AR owner, without a sales owner, with neither.' }),
});
export type ListCustomersQuery = z.infer<typeof listCustomersQuerySchema>;
