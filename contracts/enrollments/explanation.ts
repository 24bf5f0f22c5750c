import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { HOLD_KINDS } from '../holds/kinds.ts';
import { SKIP_REASONS, WAIT_REASONS } from '../sending/kinds.ts';
import { edgeSchema } from './edge.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { STEP_EXECUTION_STATUSES } from './kinds.ts';
import { MOVED_BY, STEP_TYPES } from '../sequences/kinds.ts';
const explainedStepSchema = z.strictObject({
  stepId: idSchema('step'),
  label: z.string(),
  type: z.enum(STEP_TYPES),
  isManual: z.boolean(),
  status: z.enum(STEP_EXECUTION_STATUSES),
  dueAt: instantSchema.nullable(),
  localTime: z
    .string()
    .nullable()
    .meta({ description: "In the sequence's zone.", example: '2026-11-30 09:00' }),
  skipReason: z.enum(SKIP_REASONS).nullable(),
  movedBy: z.enum(MOVED_BY).nullable().meta({
    description:
      'What moved it from its own time: send days or window, a holiday, another step of that day, a step that was late.',
  }),
  holiday: z
    .strictObject({ date: z.iso.date(), name: z.string().meta({ example: 'Boxing Day' }) })
    .nullable()
    .meta({ description: 'The holiday that moved it, or that it is left out for (S22).' }),
  heldReason: z.enum(WAIT_REASONS).nullable(),
  detail: z
    .string()
    .nullable()
    .meta({ description: 'Error, what is uncertain, or why it was skipped, in words.' }),
  putOff: putOffSchema.nullable(),
  branch: z.string().nullable().meta({ description: 'Null: the sequence has no branches.' }),
  edge: edgeSchema.nullable().meta({ description: 'Null: nothing is decided behind it (S15).' }),
});

/** When, and why not (O7). Reading never moves the answer. */
export const explanationSchema = z
  .strictObject({
    enrollmentId: idSchema('enrollment'),
    zone: z.string(),
    answer: z
      .string()
      .meta({ example: 'Step 2 "Second reminder" leaves on 2026-12-03 09:00 (Europe/Berlin).' }),
    nextSendAt: instantSchema
      .nullable()
      .meta({ description: 'Null: nothing leaves until something changes.' }),
    reasons: z.array(
      z.strictObject({
        code: z.string(),
        text: z.string(),
        until: instantSchema.nullable().meta({ description: 'When it ends by itself.' }),
      }),
    ),
    keptBack: z
      .array(
        z.strictObject({
          invoiceId: idSchema('invoice'),
          number: z.string(),
          kind: z.enum(HOLD_KINDS),
          reason: z.string().nullable(),
          author: z.string().nullable().meta({ description: 'Who keeps it back; null: the engine.' }),
          until: instantSchema.nullable(),
        }),
      )
      .meta({
        description: 'Open invoices of the customer that messages leave out, with every hold that does it.',
      }),
    steps: z
      .array(explainedStepSchema)
      .meta({ description: 'On the path of the enrollment, as far as that is known.' }),
  })
  .meta({
    id: 'Explanation',
    description: 'When the next message leaves, and every reason that holds it back.',
  });
export type Explanation = z.infer<typeof explanationSchema>;
