import { z } from 'zod';
import {
  amountSchema,
  daySchema,
  emailSchema,
  instantSchema,
  lineSchema,
  positiveMoneySchema,
  textSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { SUGGESTION_KINDS, SUGGESTION_STATUSES } from './kinds.ts';

/** What a mail proposes, by kind: only what stands in the mail, or is the customer's own. */
export const suggestionDataSchema = z
  .strictObject({
    amount: amountSchema
      .nullable()
      .meta({ description: 'Of a promise or a remittance, where the words name it.' }),
    day: daySchema.nullable().meta({
      description: 'Promised for, or paid on, where the words name it.',
    }),
    invoiceIds: z
      .array(idSchema('invoice'))
      .meta({ description: 'Open invoices of the customer that it is about.' }),
    contactId: idSchema('contact').nullable().meta({ description: 'Of `wrong_contact`: whom it is about.' }),
    name: z.string().nullable().meta({ description: 'Of `new_contact`.' }),
    email: z.string().nullable().meta({ description: 'Of `new_contact`.' }),
  })
  .meta({ id: 'MailSuggestionData' });
export type SuggestionData = z.infer<typeof suggestionDataSchema>;

/** What a mail proposes to do (I8): nothing follows before a person accepts it. */
export const mailSuggestionSchema = z
  .strictObject({
    id: idSchema('mailSuggestion'),
    mailId: idSchema('mail'),
    customerId: idSchema('customer'),
    kind: z.enum(SUGGESTION_KINDS),
    data: suggestionDataSchema,
    quote: z.string().meta({ description: 'The words it rests on, as they stand in the mail.' }),
    status: z.enum(SUGGESTION_STATUSES),
    decidedById: z.string().nullable(),
    decidedAt: instantSchema.nullable(),
    resultId: z.string().nullable().meta({
      description: 'What accepting made: a promise or a contact; of a dispute the first invoice.',
    }),
    createdAt: instantSchema,
  })
  .meta({
    id: 'MailSuggestion',
    description: 'What a mail proposes to do; a person accepts or dismisses it.',
  });
export type MailSuggestion = z.infer<typeof mailSuggestionSchema>;

/** What the person who accepts knows better; members left out are those of the suggestion. */
export const acceptSuggestionSchema = z
  .strictObject({
    amount: positiveMoneySchema.optional().meta({ description: 'Promise, remittance.' }),
    promisedOn: daySchema.optional().meta({
      description:
        'Promise: the day. Remittance: until when the money is waited for; default five days from today.',
    }),
    invoiceIds: z.array(idSchema('invoice')).min(1).max(200).optional(),
    reason: textSchema(500).optional().meta({ description: 'Dispute; default: the quote.' }),
    contactId: idSchema('contact').optional().meta({ description: 'Wrong contact.' }),
    name: lineSchema(200).optional().meta({ description: 'New contact.' }),
    email: emailSchema.optional().meta({ description: 'New contact.' }),
  })
  .meta({ id: 'AcceptMailSuggestion', example: { promisedOn: '2026-12-11' } });
export type AcceptSuggestion = z.infer<typeof acceptSuggestionSchema>;

/** Filters of suggestions, all combinable. */
export const listSuggestionsQuerySchema = z.strictObject({
  ...pageQuery,
  customerId: idSchema('customer').optional(),
  mailId: idSchema('mail').optional(),
  kind: z.enum(SUGGESTION_KINDS).optional(),
  status: z.enum(SUGGESTION_STATUSES).optional(),
});
export type ListSuggestionsQuery = z.infer<typeof listSuggestionsQuerySchema>;
