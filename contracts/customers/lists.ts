import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { inFlightSchema } from '../in-flight.ts';
import { pageQuery } from '../paging.ts';

/** A named static set of customers. */
export const listSchema = z
  .strictObject({
    id: idSchema('list'),
    name: z.string().meta({ example: 'Autumn campaign' }),
    description: z.string().nullable(),
    isArchived: z.boolean(),
    memberCount: z.int().min(0).meta({ description: 'Members that the caller may see.' }),
    createdById: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'CustomerList', description: 'A named static set of customers.' });
export type CustomerList = z.infer<typeof listSchema>;

/** One member of a list. */
export const listMemberSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    customerName: z.string(),
    addedById: z.string(),
    addedAt: instantSchema,
  })
  .meta({ id: 'ListMember' });
export type ListMember = z.infer<typeof listMemberSchema>;

/** What taking a customer off did to its enrollment in the sequence that follows the list. */
export const removedMemberSchema = z.strictObject({ inFlight: inFlightSchema }).meta({
  id: 'RemovedListMember',
  description: 'Nothing is handed over any more (S10); what had begun is named.',
});
export type RemovedMember = z.infer<typeof removedMemberSchema>;

/** A new list; its name is unique in any case. */
export const createListSchema = z
  .strictObject({
    name: lineSchema(200).meta({ example: 'Autumn campaign' }),
    description: textSchema(2000).nullable().optional(),
  })
  .meta({ id: 'CreateCustomerList' });
export type CreateList = z.infer<typeof createListSchema>;

/** Members to change; the others stay. An archived list takes no members, and no sequence follows it. */
export const updateListSchema = z
  .strictObject({ ...createListSchema.partial().shape, isArchived: z.boolean().optional() })
  .meta({ id: 'UpdateCustomerList', example: { name: 'Autumn campaign' } });
export type UpdateList = z.infer<typeof updateListSchema>;

/** Filter of the lists. */
export const listListsQuerySchema = z.strictObject({
  ...pageQuery,
  includeArchived: flagSchema.default(false).meta({ description: 'Also archived lists.' }),
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case.' }),
});
export type ListListsQuery = z.infer<typeof listListsQuerySchema>;
