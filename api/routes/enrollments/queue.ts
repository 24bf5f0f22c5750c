import { cancelStep } from '../../../commands/enrollments/queue/cancel-step.ts';
import { removeFromSequence } from '../../../commands/enrollments/queue/remove-step.ts';
import { editStep, retryStep, sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { queueClock } from '../../../commands/enrollments/queue/queue-clock.ts';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import {
  assignStep,
  completeStep,
  markSent,
  markStep,
} from '../../../commands/enrollments/queue/settle-step.ts';
import { queueOperations } from '../../../contracts/enrollments/queue.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the queue. */
export const queueRoutes = routesOf(queueOperations, {
  listQueue: async ({ deps, actor, query }) =>
    deps.store.queue.list(deps.db, actor, {
      ...query,
      clock: await queueClock(deps, deps.db, await deps.now()),
    }),
  countQueue: async ({ deps, actor, query }) =>
    deps.store.queue.count(deps.db, actor, {
      ...query,
      clock: await queueClock(deps, deps.db, await deps.now()),
    }),
  getQueueRow: ({ deps, actor, params }) => readQueueRow(deps, actor, params),
  editQueued: async ({ deps, actor, params, body }) => {
    await editStep(deps, actor, { ...params, ...body });
    return readQueueRow(deps, actor, params);
  },
  sendQueued: ({ deps, actor, params, body }) => sendStep(deps, actor, { ...params, ...body }),
  completeQueued: ({ deps, actor, params, body }) => completeStep(deps, actor, { ...params, ...body }),
  cancelQueued: ({ deps, actor, params, body }) => cancelStep(deps, actor, { ...params, ...body }),
  removeQueued: ({ deps, actor, params, body }) => removeFromSequence(deps, actor, { ...params, ...body }),
  retryQueued: ({ deps, actor, params }) => retryStep(deps, actor, params),
  markQueuedSent: ({ deps, actor, params }) => markSent(deps, actor, params),
  markQueued: ({ deps, actor, params, body }) => markStep(deps, actor, { ...params, ...body }),
  assignQueued: ({ deps, actor, params, body }) => assignStep(deps, actor, { ...params, ...body }),
});
