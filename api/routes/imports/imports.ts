import { importCsv } from '../../../commands/imports/import-csv.ts';
import { DELIMITER_NAMES, importOperations } from '../../../contracts/imports/imports.ts';
import { found } from '../../../contracts/problems.ts';
import { withCsv } from '../../../infra/csv/receive-csv.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of imports. */
export const importRoutes = [
  handle(operationOf(importOperations, 'createImport'), ({ deps, actor, query, csv }) =>
    withCsv(csv, { delimiter: query.delimiter && DELIMITER_NAMES[query.delimiter] }, (source) =>
      importCsv(deps, actor, { source, query }),
    ),
  ),
  handle(operationOf(importOperations, 'listImports'), ({ deps, actor, query }) =>
    deps.store.imports.list(deps.db, actor, query),
  ),
  handle(operationOf(importOperations, 'getImport'), async ({ deps, actor, params }) =>
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import'),
  ),
  handle(operationOf(importOperations, 'listImportErrors'), async ({ deps, actor, params, query }) => {
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import');
    return deps.store.imports.listErrors(deps.db, actor, { importId: params.importId, ...query });
  }),
];
