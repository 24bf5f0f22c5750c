import { auditOperations } from '../../../contracts/access/audit.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the audit log. */
export const auditRoutes = routesOf(auditOperations, {
  listAuditEntries: ({ deps, actor, query }) => deps.store.auditLog.list(deps.db, actor, query),
});
