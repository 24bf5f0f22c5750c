import { ProblemError } from '../../../contracts/problems.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import { lackedRights } from '../../../domain/automations/rights.ts';
import { causeOf } from '../../../domain/change-entry.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { enroll, enrollInProgram, stopInSequence } from './change-enrollments.ts';
import { assignOwner, setGroups, setProperty } from './change-fields.ts';
import { changeLabel, changeList } from './change-marks.ts';
import type { Effect, EffectInput } from './effect.ts';
import { postWebhook } from './post-webhook.ts';
import { queueMessage } from './queue-message.ts';
import { addScore, computeScore, setScore } from './set-score.ts';

/**
 * Applies one action to one customer by the product's own command (A4), as a part of the unit that `deps` joins: nothing of
 * it is committed, and nobody woken, before all is. What is so already is done and says that nothing changed; a customer
 * whom the automation may not see is skipped.
 *
 * @throws ProblemError what the command refuses, each field in the words of its detail; `forbidden` when its owner may not
 */
export async function applyAction(deps: CommandDeps, tx: Tx, input: EffectInput): Promise<Effect> {
  const { action, actor, automation, customerId } = input;
  const [lacked] = lackedRights(actor.permissions, [action]);
  if (lacked) throw new ProblemError('forbidden', `The permission ${lacked.permission} is needed.`);
  const { depth } = causeOf(actor);
  await deps.store.automations.nameCause(tx, { automationId: automation.id, depth });
  if (!(await deps.store.customers.isVisible(tx, actor, customerId)))
    return { status: 'skipped', reason: 'hidden', detail: null };
  try {
    return await effectOf(deps, tx, input);
  } catch (error) {
    throw error instanceof ProblemError ? inOneSentence(error) : error;
  }
}

/** A history shows the detail alone, so that what is wrong with which field has to stand in it. */
function inOneSentence(error: ProblemError): ProblemError {
  return new ProblemError(error.code, wordsOf(error), [], error.extra);
}

/** The product's own words, each field's problem included. */
export function wordsOf({ message, errors }: ProblemError): string {
  return [message, ...errors.map(({ field, message: said }) => `${field} ${said}.`)].join(' ');
}

function effectOf(deps: CommandDeps, tx: Tx, { action, ...input }: EffectInput): Promise<Effect> {
  const of = <A extends AutomationAction>(one: A): EffectInput<A> => ({ ...input, action: one });
  switch (action.kind) {
    case 'assign_owner':
      return assignOwner(deps, tx, of(action));
    case 'set_groups':
      return setGroups(deps, tx, of(action));
    case 'set_property':
      return setProperty(deps, tx, of(action));
    case 'set_score':
      return setScore(deps, tx, of(action));
    case 'add_score':
      return addScore(deps, tx, of(action));
    case 'compute_score':
      return computeScore(deps, tx, of(action));
    case 'add_label':
    case 'remove_label':
      return changeLabel(deps, tx, of(action));
    case 'add_to_list':
    case 'remove_from_list':
      return changeList(deps, tx, of(action));
    case 'enroll':
      return enroll(deps, of(action));
    case 'stop_enrollment':
      return stopInSequence(deps, tx, of(action));
    case 'enroll_in_program':
      return enrollInProgram(deps, of(action));
    case 'webhook':
      return postWebhook(deps, tx, of(action));
    case 'email':
    case 'sms':
    case 'email_user':
      return queueMessage(deps, tx, of(action));
  }
}
