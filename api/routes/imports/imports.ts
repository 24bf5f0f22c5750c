import { importCsv } from '../../../commands/imports/import-csv.ts';
import { DELIMITER_NAMES } from '../../../contracts/imports/imports.ts';
import { importOperations } from '../../../contracts/imports/imports.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { withCsv } from '../../../infra/csv/receive-csv.ts';
import { routesOf } from '../../handle.ts';

/** Routes of imports. */
export const importRoutes = routesOf(importOperations, {
  createImport: ({ deps, actor, query, csv }) =>
    withCsv(csv, { delimiter: query.delimiter && DELIMITER_NAMES[query.delimiter] }, (source) =>
      importCsv(deps, actor, { source, query }),
    ),
  listImports: ({ deps, actor, query }) => deps.store.imports.list(deps.db, actor, query),
  getImport: async ({ deps, actor, params }) =>
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import'),
  listImportErrors: async ({ deps, actor, params, query }) => {
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import');
    return deps.store.imports.listErrors(deps.db, actor, { importId: params.importId, ...query });
  },
});
