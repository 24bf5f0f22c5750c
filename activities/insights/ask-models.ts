import { askModels as ask, type AskReport } from '../../commands/insights/model/ask-models.ts';
import type { ActivityDeps } from '../deps.ts';
import { isGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Asks the language model about customers for whom something is new (C14). Its result is counts. */
export function createAskModels(deps: ActivityDeps) {
  return function askModels(): Promise<AskReport> {
    return whileBeating(deps, () => ask(deps, { isOver: () => isGivenUp(deps) }));
  };
}
