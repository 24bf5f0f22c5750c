import { askModels as ask, type AskReport } from '../../commands/insights/model/ask-models.ts';
import type { ActivityDeps } from '../deps.ts';
import { whileBeating } from '../while-beating.ts';

/** One turn: the next is started by the reconciler, if anybody is left. */
const TURN_MS = 10 * 60 * 1000;

/** Asks the language model about customers for whom something is new (C14). Its result is counts. */
export function createAskModels(deps: ActivityDeps) {
  return function askModels(): Promise<AskReport> {
    const startedAt = performance.now();
    const isOver = () => deps.stopping.aborted || performance.now() - startedAt > TURN_MS;
    return whileBeating(deps, () => ask(deps, { isOver }));
  };
}
