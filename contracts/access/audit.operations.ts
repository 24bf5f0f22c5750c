import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { auditEntrySchema, listAuditQuerySchema } from './audit.ts';

/** Operations on the audit log. */
export const auditOperations = [
  operation({
    id: 'listAuditEntries',
    method: 'get',
    path: '/v1/audit',
    tag: 'Audit',
    summary: 'List who did what, newest first',
    permission: 'audit.read',
    query: listAuditQuerySchema,
    response: pageSchema('AuditPage', auditEntrySchema),
    status: 200,
  }),
] as const;
