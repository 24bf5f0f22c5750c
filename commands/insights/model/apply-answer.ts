import { SYSTEM } from '../../../contracts/actor.ts';
import { checkAnswer, type ReadAnswer } from '../../../domain/insights/model/check-answer.ts';
import { outgoingFacts } from '../../../domain/insights/model/facts.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Claimed } from '../../../infra/db/insights/model-insights.ts';
import type { CommandDeps } from '../../deps.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../run-command.ts';

/**
 * Stores what of an answer passes its checks, in one transaction. It is checked against what stands there now: what was
 * changed, deleted or forgotten while the model thought is quoted no more. Signals of rules and of people stay.
 *
 * @returns false: the claim is somebody else's, or the organisation wants no model any more
 */
export async function applyAnswer(
  deps: CommandDeps,
  claimed: Claimed,
  { answer, factsHash }: { answer: ReadAnswer; factsHash: string },
): Promise<boolean> {
  const { store } = deps;
  const { customerId } = claimed;
  const now = await deps.now();
  const limits = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS };
  return deps.db.$transaction(async (tx) => {
    await store.customerRefresh.lock(tx, [customerId]);
    if (!(await store.modelInsights.hold(tx, claimed))) return false;
    const { zone } = await store.organisation.get(tx, SYSTEM);
    const read = await store.modelFacts.read(tx, { customerId, zone });
    if (!read) return false;
    const facts = outgoingFacts(read);
    const { signals, ...found } = checkAnswer(answer, { facts, today: localDateOf(now, zone) });
    const rows = signals.map((signal) => ({ ...signal, id: deps.newId('signal') }));
    await store.modelSignals.keep(tx, { customerId, signals: rows, now });
    await store.modelInsights.save(tx, claimed, { ...found, factsHash, now });
    // Recommended actions follow, as they do after any change.
    await store.customerRefresh.mark(tx, { customerIds: [customerId], now });
    return true;
  }, limits);
}
