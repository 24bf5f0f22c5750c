import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';

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
