import { confirmClosing, declineClosing } from '../../../commands/imports/decide-closing.ts';
import { importCsv } from '../../../commands/imports/import-csv.ts';
import { previewImport } from '../../../commands/imports/preview-import.ts';
import { readingFor } from '../../../commands/imports/reading-for.ts';
import { importOperations } from '../../../contracts/imports/imports.operations.ts';
import { DELIMITER_NAMES } from '../../../contracts/imports/reading.ts';
import { found } from '../../../contracts/problems.ts';
import { sampleCsv } from '../../../infra/csv/sample-csv.ts';
import { routesOf, withFile } from '../../handle.ts';
import { withUpload } from '../../with-upload.ts';

/** Routes of imports. */
export const importRoutes = routesOf(importOperations, {
  createImport: async ({ deps, actor, query, csv }) => {
    const reading = await readingFor(deps, actor, query);
    return withUpload(csv, reading, (source) =>
      importCsv(deps, withFile(actor, source.hash), { source, query, reading }),
    );
  },
  previewImport: async ({ deps, actor, query, csv }) => {
    const reading = await readingFor(deps, actor, query);
    const delimiter = reading.delimiter && DELIMITER_NAMES[reading.delimiter];
    const sample = await sampleCsv(csv.body, { delimiter, encoding: reading.encoding ?? csv.encoding });
    return previewImport(deps, actor, { kind: query.kind, sample, reading });
  },
  listImports: ({ deps, actor, query }) => deps.store.imports.list(deps.db, actor, query),
  getImport: async ({ deps, actor, params }) =>
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import'),
  confirmImportClosing: ({ deps, actor, params, body }) =>
    confirmClosing(deps, actor, { ...body, ...params }),
  declineImportClosing: ({ deps, actor, params }) => declineClosing(deps, actor, params),
  listImportErrors: async ({ deps, actor, params, query }) => {
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import');
    return deps.store.imports.listProblems(deps.db, actor, { ...params, ...query, isWarning: false });
  },
  listImportWarnings: async ({ deps, actor, params, query }) => {
    found(await deps.store.imports.find(deps.db, actor, params.importId), 'import');
    return deps.store.imports.listProblems(deps.db, actor, { ...params, ...query, isWarning: true });
  },
});
