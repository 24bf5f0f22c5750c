import {
  createPropertySchema,
  newPropertySchema,
  updatePropertySchema,
} from '../../../contracts/customers/properties.ts';
import { refuseInvalid } from '../../../contracts/problems.ts';
import { createProperty, updateProperty } from '../../customers/save-property.ts';
import { EVERYTHING } from '../names.ts';
import { changedFields, fieldsOf, type Thing, without } from './thing.ts';

const shape = { shape: { ...newPropertySchema.shape, ...updatePropertySchema.shape } };

/** Defined custom properties, each of what has it: `of` is the entity. */
export const propertyThing: Thing = {
  reads: 'customers.read',
  writes: () => ['settings.manage'],
  fresh: createPropertySchema,
  extra: ['isArchived'],
  async list({ deps: { store }, tx, actor }) {
    const { items } = await store.properties.list(tx, actor, { includeArchived: true, limit: EVERYTHING });
    return items.map((property) => ({
      id: property.id,
      name: property.name,
      of: property.entity,
      values: without(fieldsOf(shape, property), property.type === 'choice' ? [] : ['choices']),
      isClosed: false,
    }));
  },
  async create({ deps, actor }, { values }) {
    const { id: propertyId } = await createProperty(
      deps,
      actor,
      createPropertySchema.parse(without(values, ['isArchived'])),
    );
    if (values['isArchived'] === true) await updateProperty(deps, actor, { propertyId, isArchived: true });
  },
  async update({ deps, actor }, update) {
    const change = changedFields(update);
    refuseInvalid(
      ['name', 'type']
        .filter((field) => change[field] !== undefined)
        .map((field) => ({ field, message: 'stays as it was defined' })),
    );
    await updateProperty(deps, actor, {
      propertyId: update.existing.id,
      ...updatePropertySchema.parse(change),
    });
  },
  remove: {
    action: 'archive',
    act: ({ deps, actor }, { id: propertyId }) =>
      updateProperty(deps, actor, { propertyId, isArchived: true }),
  },
};
