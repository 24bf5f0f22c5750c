import { applyConfiguration, planConfiguration } from '../../commands/configuration/apply-configuration.ts';
import { exportConfiguration } from '../../commands/configuration/export-configuration.ts';
import { configurationOperations } from '../../contracts/configuration/configuration.operations.ts';
import { routesOf } from '../handle.ts';

/** Routes of everything that is set up, as one folder. */
export const routes = routesOf(configurationOperations, {
  exportConfiguration: ({ deps, actor, query }) => exportConfiguration(deps, actor, query),
  planConfiguration: ({ deps, actor, body }) => planConfiguration(deps, actor, body),
  applyConfiguration: ({ deps, actor, body }) => applyConfiguration(deps, actor, body),
});
