import type { ActionOf } from '../../../contracts/automations/actions.ts';
import { propertiesSchema } from '../../../contracts/fields.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { setCustomerGroups } from '../../access/set-customer-groups.ts';
import { updateCustomer } from '../../customers/update-customer.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Gives a customer another owner, or none; who has it already keeps it, and nothing is recorded. */
export async function assignOwner(
  deps: CommandDeps,
  tx: Tx,
  { action, actor, customerId }: EffectInput<ActionOf<'assign_owner'>>,
): Promise<Effect> {
  const { userId } = action;
  const column = action.owner === 'ar' ? 'arOwnerId' : 'salesOwnerId';
  const { [column]: before } = await deps.store.customers.lockFields(tx, customerId);
  if (before === userId) return { status: 'done', data: { hasChanged: false } };
  await updateCustomer(deps, actor, { customerId, [column]: userId });
  return { status: 'done', data: { hasChanged: true, before } };
}

/** Sets one property; null takes it away. The others stay, also those that somebody changes at this moment. */
export async function setProperty(
  deps: CommandDeps,
  tx: Tx,
  { action: { name, value }, actor, customerId }: EffectInput<ActionOf<'set_property'>>,
): Promise<Effect> {
  const { properties } = await deps.store.customers.lockFields(tx, customerId);
  const { [name]: before = null, ...others } = properties;
  if (before === value) return { status: 'done', data: { hasChanged: false } };
  const set = propertiesSchema.safeParse(value === null ? others : { ...properties, [name]: value });
  if (!set.success) throw new ProblemError('validation', 'The customer has 100 properties already.');
  await updateCustomer(deps, actor, { customerId, properties: set.data });
  return { status: 'done', data: { hasChanged: true } };
}

/** Puts a customer into visibility groups, or takes it out of them (U3). */
export async function setGroups(
  deps: CommandDeps,
  tx: Tx,
  { action: { mode, groupIds: named }, actor, customerId }: EffectInput<ActionOf<'set_groups'>>,
): Promise<Effect> {
  const { visibilityGroups } = deps.store;
  const [locked] = await visibilityGroups.lockVisible(tx, actor, [customerId]);
  const { items } = found(
    await visibilityGroups.listOfCustomer(tx, actor, found(locked, 'customer')),
    'customer',
  );
  const known = await visibilityGroups.keep(tx, named);
  if (named.some((groupId) => !known.includes(groupId)))
    throw new ProblemError('not_found', 'No such visibility group.');
  const before = items.map(({ id }) => id);
  const kept = mode === 'add' ? before : [];
  const wanted =
    mode === 'remove' ? before.filter((id) => !named.includes(id)) : [...new Set([...kept, ...named])];
  const isSame = wanted.length === before.length && wanted.every((id) => before.includes(id));
  if (!isSame) await setCustomerGroups(deps, actor, { customerId, groupIds: wanted });
  return { status: 'done', data: { hasChanged: !isSame } };
}
