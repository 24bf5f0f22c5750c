import { SYSTEM } from '../../../contracts/actor.ts';
import { fingerprintOf, outgoingFacts } from '../../../domain/insights/model/facts.ts';
import { ASKED_EVERY_MS } from '../../../domain/insights/model/merge.ts';
import { insightMessages } from '../../../domain/insights/model/request.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Claimed } from '../../../infra/db/insights/model-insights.ts';
import type { AskModel } from '../../../infra/llm/chat-model.ts';
import type { CommandDeps } from '../../deps.ts';
import { MODEL_CLAIM_MS, readReply, takeModelTurn } from '../../prompting/model-turn.ts';
import { applyAnswer } from './apply-answer.ts';
import { readAnswer } from './read-answer.ts';

/** How many customers a model was asked about, and what came of it. */
export interface AskReport {
  answered: number;
  failed: number;
  /** Nothing had changed, or somebody else was faster. */
  unasked: number;
}

/**
 * Asks the language model about everybody for whom something is new (C14), several at once, until nobody is left or a turn is over.
 * Safe to repeat and to run twice: each customer is claimed. Takes long: never inside a transaction. What a model does,
 * and what it answers, is never thrown and stands in no result.
 *
 * @param input.isOver asked before each customer: what is left is for the next time
 */
export async function askModels(
  deps: CommandDeps,
  { isOver = () => false }: { isOver?: () => boolean } = {},
): Promise<AskReport> {
  const report: AskReport = { answered: 0, failed: 0, unasked: 0 };
  const { askInsights } = deps;
  if (!askInsights) return report;
  const askNext = async (): Promise<boolean> => {
    const now = await deps.now();
    const claim = { token: deps.newId('claim'), now, until: now + MODEL_CLAIM_MS, limit: 1 };
    const [claimed] = await deps.store.modelInsights.claim(deps.db, claim);
    if (claimed) report[await askAbout(deps, askInsights, claimed)] += 1;
    return claimed !== undefined;
  };
  await takeModelTurn({ isOver, askNext });
  return report;
}

async function askAbout(deps: CommandDeps, ask: AskModel, claimed: Claimed): Promise<keyof AskReport> {
  const { db, store } = deps;
  const { modelInsights } = store;
  const { customerId } = claimed;
  const now = await deps.now();
  const { zone } = await store.organisation.get(db, SYSTEM);
  const before = (await modelInsights.find(db, { customerIds: [customerId], now })).get(customerId);
  const read = await store.modelFacts.read(db, { customerId, zone });
  const facts = read && outgoingFacts(read);
  const factsHash = facts && deps.hash(fingerprintOf(facts));
  if (!facts || facts.sources.length === 0 || factsHash === before?.factsHash) {
    await modelInsights.leave(db, claimed);
    return 'unasked';
  }
  const restedAt = (before?.askedAt ?? 0) + ASKED_EVERY_MS;
  if (restedAt > now && !before?.isAskedFor) {
    await modelInsights.postpone(db, claimed, restedAt);
    return 'unasked';
  }
  if (!(await modelInsights.begin(db, claimed, now))) return 'unasked';
  const reply = await ask(insightMessages(facts, localDateOf(now, zone))).catch(async (error: unknown) => {
    // The worker stops: whoever goes on asks.
    await modelInsights.release(db, claimed, before?.askedAt ?? null);
    throw error;
  });
  const said = readReply(reply, readAnswer);
  if (said.answer === null) {
    await modelInsights.fail(db, claimed, { code: said.code, now: await deps.now() });
    return 'failed';
  }
  const isTaken = await applyAnswer(deps, claimed, { answer: said.answer, factsHash: factsHash ?? '' });
  return isTaken ? 'answered' : 'unasked';
}
