import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { recordMailEvent } from '../../../commands/enrollments/record-mail-event.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { enrollmentOperations } from '../../../contracts/enrollments/enrollments.ts';
import { found } from '../../../contracts/problems.ts';
import { handle, operationOf } from '../../handle.ts';

const op = <I extends (typeof enrollmentOperations)[number]['id']>(id: I) =>
  operationOf(enrollmentOperations, id);

/** Routes of enrollments. */
export const enrollmentRoutes = [
  handle(op('enrollCustomer'), ({ deps, actor, params, body }) =>
    enrollCustomer(deps, actor, { ...params, ...body }),
  ),
  handle(op('listEnrollments'), async ({ deps, actor, query }) =>
    deps.store.enrollmentViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  ),
  handle(op('getEnrollment'), async ({ deps, actor, params }) =>
    found(
      await deps.store.enrollmentViews.find(deps.db, actor, { ...params, now: await deps.now() }),
      'enrollment',
    ),
  ),
  handle(op('explainEnrollment'), ({ deps, actor, params }) => explainEnrollment(deps, actor, params)),
  handle(op('stopEnrollment'), ({ deps, actor, params, body }) =>
    stopEnrollment(deps, actor, { ...params, ...body }),
  ),
  handle(op('pauseEnrollment'), ({ deps, actor, params, body }) =>
    pauseEnrollment(deps, actor, { ...params, ...body }),
  ),
  handle(op('resumeEnrollment'), ({ deps, actor, params }) => resumeEnrollment(deps, actor, params)),
  handle(op('recordMailEvent'), ({ deps, actor, params, body }) =>
    recordMailEvent(deps, actor, { ...params, ...body }),
  ),
];
