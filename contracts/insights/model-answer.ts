import { z } from 'zod';
import { SEVERITIES } from '../customers/kinds.ts';
import { AI_STEPS, AI_TOPICS } from './kinds.ts';

const from = { source: z.string(), quote: z.string() };

/** A signal as a model answers it. */
export const answeredSignalSchema = z.object({
  kind: z.enum(AI_TOPICS),
  severity: z.enum(SEVERITIES),
  ...from,
});
export type AnsweredSignal = z.infer<typeof answeredSignalSchema>;

/** A statement of a summary as a model answers it: the day and the amount that the quote names, if it does. */
export const answeredItemSchema = z.object({
  topic: z.enum(AI_TOPICS),
  ...from,
  day: z.iso.date().nullish(),
  amount: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,4})?$/)
    .nullish(),
});
export type AnsweredItem = z.infer<typeof answeredItemSchema>;

/** A step of a plan as a model answers it. */
export const answeredStepSchema = z.object({
  step: z.enum(AI_STEPS),
  inDays: z.int().min(0).max(30),
  ...from,
});
export type AnsweredStep = z.infer<typeof answeredStepSchema>;

/** A whole answer, whose pieces are read one by one: a bad one does not take the others with it. */
export const modelAnswerSchema = z.object({
  signals: z.array(z.unknown()).catch([]),
  summary: z.array(z.unknown()).catch([]),
  plan: z.array(z.unknown()).catch([]),
});
