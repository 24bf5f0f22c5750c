import { updateOrganisationSchema } from '../../../contracts/access/organisation.ts';
import { updateOrganisation } from '../../access/update-organisation.ts';
import { changedFields, fieldsOf, type Thing } from './thing.ts';

/** What the one organisation is called in a plan: its name is a field like others. */
const NAME = 'organisation';

/** The settings of the organisation. */
export const organisationThing: Thing = {
  reads: null,
  writes: () => ['settings.manage'],
  fresh: updateOrganisationSchema,
  async list({ deps: { store }, tx, actor }) {
    const settings = await store.organisation.get(tx, actor);
    const values = fieldsOf(updateOrganisationSchema, settings);
    return [{ id: 'org', name: NAME, of: null, values, isClosed: false }];
  },
  create: ({ deps, actor }, { values }) =>
    updateOrganisation(deps, actor, updateOrganisationSchema.parse(values)),
  update: ({ deps, actor }, update) =>
    updateOrganisation(deps, actor, updateOrganisationSchema.parse(changedFields(update))),
  remove: null,
};
