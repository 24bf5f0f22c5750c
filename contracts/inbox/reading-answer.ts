import { z } from 'zod';
import { SUGGESTION_KINDS } from './kinds.ts';

/** A proposal as a model answers it: only its kind and its quote are needed. */
export const answeredSuggestionSchema = z.object({
  kind: z.enum(SUGGESTION_KINDS),
  quote: z.string(),
  day: z.iso.date().nullish().catch(null),
  amount: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,4})?$/)
    .nullish()
    .catch(null),
  invoices: z.array(z.string().max(200)).max(50).nullish().catch(null),
  name: z.string().max(200).nullish().catch(null),
  address: z.string().max(400).nullish().catch(null),
});
export type AnsweredSuggestion = z.infer<typeof answeredSuggestionSchema>;

/** A whole answer, whose pieces are read one by one. */
export const readingAnswerSchema = z.object({ suggestions: z.array(z.unknown()).catch([]) });
