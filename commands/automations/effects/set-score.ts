import type { ActionOf } from '../../../contracts/automations/actions.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { updateCustomer } from '../../customers/update-customer.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Farthest from 0 that a score may lie (C1). */
const MOST = 1_000_000;

/** Sets the score of a customer. */
export async function setScore(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<ActionOf<'set_score'>>,
): Promise<Effect> {
  const { score } = await deps.store.customers.lockFields(tx, input.customerId);
  return write(deps, input, { before: score, score: input.action.value });
}

/** Adds to the score of a customer; a missing one counts from 0 (A4). */
export async function addScore(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<ActionOf<'add_score'>>,
): Promise<Effect> {
  const { score } = await deps.store.customers.lockFields(tx, input.customerId);
  return write(deps, input, { before: score, score: (score ?? 0) + input.action.value });
}

async function write(
  deps: CommandDeps,
  { actor, customerId }: EffectInput,
  { before, score }: { before: number | null; score: number },
): Promise<Effect> {
  if (Math.abs(score) > MOST)
    throw new ProblemError('validation', `A score lies between -${MOST} and ${MOST}; it would be ${score}.`);
  if (score === before) return { status: 'done', data: { hasChanged: false, score } };
  await updateCustomer(deps, actor, { customerId, score });
  return { status: 'done', data: { hasChanged: true, before, score } };
}
