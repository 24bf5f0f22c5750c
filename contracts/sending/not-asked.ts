import { z } from 'zod';

/** Why nobody is asked for anything, although a letter would be due (D7, C18, C19). */
export const notAskedSchema = z
  .strictObject({
    code: z.enum(['nothing_owed', 'in_credit', 'below_minimum']),
    text: z.string().meta({
      description: 'In words for people, with the amounts.',
      example: 'What is left to ask for, 3.20 USD, is less than the least amount worth a letter, 5.00 USD.',
    }),
  })
  .meta({ id: 'NotAsked' });
