import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';

/** An automation before and after a command, which is written already. */
export interface DefinitionChange {
  before: StoredAutomation;
  after: StoredAutomation;
  now: number;
}

/**
 * What the calendar, the open pass and the membership of an automation make of a change to it, in its transaction.
 *
 * @returns what is to be woken after the commit
 */
export function followDefinition(_deps: CommandDeps, _tx: Tx, _change: DefinitionChange): Promise<Wake> {
  return Promise.resolve(wakeNobody);
}
