import { createProperty, updateProperty } from '../../../commands/customers/save-property.ts';
import { propertyOperations } from '../../../contracts/customers/properties.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of definitions of custom properties. */
export const propertyRoutes = routesOf(propertyOperations, {
  listProperties: ({ deps, actor, query }) => deps.store.properties.list(deps.db, actor, query),
  createProperty: ({ deps, actor, body }) => createProperty(deps, actor, body),
  getProperty: async ({ deps, actor, params }) =>
    found(await deps.store.properties.find(deps.db, actor, params.propertyId), 'property'),
  updateProperty: ({ deps, actor, params, body }) => updateProperty(deps, actor, { ...body, ...params }),
});
