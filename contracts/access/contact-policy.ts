import { z } from 'zod';
import { lineSchema } from '../fields.ts';

/** Longest time between two contacts that may be asked for: 30 days. */
const MAX_HOURS_BETWEEN = 720;
const policyMembers = {
  hoursBetween: z
    .int()
    .min(0)
    .max(MAX_HOURS_BETWEEN)
    .meta({ description: 'Hours between two contacts with a customer; 0: any.' }),
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
    'How often one customer hears from the organisation, whatever wants to write. Messages of one run of a program are one contact.',
});
export type ContactPolicy = z.infer<typeof contactPolicySchema>;

/** Lets one message pass the contact policy (Q2). */
export const forceSchema = z.strictObject({ reason: lineSchema(500) }).meta({
  id: 'Force',
  description: 'Lets it pass the contact policy, and nothing else. The reason is kept.',
  example: { reason: 'They asked for it on the phone' },
});
export type Force = z.infer<typeof forceSchema>;
