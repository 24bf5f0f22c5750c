import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { WISH_ANSWERS } from './kinds.ts';

/** Says whether a mail wishes to get no more of them (I4). */
export const answerWishSchema = z
  .strictObject({
    answer: z.enum(WISH_ANSWERS).meta({
      description: '`confirmed`: the address gets no more mail. `declined`: it is a reply like any other.',
    }),
  })
  .meta({ id: 'AnswerWish', example: { answer: 'confirmed' } });
export type AnswerWish = z.infer<typeof answerWishSchema>;

/** A wish that a person has answered. */
export const answeredWishSchema = z
  .strictObject({
    mailId: idSchema('mail'),
    answer: z.enum(WISH_ANSWERS),
    answeredById: z.string(),
    answeredAt: instantSchema,
  })
  .meta({ id: 'AnsweredWish' });
export type AnsweredWish = z.infer<typeof answeredWishSchema>;
