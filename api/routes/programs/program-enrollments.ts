import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { setProgramEnrollment } from '../../../commands/programs/set-program-enrollment.ts';
import { found } from '../../../contracts/problems.ts';
import { programEnrollmentOperations } from '../../../contracts/programs/program-enrollments.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of who is in a program. Five statements a page, however many rows. */
export const programEnrollmentRoutes = routesOf(programEnrollmentOperations, {
  listProgramEnrollments: async ({ deps, actor, params, query }) => {
    const { db, store } = deps;
    found(await store.programs.read(db, params.programId), 'program');
    const now = await deps.now();
    const today = await organisationToday(deps, db, { actor, now });
    const moment = { today, now };
    const { limit: _limit, cursor: _cursor, sort: _sort, order: _order, ...filter } = query;
    const [page, totalCount] = await Promise.all([
      store.programEnrollmentViews.page(db, actor, { ...query, ...params, moment }),
      store.programEnrollmentViews.count(db, actor, { ...filter, ...params, moment }),
    ]);
    return { ...page, totalCount, asOf: today };
  },
  setProgramEnrollment: ({ deps, actor, params, body }) =>
    setProgramEnrollment(deps, actor, { ...params, ...body }),
});
