import type { ActionOf } from '../../../contracts/automations/actions.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Puts a message of an automation on its way: the one send pipeline delivers it (A4). */
export function queueMessage(
  _deps: CommandDeps,
  _tx: Tx,
  _input: EffectInput<ActionOf<'email' | 'sms' | 'email_user'>>,
): Promise<Effect> {
  throw new ProblemError('unavailable', 'Messages of automations do not leave yet.');
}
