import { cancelStep } from '../../../commands/enrollments/queue/cancel-step.ts';
import { editStep, retryStep, sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { queueClock } from '../../../commands/enrollments/queue/queue-clock.ts';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import {
  assignStep,
  completeStep,
  markSent,
  markStep,
} from '../../../commands/enrollments/queue/settle-step.ts';
import { queueOperations } from '../../../contracts/enrollments/queue.ts';
import { handle, operationOf } from '../../handle.ts';

const op = <I extends (typeof queueOperations)[number]['id']>(id: I) => operationOf(queueOperations, id);

/** Routes of the queue. */
export const queueRoutes = [
  handle(op('listQueue'), async ({ deps, actor, query }) =>
    deps.store.queue.list(deps.db, actor, {
      ...query,
      clock: await queueClock(deps, deps.db, await deps.now()),
    }),
  ),
  handle(op('countQueue'), async ({ deps, actor, query }) =>
    deps.store.queue.count(deps.db, actor, {
      ...query,
      clock: await queueClock(deps, deps.db, await deps.now()),
    }),
  ),
  handle(op('getQueueRow'), ({ deps, actor, params }) => readQueueRow(deps, actor, params)),
  handle(op('editQueued'), async ({ deps, actor, params, body }) => {
    await editStep(deps, actor, { ...params, ...body });
    return readQueueRow(deps, actor, params);
  }),
  handle(op('sendQueued'), ({ deps, actor, params, body }) => sendStep(deps, actor, { ...params, ...body })),
  handle(op('completeQueued'), ({ deps, actor, params, body }) =>
    completeStep(deps, actor, { ...params, ...body }),
  ),
  handle(op('cancelQueued'), ({ deps, actor, params, body }) =>
    cancelStep(deps, actor, { ...params, ...body }),
  ),
  handle(op('retryQueued'), ({ deps, actor, params }) => retryStep(deps, actor, params)),
  handle(op('markQueuedSent'), ({ deps, actor, params }) => markSent(deps, actor, params)),
  handle(op('markQueued'), ({ deps, actor, params, body }) => markStep(deps, actor, { ...params, ...body })),
  handle(op('assignQueued'), ({ deps, actor, params, body }) =>
    assignStep(deps, actor, { ...params, ...body }),
  ),
];
