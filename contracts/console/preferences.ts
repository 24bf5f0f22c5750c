import { z } from 'zod';
import { localeSchema, zoneSchema } from '../fields.ts';

/** How a user likes the console (W2). What is left out is as nobody chose it. */
export const preferencesSchema = z
  .strictObject({
    hasSingleKeys: z
      .boolean()
      .default(true)
      .meta({ description: 'Keys such as `j` act without Ctrl or Alt (WCAG 2.1.4).' }),
    hasDenseRows: z.boolean().default(false).meta({ description: 'Lower rows in tables.' }),
    locale: localeSchema
      .nullable()
      .default(null)
      .meta({ description: 'How numbers, money and days are written; null: as the organisation has it.' }),
    zone: zoneSchema.nullable().default(null).meta({
      description: 'In which zone moments are shown where none counts; null: the organisation’s.',
    }),
  })
  .meta({ id: 'Preferences', example: { hasSingleKeys: false, hasDenseRows: true } });
export type Preferences = z.infer<typeof preferencesSchema>;
