import { SYSTEM } from '../../../contracts/actor.ts';
import type { ActionOf } from '../../../contracts/automations/actions.ts';
import type { HeldCriterion } from '../../../contracts/automations/scores.ts';
import { ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import { checkAudience } from '../../../domain/automations/check-audience.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { updateCustomer } from '../../customers/update-customer.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Farthest from 0 that a score may lie (C1). */
const MOST = 1_000_000;

type Scoring = EffectInput<ActionOf<'set_score' | 'add_score' | 'compute_score'>>;

/** Sets the score of a customer. */
export async function setScore(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<ActionOf<'set_score'>>,
): Promise<Effect> {
  const { score: before } = await deps.store.customers.lockFields(tx, input.customerId);
  const { value: score } = input.action;
  return before === score ? unchanged(score) : write(deps, tx, { input, before, score, criteria: [] });
}

/** Adds to the score of a customer; a missing one counts from 0 (A4). */
export async function addScore(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<ActionOf<'add_score'>>,
): Promise<Effect> {
  const { score: before } = await deps.store.customers.lockFields(tx, input.customerId);
  const score = (before ?? 0) + input.action.value;
  return before === score ? unchanged(score) : write(deps, tx, { input, before, score, criteria: [] });
}

/** Works the score out from what holds now, and keeps what that was: computed anew, never added again (A4). */
export async function computeScore(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<ActionOf<'compute_score'>>,
): Promise<Effect> {
  const { action, customerId, now } = input;
  const { store } = deps;
  refuseInvalid(
    action.criteria.flatMap(
      ({ when }, n) => checkAudience(when, `criteria[${n}].when`, { isStarting: true }).problems,
    ),
    'A criterion of the score cannot be asked.',
  );
  const { score: before } = await store.customers.lockFields(tx, customerId);
  const { zone } = await store.organisation.get(tx, SYSTEM);
  const asked = { today: localDateOf(now, zone), zone, now };
  await store.customerSummaries.bringOneForward(tx, customerId, asked);
  const trees = action.criteria.map(({ when }) => when);
  const held = await store.audiences.holding(tx, { trees, asked, customerId });
  const criteria = action.criteria.flatMap(({ name, points }, n) => (held[n] ? [{ name, points }] : []));
  const score = criteria.reduce((sum, { points }) => sum + points, 0);
  return write(deps, tx, { input, before, score, criteria });
}

const unchanged = (score: number): Effect => ({ status: 'done', data: { hasChanged: false, score } });

/** The score first: another one takes the earlier explanation away, whoever writes it. */
async function write(
  deps: CommandDeps,
  tx: Tx,
  found: { input: Scoring; before: number | null; score: number; criteria: readonly HeldCriterion[] },
): Promise<Effect> {
  const { input, before, score, criteria } = found;
  const { actor, action, automation, customerId, now } = input;
  if (Math.abs(score) > MOST)
    throw new ProblemError('validation', `A score lies between -${MOST} and ${MOST}; it would be ${score}.`);
  const hasChanged = score !== before;
  if (hasChanged) await updateCustomer(deps, actor, { customerId, score });
  const { kind, key: actionKey } = action;
  const explained = { automationId: automation.id, actionKey, kind, criteria: [...criteria] };
  await deps.store.customerScores.explain(tx, { customerId, score, ...explained, now });
  return { status: 'done', data: { hasChanged, before, score } };
}
