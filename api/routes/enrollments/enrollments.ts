import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { moveOn } from '../../../commands/enrollments/move-on.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { recordMailEvent } from '../../../commands/enrollments/record-mail-event.ts';
import { recordMessageEvent } from '../../../commands/enrollments/record-message-event.ts';
import { removeEnrollment } from '../../../commands/enrollments/remove-enrollment.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { enrollmentOperations } from '../../../contracts/enrollments/enrollments.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of enrollments. */
export const enrollmentRoutes = routesOf(enrollmentOperations, {
  enrollCustomer: ({ deps, actor, params, body }) => enrollCustomer(deps, actor, { ...params, ...body }),
  getSequenceList: async ({ deps, actor, params }) =>
    found(
      await deps.store.listProgress.read(deps.db, actor, { ...params, now: await deps.now() }),
      'list of the sequence',
    ),
  listEnrollments: async ({ deps, actor, query }) =>
    deps.store.enrollmentViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  listUpcoming: async ({ deps, actor, query }) =>
    deps.store.upcoming.list(deps.db, actor, { ...query, now: await deps.now() }),
  getEnrollment: async ({ deps, actor, params }) =>
    found(
      await deps.store.enrollmentViews.find(deps.db, actor, { ...params, now: await deps.now() }),
      'enrollment',
    ),
  explainEnrollment: ({ deps, actor, params }) => explainEnrollment(deps, actor, params),
  stopEnrollment: ({ deps, actor, params, body }) => stopEnrollment(deps, actor, { ...params, ...body }),
  pauseEnrollment: ({ deps, actor, params, body }) => pauseEnrollment(deps, actor, { ...params, ...body }),
  removeEnrollment: ({ deps, actor, params, body }) => removeEnrollment(deps, actor, { ...params, ...body }),
  resumeEnrollment: ({ deps, actor, params }) => resumeEnrollment(deps, actor, params),
  moveEnrollmentOn: ({ deps, actor, params }) => moveOn(deps, actor, params),
  recordMessageEvent: ({ deps, actor, params, body }) =>
    recordMessageEvent(deps, actor, { ...params, ...body }),
  recordMailEvent: ({ deps, actor, params, body }) => recordMailEvent(deps, actor, { ...params, ...body }),
});
