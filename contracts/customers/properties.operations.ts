import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createPropertySchema,
  listPropertiesQuerySchema,
  propertySchema,
  updatePropertySchema,
} from './properties.ts';

const params = z.strictObject({ propertyId: idSchema('property') });
const manage = { tag: 'Properties', permission: 'settings.manage', problems: ['conflict'] } as const;
const read = { tag: 'Properties', permission: 'customers.read', status: 200 } as const;

/** Operations on definitions of custom properties. */
export const propertyOperations = [
  operation({
    ...read,
    id: 'listProperties',
    method: 'get',
    path: '/v1/properties',
    summary: 'List defined custom properties, by whose they are and name',
    description: 'Others may be set too; their values are not checked.',
    query: listPropertiesQuerySchema,
    response: pageSchema('PropertyPage', propertySchema),
  }),
  operation({
    ...manage,
    id: 'createProperty',
    method: 'post',
    path: '/v1/properties',
    summary: 'Define a custom property: its values are checked from now on',
    description: 'What is stored stays as it is. Rules ask of it what its type allows.',
    body: createPropertySchema,
    response: propertySchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...read,
    id: 'getProperty',
    method: 'get',
    path: '/v1/properties/{propertyId}',
    summary: 'Get a defined custom property',
    params,
    response: propertySchema,
  }),
  operation({
    ...manage,
    id: 'updateProperty',
    method: 'patch',
    path: '/v1/properties/{propertyId}',
    summary: 'Change label or choices of a custom property, archive or restore it',
    description: 'Rules that name an archived one are refused until it is restored; values stay.',
    params,
    body: updatePropertySchema,
    response: propertySchema,
    status: 200,
  }),
] as const;
