import { operation } from '../operation.ts';
import { organisationSchema, updateOrganisationSchema } from './organisation.ts';

/** Operations on the settings of the organisation. */
export const organisationOperations = [
  operation({
    id: 'getOrganisation',
    method: 'get',
    path: '/v1/organisation',
    tag: 'Organisation',
    summary: 'Get the settings of the organisation',
    permission: null,
    response: organisationSchema,
    status: 200,
  }),
  operation({
    id: 'updateOrganisation',
    method: 'patch',
    path: '/v1/organisation',
    tag: 'Organisation',
    summary: 'Change settings of the organisation',
    permission: 'settings.manage',
    body: updateOrganisationSchema,
    response: organisationSchema,
    status: 200,
  }),
] as const;
