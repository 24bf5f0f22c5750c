import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import { creditPieceSchema } from './credit.ts';

/** Operations on what customers have to their credit (C18). */
export const creditOperations = [
  operation({
    id: 'listCredit',
    method: 'get',
    path: '/v1/customers/{customerId}/credit',
    tag: 'Payments',
    summary: 'List what a customer has to its credit, piece by piece, newest first',
    description:
      'Payments on account, credit notes and overpaid invoices with something left. Their sum in the currency of the customer is its `credit`.',
    permission: 'customers.read',
    params: z.strictObject({ customerId: idSchema('customer') }),
    query: z.strictObject(pageQuery),
    response: pageSchema('CreditPiecePage', creditPieceSchema),
    status: 200,
  }),
] as const;
