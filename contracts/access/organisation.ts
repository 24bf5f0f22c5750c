import { z } from 'zod';
import { contactPolicySchema } from './contact-policy.ts';
import { currencySchema, lineSchema, localeSchema, zoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CREDIT_RULES, INSIGHT_MODES } from './kinds.ts';
import { quietHoursSchema, regionSchema } from './sms-settings.ts';
import { minimumAmountsSchema } from '../minimum-amounts.ts';
import { retentionSchema } from './retention.ts';

const automationSettingsSchema = z
  .strictObject({
    confirmAbove: z.int().min(0).max(10_000_000).meta({
      description:
        'A pass that would act on more customers than this waits, the first time, for a person who confirms the number.',
    }),
  })
  .meta({ id: 'AutomationSettings', example: { confirmAbove: 50 } });
export type AutomationSettings = z.infer<typeof automationSettingsSchema>;

/** The one company this deployment serves. */
export const organisationSchema = z
  .strictObject({
    name: z.string(),
    zone: zoneSchema,
    locale: localeSchema,
    baseCurrency: currencySchema,
    defaultMailboxId: idSchema('mailbox').nullable(),
    contactPolicy: contactPolicySchema,
    retryHours: z.int().meta({
      description: 'For how long a message is tried that a mail server puts off, at most.',
    }),
    credit: z.enum(CREDIT_RULES).meta({
      description: 'Whether what customers have to their credit counts against what they owe.',
    }),
    insights: z.enum(INSIGHT_MODES).meta({
      description:
        'Whether a language model is asked about customers, beside the rules. It is given what was said, promised and paid, and internal notes, without names and addresses.',
    }),
    minimumAmounts: minimumAmountsSchema,
    defaultRegion: regionSchema.nullable(),
    quietHours: quietHoursSchema.nullable(),
    retention: retentionSchema,
    automations: automationSettingsSchema,
    replyHoldDays: z.int().meta({
      description:
        'For so many days a reply holds back everything else of its customer, unless a person lets it go on; 0: it does not.',
    }),
  })
  .meta({ id: 'Organisation', description: 'The one company this deployment serves.' });
export type Organisation = z.infer<typeof organisationSchema>;

/** Members to change; the others stay. */
export const updateOrganisationSchema = z
  .strictObject({
    name: lineSchema(200).optional(),
    zone: zoneSchema.optional(),
    locale: localeSchema.optional(),
    baseCurrency: currencySchema.optional(),
    defaultMailboxId: idSchema('mailbox').nullable().optional(),
    contactPolicy: contactPolicySchema.partial().optional(),
    retryHours: z.int().min(1).max(168).optional(),
    credit: z.enum(CREDIT_RULES).optional(),
    insights: z.enum(INSIGHT_MODES).optional(),
    minimumAmounts: minimumAmountsSchema.optional(),
    defaultRegion: regionSchema.nullable().optional(),
    quietHours: quietHoursSchema.nullable().optional(),
    retention: retentionSchema.partial().optional(),
    automations: automationSettingsSchema.partial().optional(),
    replyHoldDays: z.int().min(0).max(30).optional(),
  })
  .meta({ id: 'UpdateOrganisation', example: { zone: 'Europe/Berlin' } });
export type UpdateOrganisation = z.infer<typeof updateOrganisationSchema>;
