import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { AutomationPauseReason } from '../../../contracts/automations/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { lackedRights } from '../../../domain/automations/rights.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { EffectOutcome } from '../../../infra/db/automations/effects.ts';
import type { CommandDeps } from '../../deps.ts';
import { joining, TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS, type Unit } from '../../run-command.ts';
import { actorOf } from './actor-of.ts';
import { applyAction } from './apply-action.ts';
import type { Effect } from './effect.ts';

/** An action of an automation for a customer of a pass. */
export interface ActionWork {
  automation: StoredAutomation;
  action: AutomationAction;
  /** Place of the action among those of the automation, from 0. */
  ordinal: number;
  passId: string;
  customerId: string;
  /** Of the record: how many automations lie between what it changes and a cause outside them (A7). */
  depth: number;
}

/** What keeps an automation from acting at all: nothing was written, and it is to be paused (A1). */
export interface NotAllowed {
  status: 'not_allowed';
  reason: Extract<AutomationPauseReason, 'owner_deactivated' | 'owner_lacks_right'>;
  detail: string | null;
}

/** What became of an action. */
export type Performed = EffectOutcome | NotAllowed;

/**
 * Applies an action to a customer once a pass, whatever crashes and however often it is called (A5): that it was applied
 * stands in the same transaction as what it did. What the product refuses is undone whole, and written as failed with the
 * product's own words. Other faults leave nothing, and are thrown.
 */
export async function performAction(deps: CommandDeps, work: ActionWork): Promise<Performed> {
  const now = await deps.now();
  const followUps: Unit['followUps'] = [];
  try {
    const performed = await deps.db.$transaction(
      (tx) => perform(deps, { tx, now, followUps }, work),
      OPTIONS,
    );
    for (const followUp of followUps) await followUp();
    return performed;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return failAction(deps, work, { reason: error.code, detail: wordsOf(error) });
  }
}

const OPTIONS = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS };

/** Writes that an action failed, unless it was applied meanwhile. @returns what became of it */
export async function failAction(
  deps: CommandDeps,
  work: ActionWork,
  { reason, detail }: { reason: string; detail: string | null },
): Promise<EffectOutcome> {
  const now = await deps.now();
  return deps.db.$transaction(
    async (tx) => once(deps, tx, { work, now, act: async () => ({ status: 'failed', reason, detail }) }),
    OPTIONS,
  );
}

async function perform(deps: CommandDeps, unit: Unit, work: ActionWork): Promise<Performed> {
  const { tx, now } = unit;
  const { automation, action, passId, customerId } = work;
  const actor = await actorOf(deps, tx, work);
  if (actor === null) return { status: 'not_allowed', reason: 'owner_deactivated', detail: null };
  const [lacked] = lackedRights(actor.permissions, [action]);
  if (lacked) return { status: 'not_allowed', reason: 'owner_lacks_right', detail: lacked.permission };
  const act = (effectId: string): Promise<Effect> =>
    applyAction(joining(deps, unit), tx, { automation, action, customerId, passId, effectId, actor, now });
  return once(deps, tx, { work, now, act });
}

async function once(
  { store, newId }: CommandDeps,
  tx: Tx,
  { work, now, act }: { work: ActionWork; now: number; act: (effectId: string) => Promise<Effect> },
): Promise<EffectOutcome> {
  const { automation, action, ordinal, passId, customerId } = work;
  const id = newId('automationEffect');
  const what = { automationId: automation.id, actionKey: action.key, kind: action.kind };
  const before = await store.automationEffects.take(tx, { id, passId, customerId, ...what, ordinal, now });
  if (before) return before;
  const outcome = outcomeOf(await act(id));
  await store.automationEffects.write(tx, id, outcome);
  return outcome;
}

function outcomeOf(effect: Effect): EffectOutcome {
  if ('reason' in effect) return { ...effect, data: null };
  return { status: effect.status, reason: null, detail: null, data: effect.data ?? null };
}

/** The product's own words, each field's problem included. */
export function wordsOf({ message, errors }: ProblemError): string {
  return [message, ...errors.map(({ field, message: said }) => `${field} ${said}.`)].join(' ');
}
