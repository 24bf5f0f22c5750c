import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createLabelSchema,
  labelGroupSchema,
  labelMarksSchema,
  labelSchema,
  listLabelGroupsQuerySchema,
  updateLabelSchema,
} from './labels.ts';

const groupParams = z.strictObject({ labelGroupId: idSchema('labelGroup') });
const manage = { tag: 'Labels', permission: 'labels.manage', problems: ['conflict'] } as const;
const ofCustomer = {
  path: '/v1/customers/{customerId}/labels/{labelId}',
  tag: 'Labels',
  permission: 'customers.save',
  params: z.strictObject({ customerId: idSchema('customer'), labelId: idSchema('label') }),
  response: labelMarksSchema,
  status: 200,
} as const;
const ofInvoice = {
  ...ofCustomer,
  path: '/v1/invoices/{invoiceId}/labels/{labelId}',
  permission: 'invoices.save',
  params: z.strictObject({ invoiceId: idSchema('invoice'), labelId: idSchema('label') }),
} as const;

/** Operations on labels and what they are on. */
export const labelOperations = [
  operation({
    id: 'listLabelGroups',
    method: 'get',
    path: '/v1/label-groups',
    tag: 'Labels',
    summary: 'List label groups with their labels, by name',
    permission: 'customers.read',
    query: listLabelGroupsQuerySchema,
    response: pageSchema('LabelGroupPage', labelGroupSchema),
    status: 200,
  }),
  operation({
    ...manage,
    id: 'createLabelGroup',
    method: 'post',
    path: '/v1/label-groups',
    summary: 'Create a label group',
    body: createLabelSchema,
    response: labelGroupSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...manage,
    id: 'updateLabelGroup',
    method: 'patch',
    path: '/v1/label-groups/{labelGroupId}',
    summary: 'Rename, archive or restore a label group',
    params: groupParams,
    body: updateLabelSchema,
    response: labelGroupSchema,
    status: 200,
  }),
  operation({
    ...manage,
    id: 'createLabel',
    method: 'post',
    path: '/v1/label-groups/{labelGroupId}/labels',
    summary: 'Create a label in a group',
    params: groupParams,
    body: createLabelSchema,
    response: labelSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...manage,
    id: 'updateLabel',
    method: 'patch',
    path: '/v1/labels/{labelId}',
    summary: 'Rename, archive or restore a label',
    params: z.strictObject({ labelId: idSchema('label') }),
    body: updateLabelSchema,
    response: labelSchema,
    status: 200,
  }),
  operation({
    ...ofCustomer,
    isForOwners: 'customerId',
    id: 'labelCustomer',
    method: 'put',
    summary: 'Put a label on a customer; one that is there stays',
    problems: ['conflict'],
  }),
  operation({
    ...ofCustomer,
    isForOwners: 'customerId',
    id: 'unlabelCustomer',
    method: 'delete',
    summary: 'Take a label off a customer',
  }),
  operation({
    ...ofInvoice,
    id: 'labelInvoice',
    method: 'put',
    summary: 'Put a label on an invoice; one that is there stays',
    problems: ['conflict'],
  }),
  operation({ ...ofInvoice, id: 'unlabelInvoice', method: 'delete', summary: 'Take a label off an invoice' }),
] as const;
