import { z } from 'zod';
import { createListSchema } from '../customers/lists.ts';
import { daySchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { audienceSchema } from './audiences.ts';
import { MEASURES, PERIOD_UNITS, VALUE_TYPES } from './kinds.ts';

const body = { audience: audienceSchema };

/** A tree to be asked, saved or not. */
export const previewAudienceSchema = z.strictObject(body).meta({ id: 'PreviewAudience' });
export type PreviewAudience = z.infer<typeof previewAudienceSchema>;

/** Members of a tree, page after page. */
export const audiencePageSchema = z
  .strictObject({ ...body, limit: pageQuery.limit, cursor: pageQuery.cursor })
  .meta({ id: 'AudienceMembersRequest' });
export type AudiencePage = z.infer<typeof audiencePageSchema>;

/** A customer of an audience. */
export const audienceMemberSchema = z
  .strictObject({ customerId: idSchema('customer'), name: z.string() })
  .meta({ id: 'AudienceMember' });
export type AudienceMember = z.infer<typeof audienceMemberSchema>;

const ruleCountSchema = z
  .strictObject({
    path: z
      .string()
      .meta({ description: 'Where the rule stands in the tree.', example: 'audience.nodes[0]' }),
    alone: z.int().meta({ description: 'How many customers it lets through alone.' }),
    takesAway: z.int().meta({
      description: 'How many more the whole would hold if this rule, where it stands, kept nobody out.',
    }),
  })
  .meta({ id: 'AudienceRuleCount' });

/** Who belongs to a tree today, of the customers that the caller may see (A3). */
export const audiencePreviewSchema = z
  .strictObject({
    asOf: daySchema.meta({
      description: 'The day in the organisation’s zone for which days and periods count.',
    }),
    count: z.int(),
    sample: z.array(audienceMemberSchema).meta({ description: 'The first ten by name.' }),
    rules: z
      .array(ruleCountSchema)
      .meta({ description: 'In the order of the tree; conditions inside of a rule are part of it.' }),
  })
  .meta({ id: 'AudiencePreview' });
export type AudiencePreview = z.infer<typeof audiencePreviewSchema>;

/** A tree whose members become a list. */
export const saveAudienceListSchema = z
  .strictObject({ ...body, ...createListSchema.shape })
  .meta({ id: 'SaveAudienceList' });
export type SaveAudienceList = z.infer<typeof saveAudienceListSchema>;

/** Why a customer belongs to a tree, or not. */
export const explainAudienceSchema = z
  .strictObject({ ...body, customerId: idSchema('customer') })
  .meta({ id: 'ExplainAudience' });
export type ExplainAudience = z.infer<typeof explainAudienceSchema>;

/** Which rules hold for one customer today. */
export const audienceExplanationSchema = z
  .strictObject({
    asOf: daySchema,
    isMember: z.boolean(),
    rules: z.array(z.strictObject({ path: z.string(), holds: z.boolean() })),
  })
  .meta({ id: 'AudienceExplanation' });
export type AudienceExplanation = z.infer<typeof audienceExplanationSchema>;

const catalogueFieldSchema = z
  .strictObject({
    name: z.string(),
    type: z.enum(VALUE_TYPES),
    operators: z.array(z.string()),
    choices: z.array(z.string()).nullable(),
    refersTo: z.string().nullable().meta({ description: 'What its ids are of.' }),
  })
  .meta({ id: 'AudienceField' });

/** Everything that rules may name (A3). */
export const audienceCatalogueSchema = z
  .strictObject({
    customer: z.array(catalogueFieldSchema),
    kinds: z.array(
      z.strictObject({
        name: z.string(),
        dateField: z.string().meta({ description: 'By which a period counts where a rule names no date.' }),
        hasProperties: z.boolean(),
        fields: z.array(catalogueFieldSchema),
        records: z
          .array(
            z.strictObject({
              name: z.string(),
              dateField: z.string(),
              fields: z.array(catalogueFieldSchema),
            }),
          )
          .meta({ description: 'What a record has itself: conditions on it may ask for these.' }),
      }),
    ),
    properties: z.record(z.enum(['text', 'number', 'flag', 'day']), z.array(z.string())).meta({
      description:
        'Operators of custom properties, by what the value is: `property:<name>` of customers and of kinds that have them.',
    }),
    measures: z.array(z.enum(MEASURES)),
    periodUnits: z.array(z.enum(PERIOD_UNITS)),
    mostRules: z.int(),
    deepest: z.int(),
  })
  .meta({ id: 'AudienceCatalogue' });
export type AudienceCatalogue = z.infer<typeof audienceCatalogueSchema>;
