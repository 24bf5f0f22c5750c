import { z } from 'zod';
import { lineSchema } from '../fields.ts';

/** Longest distance of two contact days that may be asked for: a month. */
const MAX_DAYS_BETWEEN = 30;
const policyMembers = {
  daysBetween: z.int().min(1).max(MAX_DAYS_BETWEEN).meta({
    description:
      'Least distance of two days with contact, in calendar days of the zone of the organisation; 1: every day may have contact.',
  }),
  perDay: z.int().min(1).max(100).nullable().meta({
    description: 'Contacts with a customer a day, in the zone of the organisation; null: any number.',
  }),
  perDomainPerDay: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .meta({ description: 'Messages a day to one domain, of all customers together; null: any number.' }),
  perRun: z
    .int()
    .min(1)
    .max(100)
    .meta({ description: 'Messages of one run of a program to a customer; the others are skipped.' }),
};

/** How often one customer hears from the organisation, across sequences, programs and actions (D6). */
export const contactPolicySchema = z.strictObject(policyMembers).meta({
  id: 'ContactPolicy',
  description:
    'How often one customer hears from the organisation, whatever wants to write. Messages of one run of a program are one contact. What is deferred waits in line: the oldest leaves first.',
});
export type ContactPolicy = z.infer<typeof contactPolicySchema>;

/** Lets one message pass the contact policy (Q2). */
export const forceSchema = z.strictObject({ reason: lineSchema(500) }).meta({
  id: 'Force',
  description: 'Lets it pass the contact policy, and nothing else. The reason is kept.',
  example: { reason: 'They asked for it on the phone' },
});
export type Force = z.infer<typeof forceSchema>;
