import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  appliedCreditSchema,
  applyCreditSchema,
  listRelatedRecordsQuerySchema,
  relatedRecordDetailSchema,
  relatedRecordSchema,
  upsertRelatedRecordSchema,
} from './related-records.ts';

const ofCustomer = z.strictObject({ customerId: idSchema('customer') });
const params = z.strictObject({ relatedRecordId: idSchema('relatedRecord') });

/** Operations on related records. */
export const relatedRecordOperations = [
  operation({
    id: 'listRelatedRecords',
    method: 'get',
    path: '/v1/customers/{customerId}/related-records',
    tag: 'Related records',
    summary: 'List what other systems know about a customer, newest first',
    description: 'Approvals include decisions of people about what programs proposed.',
    permission: 'customers.read',
    params: ofCustomer,
    query: listRelatedRecordsQuerySchema,
    response: pageSchema('RelatedRecordPage', relatedRecordSchema),
    status: 200,
  }),
  operation({
    id: 'upsertRelatedRecord',
    method: 'put',
    path: '/v1/customers/{customerId}/related-records',
    tag: 'Related records',
    summary: 'Create or change a record, found again by kind and external id',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params: ofCustomer,
    body: upsertRelatedRecordSchema,
    response: relatedRecordDetailSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'getRelatedRecord',
    method: 'get',
    path: '/v1/related-records/{relatedRecordId}',
    tag: 'Related records',
    summary: 'Get a record with the invoices that it lowered',
    permission: 'customers.read',
    params,
    response: relatedRecordDetailSchema,
    status: 200,
  }),
  operation({
    id: 'applyCredit',
    method: 'post',
    path: '/v1/related-records/{relatedRecordId}/applications',
    tag: 'Related records',
    summary: 'Lower an open invoice by a credit note',
    permission: 'invoices.save',
    params,
    body: applyCreditSchema,
    response: appliedCreditSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
