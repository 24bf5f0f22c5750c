import { z } from 'zod';
import { emailSchema, flagSchema, instantSchema, lineSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { PERMISSIONS, ROLES } from '../permissions.ts';
import { pageQuery } from '../paging.ts';

const permissions = z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length);

/** A person (or a program) that works with the product (U1). */
export const userSchema = z
  .strictObject({
    id: idSchema('user'),
    name: z.string().meta({ example: 'Ada Moreau' }),
    email: z.string().meta({ example: 'ada@example.com' }),
    role: z.enum(ROLES),
    isActive: z.boolean(),
    granted: permissions.meta({ description: 'Beyond the preset of the role.' }),
    taken: permissions.meta({ description: 'Removed from the preset of the role.' }),
    permissions: permissions.meta({ description: 'What results.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'User', description: 'A person or program that works with the product.' });
export type User = z.infer<typeof userSchema>;

const editable = {
  name: lineSchema(200).meta({ example: 'Ada Moreau' }),
  email: emailSchema,
  role: z.enum(ROLES),
  granted: permissions.optional().meta({ description: 'Permissions beyond the role; replaces the list.' }),
  taken: permissions.optional().meta({ description: 'Permissions to remove; replaces the list.' }),
};

/** A new user, active at once. */
export const createUserSchema = z
  .strictObject(editable)
  .meta({ id: 'CreateUser', example: { name: 'Ada Moreau', email: 'ada@example.com', role: 'agent' } });
export type CreateUser = z.infer<typeof createUserSchema>;

/** Members to change; the others stay. */
export const updateUserSchema = z
  .strictObject({
    ...z.object(editable).partial().shape,
    isActive: z.boolean().optional(),
    successorId: idSchema('user').nullable().optional().meta({
      description:
        'Of a user who is deactivated: who becomes primary user of their sequences, takes their open tasks, their places in teams and at steps, and their mailboxes. Required where they are primary user.',
    }),
  })
  .refine(
    ({ successorId, isActive }) => successorId == null || isActive === false,
    ofWhole(['successorId', 'isActive'], {
      error: 'is for users who are deactivated',
      path: ['successorId'],
    }),
  )
  .meta({ id: 'UpdateUser', example: { role: 'manager' } });
export type UpdateUser = z.infer<typeof updateUserSchema>;

/** Filters of the list of users. */
export const listUsersQuerySchema = z.strictObject({
  ...pageQuery,
  role: z.enum(ROLES).optional(),
  isActive: flagSchema.optional(),
});
export type ListUsersQuery = z.infer<typeof listUsersQuerySchema>;
