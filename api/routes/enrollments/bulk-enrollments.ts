import { receiveBulkEnrollment } from '../../../commands/enrollments/receive-bulk-enrollment.ts';
import { bulkEnrollmentOperations } from '../../../contracts/enrollments/bulk-enrollments.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf, withFile } from '../../handle.ts';
import { withUpload } from '../../with-upload.ts';

/** Routes of bulk enrollments. */
export const bulkEnrollmentRoutes = routesOf(bulkEnrollmentOperations, {
  createBulkEnrollment: ({ deps, actor, params, query, csv }) =>
    withUpload(csv, query, (source) =>
      receiveBulkEnrollment(deps, withFile(actor, source.hash), { ...params, source, query }),
    ),
  getBulkEnrollment: async ({ deps, actor, params }) =>
    found(await deps.store.bulkEnrollments.bulkSummary(deps.db, actor, params.bulkId), 'bulk enrollment'),
  listBulkEnrollmentRows: async ({ deps, actor, params, query }) => {
    found(await deps.store.bulkEnrollments.bulkSummary(deps.db, actor, params.bulkId), 'bulk enrollment');
    return deps.store.bulkEnrollments.listBulkRows(deps.db, actor, { ...params, ...query });
  },
});
