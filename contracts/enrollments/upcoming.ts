import { z } from 'zod';
import { flagSchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { WAIT_REASONS } from '../sending/kinds.ts';
import { STEP_TYPES } from '../sequences/kinds.ts';

const named = (kind: 'sequence' | 'customer') => z.strictObject({ id: idSchema(kind), name: z.string() });
const step = { id: idSchema('step'), label: z.string(), type: z.enum(STEP_TYPES) };

/** An enrollment and what comes next in it (Q5). */
export const upcomingSchema = z
  .strictObject({
    enrollmentId: idSchema('enrollment'),
    sequence: named('sequence'),
    customer: named('customer'),
    lastStep: z
      .strictObject({ ...step, outcome: z.string().nullable(), endedAt: instantSchema.nullable() })
      .nullable()
      .meta({ description: 'The last one that was done' }),
    isWaiting: z
      .boolean()
      .meta({ description: 'For an outcome of the last step: what follows is not known yet (S15)' }),
    nextStep: z
      .strictObject({ ...step, assigneeId: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null while it waits' }),
    nextAt: instantSchema
      .nullable()
      .meta({ description: 'When that comes; while it waits, when the fallback does. Null: nobody knows' }),
    waitReason: z.enum(WAIT_REASONS).nullable(),
    isPaused: z.boolean(),
  })
  .meta({ id: 'Upcoming' });
export type Upcoming = z.infer<typeof upcomingSchema>;

/** Filters, all combinable. */
export const listUpcomingQuerySchema = z.strictObject({
  ...pageQuery,
  sequenceId: idSchema('sequence').optional(),
  customerId: idSchema('customer').optional(),
  userId: idSchema('user')
    .optional()
    .meta({ description: 'Whose next step it is; while it waits, the primary user of the sequence' }),
  type: z.enum(STEP_TYPES).optional().meta({ description: 'Of the next step' }),
  listId: idSchema('list').optional(),
  nextFrom: instantSchema.optional(),
  nextTo: instantSchema.optional().meta({ description: 'Exclusive' }),
  waiting: z.enum(['true', 'false']).optional(),
  includeNotStarted: flagSchema.optional().meta({ description: 'Also those with no step done' }),
});
export type ListUpcomingQuery = z.infer<typeof listUpcomingQuerySchema>;
