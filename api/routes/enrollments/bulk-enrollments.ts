import { receiveBulkEnrollment } from '../../../commands/enrollments/receive-bulk-enrollment.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { bulkEnrollmentOperations } from '../../../contracts/enrollments/bulk-enrollments.operations.ts';
import { DELIMITER_NAMES } from '../../../contracts/imports/imports.ts';
import { found } from '../../../contracts/problems.ts';
import { withCsv } from '../../../infra/csv/receive-csv.ts';
import { routesOf } from '../../handle.ts';

/** Routes of bulk enrollments. */
export const bulkEnrollmentRoutes = routesOf(bulkEnrollmentOperations, {
  createBulkEnrollment: ({ deps, actor, params, query, csv }) =>
    withCsv(csv, { delimiter: query.delimiter && DELIMITER_NAMES[query.delimiter] }, (source) =>
      receiveBulkEnrollment(deps, withBody(actor, source.hash), { ...params, source, query }),
    ),
  getBulkEnrollment: async ({ deps, actor, params }) =>
    found(await deps.store.bulkEnrollments.bulkSummary(deps.db, actor, params.bulkId), 'bulk enrollment'),
  listBulkEnrollmentRows: async ({ deps, actor, params, query }) => {
    found(await deps.store.bulkEnrollments.bulkSummary(deps.db, actor, params.bulkId), 'bulk enrollment');
    return deps.store.bulkEnrollments.listBulkRows(deps.db, actor, { ...params, ...query });
  },
});

/** A streamed body is known only now; with another one, the same Idempotency-Key is a mistake (O8). */
function withBody(actor: Actor, hash: string): Actor {
  const { idempotency } = actor;
  return idempotency
    ? { ...actor, idempotency: { ...idempotency, bodyHash: `${idempotency.bodyHash}.${hash}` } }
    : actor;
}
