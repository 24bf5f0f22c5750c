import { z } from 'zod';
import { explanationSchema } from '../enrollments/explanation.ts';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CHANNELS } from '../sending/kinds.ts';
import {
  answerSchema,
  explainedReasonSchema,
  nextSendAtSchema,
  programExplanationSchema,
} from '../programs/program-explanation.ts';

/** What an automation wants to say to the customer, and every reason that it has not left. */
const automationExplanationSchema = z
  .strictObject({
    automationId: idSchema('automation'),
    automationName: z.string(),
    messageId: idSchema('automationMessage'),
    channel: z.enum(CHANNELS),
    status: z.string(),
    answer: answerSchema,
    nextSendAt: nextSendAtSchema,
    reasons: z.array(explainedReasonSchema),
  })
  .meta({ id: 'AutomationMessageExplanation' });
export type AutomationExplanation = z.infer<typeof automationExplanationSchema>;

/** What a person answered to the customer, and every reason that it has not left. */
const answerExplanationSchema = z
  .strictObject({
    answerId: idSchema('conversationAnswer'),
    conversationId: idSchema('conversation'),
    status: z.string(),
    answer: answerSchema,
    nextSendAt: nextSendAtSchema,
    reasons: z.array(explainedReasonSchema),
  })
  .meta({ id: 'ConversationAnswerExplanation' });
export type AnswerExplanation = z.infer<typeof answerExplanationSchema>;

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
    automations: z.array(automationExplanationSchema).meta({
      description:
        'Messages of automations that have not left; empty without the permission automations.read.',
    }),
    answers: z
      .array(answerExplanationSchema)
      .meta({ description: 'Answers of people in conversations that have not left.' }),
  })
  .meta({
    id: 'CustomerExplanation',
    description: 'Every next send of a customer, and every reason that holds it back.',
  });
export type CustomerExplanation = z.infer<typeof customerExplanationSchema>;
