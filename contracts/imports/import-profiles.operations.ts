import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createImportProfileSchema,
  importProfileSchema,
  listImportProfilesQuerySchema,
  updateImportProfileSchema,
} from './import-profiles.ts';

const shared = { tag: 'Imports', permission: 'customers.import' } as const;
const one = {
  ...shared,
  path: '/v1/import-profiles/{importProfileId}',
  params: z.strictObject({ importProfileId: idSchema('importProfile') }),
} as const;

/** Operations on saved profiles: how files of one origin are read. */
export const importProfileOperations = [
  operation({
    ...shared,
    id: 'listImportProfiles',
    method: 'get',
    path: '/v1/import-profiles',
    summary: 'List saved import profiles, by name',
    query: listImportProfilesQuerySchema,
    response: pageSchema('ImportProfilePage', importProfileSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'createImportProfile',
    method: 'post',
    path: '/v1/import-profiles',
    summary: 'Keep a mapping and the other options of an import under a name',
    body: createImportProfileSchema,
    response: importProfileSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    ...one,
    id: 'getImportProfile',
    method: 'get',
    summary: 'Get a saved import profile',
    response: importProfileSchema,
    status: 200,
  }),
  operation({
    ...one,
    id: 'updateImportProfile',
    method: 'patch',
    summary: 'Rename a saved import profile, or replace its reading',
    body: updateImportProfileSchema,
    response: importProfileSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...one,
    id: 'deleteImportProfile',
    method: 'delete',
    summary: 'Delete a saved import profile; imports made with it stay',
    response: null,
    status: 204,
  }),
] as const;
