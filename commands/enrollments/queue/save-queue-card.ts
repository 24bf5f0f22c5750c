import type { Actor, Viewer } from '../../../contracts/actor.ts';
import { CARD_FIELDS, PROPERTY_FIELD } from '../../../contracts/enrollments/kinds.ts';
import type { CardFields, QueueCard } from '../../../contracts/enrollments/queue-card.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';

/** What a user sees beside a row: as chosen, else every field that customers have. */
export async function readQueueCard(deps: CommandDeps, viewer: Viewer): Promise<QueueCard> {
  const chosen = await deps.store.queueCards.find(deps.db, viewer, viewer.userId);
  return { fields: chosen ?? [...CARD_FIELDS] };
}

/** Keeps which fields a user sees beside a row (Q7). */
export function saveQueueCard(deps: CommandDeps, actor: Actor, { fields }: QueueCard): Promise<QueueCard> {
  return runCommand(deps, actor, async (tx, now) => {
    const { userId } = actor;
    const before = await deps.store.queueCards.find(tx, actor, userId);
    await deps.store.queueCards.save(tx, { userId, fields, now });
    await deps.store.audit.record(tx, {
      at: now,
      actor,
      action: 'queueCard.updated',
      entity: 'user',
      entityId: userId,
      customerId: null,
      before: { queueCard: before },
      after: { queueCard: fields },
    });
    return { fields };
  });
}

/** What can be chosen: fields that every customer has, and custom properties of those the viewer may see. */
export async function listCardFields(deps: CommandDeps, viewer: Viewer): Promise<CardFields> {
  const names = await deps.store.queueCards.propertyNames(deps.db, viewer);
  return {
    items: [
      ...CARD_FIELDS.map((field) => ({ field, isProperty: false })),
      ...names.map((name) => ({ field: `${PROPERTY_FIELD}${name}`, isProperty: true })),
    ],
  };
}
