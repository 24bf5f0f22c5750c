import { cancelStep } from '../../../commands/enrollments/queue/cancel-step.ts';
import { removeFromSequence } from '../../../commands/enrollments/queue/remove-step.ts';
import { editStep, retryStep, sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { NextQueued, QueueFilter } from '../../../contracts/enrollments/queue.ts';
import { nameNext, readNextRow } from '../../../commands/enrollments/queue/next-row.ts';
import { queueClock } from '../../../commands/enrollments/queue/queue-clock.ts';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import {
  assignStep,
  completeStep,
  markSent,
  markStep,
} from '../../../commands/enrollments/queue/settle-step.ts';
import {
  listCardFields,
  readQueueCard,
  saveQueueCard,
} from '../../../commands/enrollments/queue/save-queue-card.ts';
import { queueCardOperations } from '../../../contracts/enrollments/queue-card.operations.ts';
import { queueOperations } from '../../../contracts/enrollments/queue.operations.ts';
import type { ApiDeps } from '../../deps.ts';
import { routesOf } from '../../handle.ts';

/** A reply with the row to go on with, under the filters of the call (Q7). */
async function withNext<T extends { id: string }>(
  { deps, actor, query: filter }: { deps: ApiDeps; actor: Actor; query: QueueFilter },
  acting: Promise<T>,
): Promise<T & { next: NextQueued | null }> {
  const row = await acting;
  return { ...row, next: await nameNext(deps, actor, { after: row.id, filter }) };
}

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
  getNextQueued: ({ deps, actor, query: { after, ...filter } }) =>
    readNextRow(deps, actor, { after, filter }),
  getQueueRow: ({ deps, actor, params }) => readQueueRow(deps, actor, params),
  editQueued: async (call) => {
    const { deps, actor, params, body } = call;
    await editStep(deps, actor, { ...params, ...body });
    return withNext(call, readQueueRow(deps, actor, params));
  },
  sendQueued: (call) => withNext(call, sendStep(call.deps, call.actor, { ...call.params, ...call.body })),
  completeQueued: (call) =>
    withNext(call, completeStep(call.deps, call.actor, { ...call.params, ...call.body })),
  cancelQueued: (call) => withNext(call, cancelStep(call.deps, call.actor, { ...call.params, ...call.body })),
  removeQueued: (call) =>
    withNext(call, removeFromSequence(call.deps, call.actor, { ...call.params, ...call.body })),
  retryQueued: (call) => withNext(call, retryStep(call.deps, call.actor, call.params)),
  markQueuedSent: (call) => withNext(call, markSent(call.deps, call.actor, call.params)),
  markQueued: (call) => withNext(call, markStep(call.deps, call.actor, { ...call.params, ...call.body })),
  assignQueued: (call) => withNext(call, assignStep(call.deps, call.actor, { ...call.params, ...call.body })),
});

/** Routes of the card beside a row. */
export const queueCardRoutes = routesOf(queueCardOperations, {
  listQueueCardFields: ({ deps, actor }) => listCardFields(deps, actor),
  getMyQueueCard: ({ deps, actor }) => readQueueCard(deps, actor),
  setMyQueueCard: ({ deps, actor, body }) => saveQueueCard(deps, actor, body),
});
