import { z } from 'zod';
import { updateOrganisationSchema } from '../access/organisation.ts';
import { createLabelSchema, updateLabelSchema } from '../customers/labels.ts';
import { createListSchema, updateListSchema } from '../customers/lists.ts';
import { newPropertySchema, updatePropertySchema } from '../customers/properties.ts';
import { createImportProfileSchema } from '../imports/import-profiles.ts';
import { PROGRAM_STATUSES } from '../programs/kinds.ts';
import { uniqueNameSchema } from '../programs/program-fields.ts';
import { createTouchpointSchema } from '../programs/program-touchpoints.ts';
import { updateProgramSchema } from '../programs/programs.ts';
import { createTemplateSchema, updateTemplateSchema } from '../programs/templates.ts';
import { SEQUENCE_STATUSES } from '../sequences/kinds.ts';
import { archiveSequenceSchema, sequenceNameSchema, updateSequenceSchema } from '../sequences/sequences.ts';
import { branchNamesSchema, describedStepSchema } from '../sequences/described-steps.ts';

/** More parts than that are no sequence and no program. */
const MAX_PARTS = 500;

/**
 * What a folder may say of each kind of thing: the fields that the API takes, with ids in the places of names. So a field that a
 * thing gains is exported, compared and applied without a word here. What is not given stays, or takes its default.
 */
export const documentSchemas = {
  organisation: updateOrganisationSchema,
  labelGroup: z.strictObject({ ...updateLabelSchema.shape, ...createLabelSchema.shape }),
  label: z.strictObject({ ...updateLabelSchema.shape, ...createLabelSchema.shape }),
  list: z.strictObject({ ...updateListSchema.shape, ...createListSchema.shape }),
  property: z.strictObject({
    ...newPropertySchema.shape,
    ...updatePropertySchema.shape,
    entity: newPropertySchema.shape.entity.unwrap().optional(),
    type: newPropertySchema.shape.type.optional(),
  }),
  importProfile: createImportProfileSchema,
  template: z.strictObject({
    ...updateTemplateSchema.shape,
    name: createTemplateSchema.shape.name,
    level: createTemplateSchema.shape.level.optional(),
  }),
  sequence: z.strictObject({
    ...updateSequenceSchema.shape,
    name: sequenceNameSchema,
    status: z.enum(SEQUENCE_STATUSES).optional(),
    enrollments: archiveSequenceSchema.shape.enrollments,
    branches: branchNamesSchema.optional(),
    steps: z.array(describedStepSchema).max(MAX_PARTS).optional(),
  }),
  program: z.strictObject({
    ...updateProgramSchema.shape,
    name: uniqueNameSchema,
    status: z.enum(PROGRAM_STATUSES).optional(),
    touchpoints: z.array(z.strictObject(createTouchpointSchema.shape)).max(MAX_PARTS).optional(),
  }),
} as const;

/** One kind of thing that can be told apart in a folder: a label is one by itself. */
export type ThingKind = keyof typeof documentSchemas;
