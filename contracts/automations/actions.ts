import { z } from 'zod';
import { lineSchema, textSchema, typedEmailSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { emailTextFields, templateIdSchema } from '../programs/templates.ts';
import { SEQUENCE_PURPOSES } from '../sequences/kinds.ts';
import { contactTypesSchema } from '../sequences/sequence-fields.ts';
import { audienceSchema } from './audiences.ts';
import { MAX_ACTIONS } from './kinds.ts';

const MOST_POINTS = 1_000_000;
const MAX_CRITERIA = 50;
const pointsSchema = z.int().min(-MOST_POINTS).max(MOST_POINTS);

/** The words of an email: a stored template, or its own. */
const wordsSchema = z
  .union([
    z.strictObject({ templateId: templateIdSchema }),
    z.strictObject({ ...emailTextFields, bodyText: emailTextFields.bodyText.default(null) }),
  ])
  .meta({ id: 'AutomationEmailWords', description: 'A stored template, also a built-in one, or own words.' });

const ownerKindSchema = z.enum(['ar', 'sales']).meta({ description: 'Which of the owners of the customer.' });
const purposeSchema = z.enum(SEQUENCE_PURPOSES).default('outreach').meta({
  description: '`collections` asks "still owed?" at the moment of sending (D7); `outreach` does not.',
});

/** Each kind of action with what it takes (A4). */
const kinds = {
  assign_owner: {
    owner: ownerKindSchema,
    userId: idSchema('user').nullable().meta({ description: 'Null: nobody.' }),
  },
  set_groups: {
    mode: z.enum(['add', 'remove', 'set']),
    groupIds: z.array(idSchema('visibilityGroup')).max(100),
  },
  email_user: {
    to: z
      .union([
        z.strictObject({ userId: idSchema('user') }),
        z.strictObject({ owner: ownerKindSchema }),
        z.strictObject({ address: typedEmailSchema }),
      ])
      .meta({ description: 'A user, the owner of each customer, or an address.' }),
    words: wordsSchema,
    mailboxId: idSchema('mailbox').nullable().default(null),
  },
  email: {
    contactTypes: contactTypesSchema.default([]),
    words: wordsSchema,
    purpose: purposeSchema,
    mailboxId: idSchema('mailbox').nullable().default(null).meta({
      description: 'Null: the mailbox of the organisation.',
    }),
  },
  sms: {
    contactTypes: contactTypesSchema.default([]),
    body: textSchema(2000).min(1).meta({ description: 'A template.' }),
    purpose: purposeSchema,
    smsSenderId: idSchema('smsSender'),
  },
  add_to_list: { listId: idSchema('list') },
  remove_from_list: { listId: idSchema('list') },
  set_property: {
    name: lineSchema(100),
    value: z
      .union([textSchema(2000), z.number(), z.boolean(), z.null()])
      .meta({ description: 'Null takes the property away.' }),
  },
  set_score: { value: pointsSchema },
  add_score: { value: pointsSchema },
  compute_score: {
    criteria: z
      .array(z.strictObject({ name: lineSchema(100), points: pointsSchema, when: audienceSchema }))
      .min(1)
      .max(MAX_CRITERIA)
      .meta({
        description: 'The score is the sum of the points of those that hold; computed anew each time.',
      }),
  },
  add_label: { labelId: idSchema('label') },
  remove_label: { labelId: idSchema('label') },
  enroll: { sequenceId: idSchema('sequence') },
  stop_enrollment: { sequenceId: idSchema('sequence') },
  enroll_in_program: { programId: idSchema('program') },
  webhook: {
    webhookId: idSchema('webhook').meta({
      description:
        'Told `automation.acted`, whatever events it asks for: `automationId`, `passId`, `effectId`, `actionKey` and `customerId`. One event an effect; its deliveries are tried again like any other.',
    }),
  },
} as const;

const keySchema = z
  .string()
  .regex(/^[a-z0-9]{1,40}$/)
  .meta({ description: 'Names the action through edits; given by the product where it is left out.' });

const actionOf = <const K extends keyof typeof kinds>(kind: K, id: string) =>
  z.strictObject({ kind: z.literal(kind), key: keySchema.optional(), ...kinds[kind] }).meta({ id });

/** One thing that an automation does to each customer of its audience (A4): the product's own command. */
export const automationActionSchema = z.discriminatedUnion('kind', [
  actionOf('assign_owner', 'AssignOwner'),
  actionOf('set_groups', 'SetGroups'),
  actionOf('email_user', 'EmailUser'),
  actionOf('email', 'EmailContact'),
  actionOf('sms', 'SmsContact'),
  actionOf('add_to_list', 'AddToList'),
  actionOf('remove_from_list', 'RemoveFromList'),
  actionOf('set_property', 'SetProperty'),
  actionOf('set_score', 'SetScore'),
  actionOf('add_score', 'AddScore'),
  actionOf('compute_score', 'ComputeScore'),
  actionOf('add_label', 'AddLabel'),
  actionOf('remove_label', 'RemoveLabel'),
  actionOf('enroll', 'EnrollInSequence'),
  actionOf('stop_enrollment', 'StopInSequence'),
  actionOf('enroll_in_program', 'EnrollInProgram'),
  actionOf('webhook', 'PostWebhook'),
]);
/** As somebody gives it, who may leave its key to the product. */
export type GivenAction = z.infer<typeof automationActionSchema>;
/** As it is stored, each with its key. */
export type AutomationAction = GivenAction & { key: string };
/** The action of one kind. */
export type ActionOf<K extends AutomationAction['kind']> = Extract<AutomationAction, { kind: K }>;

/** All that an automation does, in order. */
export const automationActionsSchema = z.array(automationActionSchema).max(MAX_ACTIONS).meta({
  description: 'Applied to each customer in this order; what follows a failed one is skipped (A2).',
});
