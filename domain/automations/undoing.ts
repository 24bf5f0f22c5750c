import type { AutomationWarning } from '../../contracts/automations/automations.ts';
import type { StoredAutomation } from './definition.ts';

/** Those of the others that could undo what an automation does, or the other way round (A7). */
export function findUndoing(
  _automation: StoredAutomation,
  _others: readonly StoredAutomation[],
): AutomationWarning[] {
  return [];
}
