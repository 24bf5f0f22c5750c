import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { HOLD_KINDS, HOLD_SCOPES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** A dated reason to wait (D8). */
export const holdSchema = z
  .strictObject({
    id: idSchema('hold'),
    scope: z.enum(HOLD_SCOPES),
    kind: z.enum(HOLD_KINDS),
    customerId: idSchema('customer').nullable(),
    invoiceId: idSchema('invoice').nullable(),
    enrollmentId: idSchema('enrollment').nullable(),
    sequenceId: idSchema('sequence').nullable(),
    programId: z.string().nullable(),
    automationId: idSchema('automation').nullable(),
    mailboxId: idSchema('mailbox').nullable(),
    reason: z.string().nullable(),
    authorId: z.string(),
    isOpen: z.boolean(),
    startedAt: instantSchema,
    expiresAt: instantSchema
      .nullable()
      .meta({ description: 'When it ends by itself; null: when it is ended.' }),
    endedAt: instantSchema.nullable(),
    endedById: z.string().nullable(),
  })
  .meta({ id: 'Hold', description: 'A dated reason to wait.' });
export type Hold = z.infer<typeof holdSchema>;

/** Kinds that a person opens here; disputes, promises, pauses and lists have calls of their own. */
const OPENED_KINDS = ['manual', 'reply', 'out_of_office'] as const;
const opened = {
  kind: z.enum(OPENED_KINDS).default('manual'),
  reason: lineSchema(500).nullable().optional(),
  expiresAt: instantSchema
    .nullable()
    .optional()
    .meta({ description: 'Later than now. Default: when it is ended. Required for `out_of_office`.' }),
};

/** Opens a hold of one invoice, one customer or one enrollment. */
export const openHoldSchema = z
  .discriminatedUnion('scope', [
    z.strictObject({ scope: z.literal('invoice'), invoiceId: idSchema('invoice'), ...opened }),
    z.strictObject({ scope: z.literal('customer'), customerId: idSchema('customer'), ...opened }),
    z.strictObject({ scope: z.literal('enrollment'), enrollmentId: idSchema('enrollment'), ...opened }),
  ])
  .refine(
    ({ kind, expiresAt }) => kind !== 'out_of_office' || expiresAt != null,
    ofWhole(['kind', 'expiresAt'], {
      error: 'is required: out of office until when?',
      path: ['expiresAt'],
    }),
  )
  .meta({
    id: 'OpenHold',
    example: {
      scope: 'customer',
      customerId: 'cus_01h455vb4pex5vsknk084sn02q',
      reason: 'Talks with the board',
    },
  });
export type OpenHold = z.infer<typeof openHoldSchema>;

/** Filters of holds, all combinable. */
export const listHoldsQuerySchema = z.strictObject({
  ...pageQuery,
  scope: z.enum(HOLD_SCOPES).optional(),
  kind: z.enum(HOLD_KINDS).optional(),
  customerId: idSchema('customer').optional().meta({ description: 'Also of its invoices and enrollments.' }),
  invoiceId: idSchema('invoice').optional(),
  enrollmentId: idSchema('enrollment').optional(),
  sequenceId: idSchema('sequence').optional(),
  isOpen: flagSchema.optional().meta({ description: 'Default: also those of the past.' }),
});
export type ListHoldsQuery = z.infer<typeof listHoldsQuerySchema>;
