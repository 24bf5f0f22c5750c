import { z } from 'zod';
import { PERMISSIONS } from '../permissions.ts';
import { CONFIGURATION_ACTIONS, CONFIGURATION_KINDS } from './kinds.ts';

/** Longest text of one file, in characters. */
export const MAX_FILE_CHARS = 2_000_000;
/** Most files of a folder. */
export const MAX_FILES = 2000;
/** Largest body that brings a folder. */
export const MAX_FOLDER_BYTES = 20_000_000;

const fileSchema = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .max(300)
      .regex(/^[^\u0000-\u001f\u007f\\]+$/, { error: 'must be a path without control characters' })
      .meta({ description: 'Where it lies in the folder; only messages name it.', example: 'labels.yaml' }),
    text: z.string().max(MAX_FILE_CHARS).meta({
      description: 'YAML 1.2, or JSON, which is YAML too.',
      example: 'labels:\n  - name: Segment\n    labels:\n      - name: Key account\n',
    }),
  })
  .meta({ id: 'ConfigurationFile' });
export type ConfigurationFile = z.infer<typeof fileSchema>;

/** What is set up, as files. */
export const configurationSchema = z
  .strictObject({
    files: z.array(fileSchema).meta({ description: 'By path; the same state gives the same files.' }),
  })
  .meta({ id: 'Configuration', description: 'Everything that is set up and can still be changed, as YAML.' });
export type Configuration = z.infer<typeof configurationSchema>;

/** Which kinds to export; all of them where nothing is said. */
export const exportConfigurationQuerySchema = z.strictObject({
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(CONFIGURATION_KINDS)))
    .optional()
    .meta({ description: 'Kinds, with commas between; default: all.', example: 'sequence,template' }),
});
export type ExportConfigurationQuery = z.infer<typeof exportConfigurationQuerySchema>;

const folder = {
  files: z.array(fileSchema).max(MAX_FILES),
  prune: z.boolean().default(false).meta({
    description:
      'Also archives or deletes what the folder does not name: of every kind that it names something of, and steps and touchpoints. Lists are never deleted.',
  }),
};

/** A folder to be compared with what is set up. */
export const planConfigurationSchema = z.strictObject(folder).meta({ id: 'PlanConfiguration' });
export type PlanConfiguration = z.infer<typeof planConfigurationSchema>;

/** A folder to be applied. */
export const applyConfigurationSchema = z
  .strictObject({
    ...folder,
    token: z.string().min(1).max(100).optional().meta({
      description: 'Of the plan that somebody has read: 409 with the new one when something moved since.',
    }),
  })
  .meta({ id: 'ApplyConfiguration' });
export type ApplyConfiguration = z.infer<typeof applyConfigurationSchema>;

const differenceSchema = z
  .strictObject({
    field: z.string().meta({ example: 'steps["Friendly reminder"].timing.days' }),
    before: z.unknown().meta({ description: 'Null: it was empty, or not there.' }),
    after: z.unknown(),
  })
  .meta({ id: 'ConfigurationDifference' });
export type ConfigurationDifference = z.infer<typeof differenceSchema>;

const changeSchema = z
  .strictObject({
    action: z.enum(CONFIGURATION_ACTIONS),
    kind: z.string().meta({ example: 'sequence' }),
    name: z.string(),
    of: z.string().nullable().meta({ description: 'The group of a label.' }),
    file: z.string().nullable().meta({ description: 'Null: it is not in the folder.' }),
    differences: z.array(differenceSchema),
    notes: z.array(z.string()).meta({
      description: 'What follows from it, for people: a status that moves, a sequence that runs.',
    }),
  })
  .meta({ id: 'ConfigurationChange' });
export type ConfigurationChange = z.infer<typeof changeSchema>;

/** Every difference between a folder and what is set up. */
export const configurationPlanSchema = z
  .strictObject({
    token: z.string().meta({ description: 'Stands for exactly this plan and what it compared.' }),
    changes: z.array(changeSchema).meta({ description: 'In the order in which they are applied.' }),
    kept: z
      .array(z.strictObject({ kind: z.string(), name: z.string(), of: z.string().nullable() }))
      .meta({ description: 'What the folder does not name, and stays as it is.' }),
    unchanged: z.int().meta({ description: 'Things that the folder names and that are so already.' }),
    needs: z.array(z.enum(PERMISSIONS)).meta({ description: 'Permissions that applying it takes.' }),
    lacks: z.array(z.enum(PERMISSIONS)).meta({ description: 'Those that the caller does not have.' }),
  })
  .meta({ id: 'ConfigurationPlan' });
export type ConfigurationPlan = z.infer<typeof configurationPlanSchema>;
