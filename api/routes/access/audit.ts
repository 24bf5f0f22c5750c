import { auditOperations } from '../../../contracts/access/audit.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of the audit log. */
export const auditRoutes = [
  handle(operationOf(auditOperations, 'listAuditEntries'), ({ deps, actor, query }) =>
    deps.store.auditLog.list(deps.db, actor, query),
  ),
];
