import { operation } from '../operation.ts';
import {
  applyConfigurationSchema,
  configurationPlanSchema,
  configurationSchema,
  exportConfigurationQuerySchema,
  MAX_FOLDER_BYTES,
  planConfigurationSchema,
} from './configuration.ts';

const shared = { tag: 'Configuration', permission: null } as const;

/** Operations on everything that is set up, as one folder (O11). */
export const configurationOperations = [
  operation({
    ...shared,
    id: 'exportConfiguration',
    method: 'get',
    path: '/v1/configuration',
    summary: 'Write what is set up as YAML files: names instead of ids, no secrets, in a stable order',
    description:
      'Without what has ended or is archived for good. Takes the permission to read each kind that is asked for.',
    query: exportConfigurationQuerySchema,
    response: configurationSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'planConfiguration',
    method: 'post',
    path: '/v1/configuration/plans',
    summary: 'Compare a folder with what is set up: every difference, and everything that is wrong with it',
    description: 'Nothing is written. Takes the permission to read each kind that the folder names.',
    body: planConfigurationSchema,
    bodyLimitBytes: MAX_FOLDER_BYTES,
    response: configurationPlanSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'applyConfiguration',
    method: 'post',
    path: '/v1/configuration/apply',
    summary: 'Apply a folder as a whole, or nothing of it',
    description:
      'Each change takes the permission that its own call takes. What runs follows as it does after single edits.',
    body: applyConfigurationSchema,
    bodyLimitBytes: MAX_FOLDER_BYTES,
    response: configurationPlanSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
