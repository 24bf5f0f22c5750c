import type { ActionOf } from '../../../contracts/automations/actions.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { assignLabel, removeLabel } from '../../customers/assign-label.ts';
import { addListMember, removeListMember } from '../../customers/set-list-member.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Puts a label on a customer, or takes it off (C7). What is so already stays so, and the command records nothing. */
export async function changeLabel(
  deps: CommandDeps,
  tx: Tx,
  { action: { kind, labelId }, actor, customerId }: EffectInput<ActionOf<'add_label' | 'remove_label'>>,
): Promise<Effect> {
  const mark = { entity: 'customer', targetId: customerId, labelId } as const;
  const labels = await deps.store.labelMarks.list(tx, actor, mark);
  const hadIt = labels.some(({ id }) => id === labelId);
  const isWanted = kind === 'add_label';
  await (isWanted ? assignLabel : removeLabel)(deps, actor, mark);
  return { status: 'done', data: { hasChanged: hadIt !== isWanted } };
}

/** Puts a customer on a list, or takes it off; a sequence that follows the list does as with a person's change (S17). */
export async function changeList(
  deps: CommandDeps,
  tx: Tx,
  { action: { kind, listId }, actor, customerId }: EffectInput<ActionOf<'add_to_list' | 'remove_from_list'>>,
): Promise<Effect> {
  const membership = { listId, customerId };
  const wasOnIt = await deps.store.lists.isMember(tx, membership);
  if (kind === 'add_to_list') {
    await addListMember(deps, actor, membership);
    return { status: 'done', data: { hasChanged: !wasOnIt } };
  }
  const { inFlight } = await removeListMember(deps, actor, membership);
  return { status: 'done', data: { hasChanged: wasOnIt, ...(inFlight.length > 0 && { inFlight }) } };
}
