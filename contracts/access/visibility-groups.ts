import { z } from 'zod';
import { instantSchema, lineSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';

/** A set of users; customers in groups are seen by members, their owners and admins only (U3). */
export const visibilityGroupSchema = z
  .strictObject({
    id: idSchema('visibilityGroup'),
    name: z.string().meta({ example: 'Key accounts' }),
    memberCount: z.int().min(0),
    customerCount: z.int().min(0).meta({ description: 'Those that you may see.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'VisibilityGroup', description: 'A set of users who see the customers of the group.' });
export type VisibilityGroup = z.infer<typeof visibilityGroupSchema>;

/** Name of a group; unique in any case. */
export const saveVisibilityGroupSchema = z
  .strictObject({ name: lineSchema(200).meta({ example: 'Key accounts' }) })
  .meta({ id: 'SaveVisibilityGroup', example: { name: 'Key accounts' } });
export type SaveVisibilityGroup = z.infer<typeof saveVisibilityGroupSchema>;

const member = z.strictObject({ id: idSchema('user'), name: z.string(), email: z.string() });

/** The members of a group, by name. */
export const groupMembersSchema = z
  .strictObject({ items: z.array(member) })
  .meta({ id: 'GroupMembers', description: 'The members of a visibility group, by name.' });
export type GroupMembers = z.infer<typeof groupMembersSchema>;

/** Who is in the group from now on. */
export const setGroupMembersSchema = z
  .strictObject({ userIds: z.array(idSchema('user')).max(1000) })
  .meta({ id: 'SetGroupMembers', example: { userIds: [] } });
export type SetGroupMembers = z.infer<typeof setGroupMembersSchema>;

const customerIds = z.array(idSchema('customer')).max(1000).optional();

/** Customers that enter and leave the group. */
export const changeGroupCustomersSchema = z
  .strictObject({ add: customerIds, remove: customerIds })
  .refine(
    ({ add = [], remove = [] }) => add.length + remove.length > 0,
    ofWhole(['add', 'remove'], {
      error: 'names no customer',
      path: ['add'],
    }),
  )
  .refine(
    ({ add = [], remove = [] }) => !remove.some((each) => add.includes(each)),
    ofWhole(['add', 'remove'], {
      error: 'names a customer that stands in `add` too',
      path: ['remove'],
    }),
  )
  .meta({ id: 'ChangeGroupCustomers', example: { add: ['cus_01h455vb4pex5vsknk084sn02q'] } });
export type ChangeGroupCustomers = z.infer<typeof changeGroupCustomersSchema>;

const count = z.int().min(0);

/** What a bulk change of a group did; `unknown` ones are absent or hidden. */
export const changedGroupCustomersSchema = z
  .strictObject({ added: count, removed: count, unchanged: count, unknown: count })
  .meta({ id: 'ChangedGroupCustomers', description: 'What changed; `unknown` ones are absent or hidden.' });
export type ChangedGroupCustomers = z.infer<typeof changedGroupCustomersSchema>;

/** A customer as the list of a group shows it. */
export const groupCustomerSchema = z
  .strictObject({ id: idSchema('customer'), name: z.string(), externalId: z.string().nullable() })
  .meta({ id: 'GroupCustomer' });
export type GroupCustomer = z.infer<typeof groupCustomerSchema>;

const namedGroup = z.strictObject({ id: idSchema('visibilityGroup'), name: z.string() });

/** The groups of one customer, by name; none: everybody sees it. */
export const customerGroupsSchema = z
  .strictObject({ items: z.array(namedGroup) })
  .meta({ id: 'CustomerGroups', description: 'The groups of one customer; none: everybody sees it.' });
export type CustomerGroups = z.infer<typeof customerGroupsSchema>;

/** The groups of a customer from now on. */
export const setCustomerGroupsSchema = z
  .strictObject({ groupIds: z.array(idSchema('visibilityGroup')).max(100) })
  .meta({ id: 'SetCustomerGroups', example: { groupIds: [] } });
export type SetCustomerGroups = z.infer<typeof setCustomerGroupsSchema>;
