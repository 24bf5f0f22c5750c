import { z } from 'zod';
import { customerFilterQuery } from '../customers/customer-filter.ts';
import { amountSchema, currencySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CUSTOMER_STATUSES } from '../customers/kinds.ts';
import { labelMarkSchema } from '../customers/labels.ts';
import { pageQuery } from '../paging.ts';
import { touchpointAuthorSchema } from './scheduled-touchpoints.ts';

/** One customer in the enrollment grid of a program (P5). */
export const programEnrollmentSchema = z
  .strictObject({
    customer: z.strictObject({
      id: idSchema('customer'),
      name: z.string(),
      externalId: z.string().nullable(),
      status: z.enum(CUSTOMER_STATUSES),
      currency: currencySchema,
    }),
    isEnrolled: z.boolean(),
    decision: z.enum(['explicit', 'automatic']).nullable().meta({
      description:
        'explicit: a person decided, and no engine changes it. automatic: enrolled when an invoice first qualified. Null: nobody decided, so not enrolled.',
    }),
    decidedBy: touchpointAuthorSchema.nullable(),
    decidedAt: instantSchema.nullable(),
    total: amountSchema.meta({ description: 'Open balances.' }),
    overdue: amountSchema,
    labels: z.array(labelMarkSchema),
  })
  .meta({ id: 'ProgramEnrollment', description: 'Whether a customer is in a program, and who decided.' });
export type ProgramEnrollment = z.infer<typeof programEnrollmentSchema>;

/** What the grid can be sorted by. */
export const PROGRAM_ENROLLMENT_SORTS = ['balance', 'overdue', 'name'] as const;
export type ProgramEnrollmentSort = (typeof PROGRAM_ENROLLMENT_SORTS)[number];

/** Filters and order of the grid, all combinable. */
export const listProgramEnrollmentsQuerySchema = z.strictObject({
  ...pageQuery,
  ...customerFilterQuery,
  enrollment: z.enum(['enrolled', 'not_enrolled']).optional(),
  sort: z.enum(PROGRAM_ENROLLMENT_SORTS).default('balance'),
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Default: `asc` by name, else `desc`.' }),
});
export type ListProgramEnrollmentsQuery = z.infer<typeof listProgramEnrollmentsQuerySchema>;

/** A person's decision about one customer. */
export const setProgramEnrollmentSchema = z
  .strictObject({ isEnrolled: z.boolean() })
  .meta({ id: 'SetProgramEnrollment' });

/** What a decision did. */
export const programEnrollmentSetSchema = z
  .strictObject({
    enrollment: programEnrollmentSchema,
    hasChanged: z.boolean().meta({ description: 'False: it was so already.' }),
    cancelled: z.int().min(0).meta({ description: 'Messages that waited for review or for their time.' }),
    inFlight: z
      .array(
        z.strictObject({
          scheduledTouchpointId: idSchema('scheduledTouchpoint'),
          messageId: idSchema('message'),
        }),
      )
      .meta({
        description: 'Messages whose hand-over to a mail server had begun: they cannot be called back.',
      }),
  })
  .meta({ id: 'ProgramEnrollmentSet', description: 'What a decision about one customer did.' });
export type ProgramEnrollmentSet = z.infer<typeof programEnrollmentSetSchema>;
