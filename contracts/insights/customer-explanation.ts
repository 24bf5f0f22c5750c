import { z } from 'zod';
import { explanationSchema } from '../enrollments/explanation.ts';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import {
  answerSchema,
  explainedReasonSchema,
  nextSendAtSchema,
  programExplanationSchema,
} from '../programs/program-explanation.ts';

/** Every next send of a customer and every reason that holds it back (O7). Reading never moves the answer. */
export const customerExplanationSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    answer: answerSchema,
    nextSendAt: nextSendAtSchema,
    reasons: z.array(explainedReasonSchema).meta({ description: 'What holds everything back.' }),
    keptBack: explanationSchema.shape.keptBack,
    contactPolicy: z.strictObject({
      lastMessageAt: instantSchema.nullable().meta({ description: 'Of those the policy still looks at.' }),
      allowedFrom: instantSchema.nullable().meta({ description: 'Null: now.' }),
    }),
    enrollments: z
      .array(explanationSchema)
      .meta({ description: 'Live enrollments in sequences; empty without the permission sequences.read.' }),
    programs: z
      .array(programExplanationSchema)
      .meta({ description: 'Programs that are not archived; empty without the permission programs.read.' }),
  })
  .meta({
    id: 'CustomerExplanation',
    description: 'Every next send of a customer, and every reason that holds it back.',
  });
export type CustomerExplanation = z.infer<typeof customerExplanationSchema>;
