import { applyQueueBulk, createQueueBulk } from '../../../commands/enrollments/queue/queue-bulk.ts';
import { queueBulkOperations } from '../../../contracts/enrollments/queue/bulks.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of acts on many rows of the queue. */
export const queueBulkRoutes = routesOf(queueBulkOperations, {
  createQueueBulk: ({ deps, actor, body }) => createQueueBulk(deps, actor, body),
  applyQueueBulk: ({ deps, actor, params }) => applyQueueBulk(deps, actor, params),
  getQueueBulk: async ({ deps, actor, params }) =>
    found(await deps.store.queueBulks.find(deps.db, actor, params.token), 'bulk act'),
  listQueueBulkRows: async ({ deps, actor, params, query }) =>
    found(await deps.store.queueBulks.listRows(deps.db, actor, { ...query, id: params.token }), 'bulk act'),
});
