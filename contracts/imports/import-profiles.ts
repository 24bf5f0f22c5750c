import { z } from 'zod';
import { instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { IMPORT_KINDS } from './kinds.ts';
import { importReadingSchema } from './reading.ts';

/** How files of one origin are read, kept under a name (C17). */
export const importProfileSchema = z
  .strictObject({
    id: idSchema('importProfile'),
    name: z.string().meta({ example: 'Open items of the ERP' }),
    kind: z.enum(IMPORT_KINDS),
    reading: importReadingSchema,
    createdById: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'ImportProfile', description: 'How files of one origin are read.' });
export type ImportProfile = z.infer<typeof importProfileSchema>;

/** A new profile; its name is unique in any case. */
export const createImportProfileSchema = z.strictObject({
  name: lineSchema(200),
  kind: z.enum(IMPORT_KINDS),
  reading: importReadingSchema,
});
export type CreateImportProfile = z.infer<typeof createImportProfileSchema>;

/** Changes of a profile: what is left out stays, a reading is replaced as a whole. */
export const updateImportProfileSchema = createImportProfileSchema.omit({ kind: true }).partial();
export type UpdateImportProfile = z.infer<typeof updateImportProfileSchema>;

/** Profiles by name. */
export const listImportProfilesQuerySchema = z.strictObject({
  ...pageQuery,
  kind: z.enum(IMPORT_KINDS).optional(),
});
export type ListImportProfilesQuery = z.infer<typeof listImportProfilesQuerySchema>;
