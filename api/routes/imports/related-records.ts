import {
  addRelatedEvent,
  deleteDocumentFile,
  saveDocumentFile,
} from '../../../commands/receivables/change-record.ts';
import { applyCredit } from '../../../commands/receivables/apply-credit.ts';
import { upsertRelatedRecord } from '../../../commands/imports/upsert-related-record.ts';
import { found } from '../../../contracts/problems.ts';
import { relatedRecordOperations } from '../../../contracts/receivables/related-records.operations.ts';
import { FileDownload } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Routes of related records. */
export const relatedRecordRoutes = routesOf(relatedRecordOperations, {
  listRelatedRecords: async ({ deps, actor, params, query }) =>
    found(await deps.store.relatedRecords.list(deps.db, actor, { ...query, ...params }), 'customer'),
  upsertRelatedRecord: ({ deps, actor, params, body }) =>
    upsertRelatedRecord(deps, actor, { ...body, ...params }),
  getRelatedRecord: async ({ deps, actor, params }) =>
    found(await deps.store.relatedRecords.find(deps.db, actor, params.relatedRecordId), 'related record'),
  addRelatedEvent: ({ deps, actor, params, body }) => addRelatedEvent(deps, actor, { ...body, ...params }),
  saveDocumentFile: ({ deps, actor, params, body }) => saveDocumentFile(deps, actor, { ...body, ...params }),
  getDocumentFile: async ({ deps, actor, params }) =>
    new FileDownload(
      found(await deps.store.documents.findFile(deps.db, actor, params.relatedRecordId), 'file'),
    ),
  deleteDocumentFile: ({ deps, actor, params }) => deleteDocumentFile(deps, actor, params),
  applyCredit: ({ deps, actor, params, body }) => applyCredit(deps, actor, { ...body, ...params }),
});
