import { z } from 'zod';
import { CHANGE_ORIGINS } from '../changes.ts';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';

/** One thing somebody did (U4). */
export const auditEntrySchema = z
  .strictObject({
    id: z.string().meta({ example: '1042' }),
    at: instantSchema,
    actorId: z.string(),
    actorName: z.string().nullable(),
    requestId: z.string().nullable(),
    origin: z.enum(CHANGE_ORIGINS).nullable().meta({
      description: 'What caused it; null: the call of the API itself, or not known of an old entry.',
    }),
    originId: z.string().nullable().meta({ description: 'Of the automation, bulk change or import.' }),
    action: z.string().meta({ example: 'invoice.dispute' }),
    entity: z.string().meta({ example: 'invoice' }),
    entityId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, when, with the state before and after.' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Filters of the audit log, all combinable. */
export const listAuditQuerySchema = z.strictObject({
  ...pageQuery,
  entity: z
    .string()
    .regex(/^[A-Za-z_]{1,40}$/)
    .optional()
    .meta({ example: 'invoice' }),
  entityId: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .optional(),
  actorId: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .optional()
    .meta({ description: 'Id of a user, or `system`.' }),
  customerId: idSchema('customer').optional().meta({
    description:
      'Entries about this customer and its contacts, invoices, enrollments and whatever else is its own.',
  }),
  from: instantSchema.optional().meta({ description: 'At this instant or later.' }),
  until: instantSchema.optional().meta({ description: 'Before this instant.' }),
});
export type ListAuditQuery = z.infer<typeof listAuditQuerySchema>;
