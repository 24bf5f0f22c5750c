import type { Waiter } from '../release-waiting.ts';
import { wakeEnrollments } from '../wakes.ts';

/** Steps that wait for a mailbox. Those that cannot leave yet notice it by themselves. */
export const stepWaiter: Waiter<'step_execution'> = {
  kind: 'step_execution',
  async list({ store }, tx, mailboxId) {
    const rows = await store.waitingSteps.listFailing(tx, mailboxId);
    await store.snapshots.lockAlone(tx, [...new Set(rows.map(({ enrollmentId }) => enrollmentId))]);
    return rows;
  },
  async deal(deps, tx, { dealt, now }) {
    const { waitingSteps, enrollments } = deps.store;
    const enrollmentIds = await waitingSteps.deal(tx, { dealt, now });
    await enrollments.bumpIntent(tx, enrollmentIds);
    return () => wakeEnrollments(deps, enrollmentIds);
  },
  async call(deps, tx, { ids, reasons, now }) {
    const { waitingSteps, enrollments, snapshots } = deps.store;
    await snapshots.lockAlone(tx, await waitingSteps.enrollmentsOf(tx, ids));
    const enrollmentIds = await waitingSteps.call(tx, { ids, reasons, now });
    await enrollments.bumpIntent(tx, enrollmentIds);
    return () => wakeEnrollments(deps, enrollmentIds);
  },
  strays: ({ store }, db, now) => store.waitingSteps.listOutOfLine(db, now),
};
