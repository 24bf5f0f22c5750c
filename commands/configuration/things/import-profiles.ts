import {
  createImportProfileSchema,
  updateImportProfileSchema,
} from '../../../contracts/imports/import-profiles.ts';
import { refuseInvalid } from '../../../contracts/problems.ts';
import {
  createImportProfile,
  deleteImportProfile,
  updateImportProfile,
} from '../../imports/save-import-profile.ts';
import { EVERYTHING } from '../names.ts';
import { changedFields, fieldsOf, type Thing } from './thing.ts';

/** How files are read, under a name. */
export const importProfileThing: Thing = {
  reads: 'customers.import',
  writes: () => ['customers.import'],
  fresh: createImportProfileSchema,
  async list({ deps: { store }, tx, actor }) {
    const { items } = await store.importProfiles.list(tx, actor, { limit: EVERYTHING });
    return items.map((profile) => ({
      id: profile.id,
      name: profile.name,
      of: null,
      values: fieldsOf(createImportProfileSchema, profile),
      isClosed: false,
    }));
  },
  create: ({ deps, actor }, { values }) =>
    createImportProfile(deps, actor, createImportProfileSchema.parse(values)),
  async update({ deps, actor }, update) {
    const { kind, ...change } = changedFields(update);
    if (kind !== undefined) refuseInvalid([{ field: 'kind', message: 'never changes' }]);
    const importProfileId = update.existing.id;
    await updateImportProfile(deps, actor, { importProfileId, ...updateImportProfileSchema.parse(change) });
  },
  remove: {
    action: 'delete',
    act: ({ deps, actor }, { id: importProfileId }) => deleteImportProfile(deps, actor, { importProfileId }),
  },
};
