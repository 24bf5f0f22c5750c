import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** A tag for customers and invoices; its name is unique within its group (C7). */
export const labelSchema = z
  .strictObject({
    id: idSchema('label'),
    groupId: idSchema('labelGroup'),
    name: z.string().meta({ example: 'Key account' }),
    isArchived: z.boolean(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Label', description: 'A tag for customers and invoices.' });
export type Label = z.infer<typeof labelSchema>;

/** A set of labels that belong together. */
export const labelGroupSchema = z
  .strictObject({
    id: idSchema('labelGroup'),
    name: z.string().meta({ example: 'Segment' }),
    isArchived: z.boolean(),
    labels: z.array(labelSchema).meta({ description: 'By name.' }),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'LabelGroup', description: 'A set of labels that belong together, with them.' });
export type LabelGroup = z.infer<typeof labelGroupSchema>;

/** A label on something, as lists show it. */
export const labelMarkSchema = z
  .strictObject({
    id: idSchema('label'),
    name: z.string(),
    groupId: idSchema('labelGroup'),
    groupName: z.string(),
  })
  .meta({ id: 'LabelMark', description: 'A label on a customer or an invoice.' });
export type LabelMark = z.infer<typeof labelMarkSchema>;

/** The labels of one customer or invoice. */
export const labelMarksSchema = z
  .strictObject({ labels: z.array(labelMarkSchema).meta({ description: 'By group and name.' }) })
  .meta({ id: 'LabelMarks' });
export type LabelMarks = z.infer<typeof labelMarksSchema>;

const name = lineSchema(100).meta({ example: 'Key account' });

/** A new label or label group. */
export const createLabelSchema = z.strictObject({ name }).meta({ id: 'CreateLabel' });
export type CreateLabel = z.infer<typeof createLabelSchema>;

/** Members to change; the others stay. What is archived stays where it is and cannot be assigned any more. */
export const updateLabelSchema = z
  .strictObject({ name: name.optional(), isArchived: z.boolean().optional() })
  .meta({ id: 'UpdateLabel', example: { name: 'Key account' } });
export type UpdateLabel = z.infer<typeof updateLabelSchema>;

/** Filter of the list of label groups. */
export const listLabelGroupsQuerySchema = z.strictObject({
  ...pageQuery,
  includeArchived: flagSchema.default(false).meta({ description: 'Also archived groups and labels.' }),
});
export type ListLabelGroupsQuery = z.infer<typeof listLabelGroupsQuerySchema>;

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
    id: 'labelCustomer',
    method: 'put',
    summary: 'Put a label on a customer; one that is there stays',
    problems: ['conflict'],
  }),
  operation({
    ...ofCustomer,
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
