import { createLabelSchema, updateLabelSchema } from '../../../contracts/customers/labels.ts';
import { found } from '../../../contracts/problems.ts';
import { createLabel, createLabelGroup } from '../../customers/create-label.ts';
import { updateLabel, updateLabelGroup } from '../../customers/update-label.ts';
import { EVERYTHING } from '../names.ts';
import { changedFields, fieldsOf, type Existing, type Thing, type Work } from './thing.ts';

const ALL = { includeArchived: true, limit: EVERYTHING };
const writes = (): ['labels.manage'] => ['labels.manage'];

async function groupIdOf({ deps, tx, actor }: Work, name: string): Promise<string> {
  return found(await deps.store.labels.idOfName(tx, actor, { name }), 'label group');
}

/** Groups of labels. One is archived after its labels were made: an archived one takes none. */
export const labelGroupThing: Thing = {
  reads: 'customers.read',
  writes,
  fresh: createLabelSchema,
  extra: ['isArchived'],
  async list({ deps: { store }, tx, actor }) {
    const { items } = await store.labels.listGroups(tx, actor, ALL);
    return items.map((group) => ({
      id: group.id,
      name: group.name,
      of: null,
      values: fieldsOf(updateLabelSchema, group),
      isClosed: false,
    }));
  },
  async create(work, { name, values }) {
    const { deps, actor } = work;
    const { id: labelGroupId } = await createLabelGroup(deps, actor, { name });
    if (values['isArchived'] === true)
      work.later(() => updateLabelGroup(deps, actor, { labelGroupId, isArchived: true }));
  },
  async update(work, update) {
    const { deps, actor } = work;
    const labelGroupId = update.existing.id;
    const { isArchived, ...change } = updateLabelSchema.parse(changedFields(update));
    if (isArchived === true) work.later(() => updateLabelGroup(deps, actor, { labelGroupId, isArchived }));
    if (isArchived === false || change.name !== undefined)
      await updateLabelGroup(deps, actor, {
        labelGroupId,
        ...change,
        ...(isArchived === false && { isArchived }),
      });
  },
  remove: {
    action: 'archive',
    act: ({ deps, actor }, { id: labelGroupId }) =>
      updateLabelGroup(deps, actor, { labelGroupId, isArchived: true }),
  },
};

/** Labels, each of a group. */
export const labelThing: Thing = {
  reads: 'customers.read',
  writes,
  fresh: createLabelSchema,
  extra: ['isArchived'],
  async list({ deps: { store }, tx, actor }) {
    const { items } = await store.labels.listGroups(tx, actor, ALL);
    return items.flatMap((group) =>
      group.labels.map((label): Existing => ({
        id: label.id,
        name: label.name,
        of: group.name,
        values: fieldsOf(updateLabelSchema, label),
        isClosed: false,
      })),
    );
  },
  async create(work, { name, of, values, id }) {
    const { deps, actor } = work;
    const labelGroupId = await groupIdOf(work, of ?? '');
    const { id: labelId } = await createLabel(deps, actor, { labelGroupId, name }, id ?? undefined);
    if (values['isArchived'] === true) await updateLabel(deps, actor, { labelId, isArchived: true });
  },
  update: ({ deps, actor }, update) =>
    updateLabel(deps, actor, {
      labelId: update.existing.id,
      ...updateLabelSchema.parse(changedFields(update)),
    }),
  remove: {
    action: 'archive',
    act: ({ deps, actor }, { id: labelId }) => updateLabel(deps, actor, { labelId, isArchived: true }),
  },
};
