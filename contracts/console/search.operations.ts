import { operation } from '../operation.ts';
import { HITS_PER_KIND, searchQuerySchema, searchResultSchema } from './search.ts';

/** Operations that look through everything. */
export const searchOperations = [
  operation({
    id: 'searchAll',
    method: 'get',
    path: '/v1/search',
    tag: 'Search',
    summary: 'Find customers, contacts, invoices, sequences and programs while one types',
    description:
      `At most ${HITS_PER_KIND} of a kind, of the kinds that the caller may read, in the order customers, contacts, invoices, ` +
      'sequences, programs. Customers by name (its beginning first, then any part) and external id, contacts by the beginning of ' +
      'their address, invoices by that of their number, sequences and programs by any part of their name.',
    permission: null,
    query: searchQuerySchema,
    response: searchResultSchema,
    status: 200,
  }),
] as const;
