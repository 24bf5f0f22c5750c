import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { HOLD_KINDS, HOLD_SCOPES } from './kinds.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

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

const tag = 'Holds';
const params = z.strictObject({ holdId: idSchema('hold') });

/** Operations on holds. */
export const holdOperations = [
  operation({
    id: 'listHolds',
    method: 'get',
    path: '/v1/holds',
    tag,
    summary: 'List holds, the newest first',
    permission: 'customers.read',
    query: listHoldsQuerySchema,
    response: pageSchema('HoldPage', holdSchema),
    status: 200,
  }),
  operation({
    id: 'openHold',
    method: 'post',
    path: '/v1/holds',
    tag,
    summary: 'Hold an invoice, a customer or an enrollment back',
    description:
      'A held invoice is not asked for; a held customer or enrollment gets nothing. Nothing leaves after this answers ' +
      'that was rendered before. Disputes, promises and pauses of sequences have calls of their own.',
    permission: 'customers.save',
    body: openHoldSchema,
    response: holdSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getHold',
    method: 'get',
    path: '/v1/holds/{holdId}',
    tag,
    summary: 'Get a hold',
    permission: 'customers.read',
    params,
    response: holdSchema,
    status: 200,
  }),
  operation({
    id: 'endHold',
    method: 'post',
    path: '/v1/holds/{holdId}/end',
    tag,
    summary: 'End an open hold of an invoice, a customer or an enrollment',
    permission: 'customers.save',
    params,
    response: holdSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
