import { createListSchema, updateListSchema } from '../../../contracts/customers/lists.ts';
import { createList, updateList } from '../../customers/save-list.ts';
import { EVERYTHING } from '../names.ts';
import { changedFields, fieldsOf, type Thing } from './thing.ts';

/** Lists of customers, by name: who is on one is no configuration, and so no folder ever deletes one. */
export const listThing: Thing = {
  reads: 'customers.read',
  writes: () => ['lists.manage'],
  fresh: createListSchema,
  extra: ['isArchived'],
  async list({ deps: { store }, tx, actor }) {
    const { items } = await store.lists.list(tx, actor, { includeArchived: true, limit: EVERYTHING });
    return items.map((list) => ({
      id: list.id,
      name: list.name,
      of: null,
      values: fieldsOf(updateListSchema, list),
      isClosed: false,
    }));
  },
  async create({ deps, actor }, { id, values }) {
    const { isArchived, ...list } = updateListSchema.parse(values);
    const { id: listId } = await createList(deps, actor, createListSchema.parse(list), id ?? undefined);
    if (isArchived === true) await updateList(deps, actor, { listId, isArchived });
  },
  update: ({ deps, actor }, update) =>
    updateList(deps, actor, { listId: update.existing.id, ...updateListSchema.parse(changedFields(update)) }),
  remove: null,
};
