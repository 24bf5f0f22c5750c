import { z } from 'zod';
import { emailSchema, instantSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { PROMPT_SOURCES, TOUCHPOINT_LEVELS } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** What a language model is asked for. */
export const promptSchema = textSchema(10_000)
  .refine((text) => text.trim() !== '', { error: 'must not be empty' })
  .meta({
    description: 'What a language model is to write; the variables of templates come with it as data (M4).',
    example: 'Remind them politely, in three sentences, and ask whether anything is unclear.',
  });

/** Asks for a draft. */
export const writeDraftSchema = z
  .strictObject({
    prompt: promptSchema,
    level: z
      .enum(TOUCHPOINT_LEVELS)
      .optional()
      .meta({ description: 'Default: `invoice` with an `invoiceId`, else `account`.' }),
    invoiceId: idSchema('invoice').optional().meta({ description: 'The open invoice that it is about.' }),
  })
  .refine(
    ({ level, invoiceId }) => level === undefined || (level === 'invoice') === (invoiceId !== undefined),
    {
      path: ['invoiceId'],
      error: 'belongs to level invoice, which needs it',
    },
  )
  .meta({ id: 'WriteDraft' });
export type WriteDraft = z.infer<typeof writeDraftSchema>;

/** A text that a language model wrote for one customer, to be edited by a person. Nothing sends it by itself. */
export const draftSchema = z
  .strictObject({
    id: idSchema('draft').meta({ description: 'Its answers are kept under this `sourceId`.' }),
    customerId: idSchema('customer'),
    language: z.string().meta({
      description:
        'BCP 47: what the model was asked to write in, the customer’s or the organisation’s (M4, M6).',
    }),
    subject: z.string(),
    bodyHtml: z.string(),
    bodyText: z.string(),
    recipient: z
      .strictObject({ contactId: idSchema('contact'), address: emailSchema })
      .nullable()
      .meta({ description: 'Whom a mail to this customer goes to; null: no contact has an address.' }),
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof draftSchema>;

/** One answer of a language model, kept for audit (M4). */
export const promptAnswerSchema = z
  .strictObject({
    id: idSchema('promptAnswer'),
    sourceKind: z.enum(PROMPT_SOURCES),
    sourceId: z.string(),
    customerId: idSchema('customer'),
    model: z.string(),
    prompt: z.string(),
    facts: z.record(z.string(), z.unknown()).meta({ description: 'The data that came with the prompt.' }),
    answer: z.string().nullable().meta({ description: 'Word for word; null: there was none.' }),
    problems: z
      .array(z.strictObject({ code: z.string(), told: z.string() }))
      .meta({ description: 'What its check found; empty: the text was used.' }),
    factsHash: z.string(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    durationMs: z.int(),
    createdAt: instantSchema,
  })
  .meta({ id: 'PromptAnswer' });
export type PromptAnswer = z.infer<typeof promptAnswerSchema>;

/** Filters of the answers, all combinable. */
export const listPromptAnswersQuerySchema = z.strictObject({
  ...pageQuery,
  sourceId: z
    .string()
    .max(50)
    .optional()
    .meta({ description: 'Id of the scheduled touchpoint, step execution or draft.' }),
  customerId: idSchema('customer').optional(),
});
export type ListPromptAnswersQuery = z.infer<typeof listPromptAnswersQuerySchema>;
