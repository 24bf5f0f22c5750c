import { SYSTEM } from '../../../contracts/actor.ts';
import { mailSuggestionChanges } from '../../../contracts/inbox/changes.ts';
import { checkSuggestions, type Dropped } from '../../../domain/inbox/suggestions/check-suggestions.ts';
import { maskMail, type MailFacts } from '../../../domain/inbox/suggestions/facts.ts';
import { readingMessages } from '../../../domain/inbox/suggestions/request.ts';
import type { ClaimedReading } from '../../../infra/db/inbox/mail-readings.ts';
import type { AskModel } from '../../../infra/llm/chat-model.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { MODEL_CLAIM_MS, readReply, takeModelTurn } from '../../prompting/model-turn.ts';
import { readReading } from './read-answer.ts';

/** How many mails were read, and what came of it. */
export interface ReadingReport {
  read: number;
  failed: number;
}

type Reading = { facts: MailFacts; answer: NonNullable<ReturnType<typeof readReading>> };

/**
 * Has the language model read every reply that waits for it (I8), several at once, until none is left or a turn is over. Safe to repeat and to run twice: each
 * mail is claimed. Takes long: never inside a transaction. All that comes of it are suggestions; a person accepts each.
 *
 * @param input.isOver asked before each mail: what is left is for the next time
 */
export async function readMails(
  deps: CommandDeps,
  { isOver = () => false }: { isOver?: () => boolean } = {},
): Promise<ReadingReport> {
  const report: ReadingReport = { read: 0, failed: 0 };
  const { askMails } = deps;
  if (!askMails) return report;
  const askNext = async (): Promise<boolean> => {
    const now = await deps.now();
    const claim = { token: deps.newId('claim'), now, until: now + MODEL_CLAIM_MS };
    const claimed = await deps.store.mailReadings.claim(deps.db, claim);
    if (claimed) report[(await readOne(deps, askMails, claimed)) ? 'read' : 'failed'] += 1;
    return claimed !== null;
  };
  await takeModelTurn({ isOver, askNext });
  return report;
}

async function readOne(deps: CommandDeps, ask: AskModel, claimed: ClaimedReading): Promise<boolean> {
  const { db, store } = deps;
  const { mailId } = claimed;
  const { zone } = await store.organisation.get(db, SYSTEM);
  const readings: Reading[] = [];
  for (const facts of await store.mailReadings.readFacts(db, { mailId, zone })) {
    const reply = await ask(readingMessages(maskMail(facts), facts)).catch(async (error: unknown) => {
      // The worker stops: whoever goes on asks.
      await store.mailReadings.release(db, claimed);
      throw error;
    });
    const said = readReply(reply, readReading);
    if (said.answer === null) {
      await store.mailReadings.fail(db, claimed, { code: said.code, now: await deps.now() });
      return false;
    }
    readings.push({ facts, answer: said.answer });
  }
  await keep(deps, claimed, readings, zone);
  return true;
}

/** Stores what passes its checks against the mail and the customer as they are now: what was forgotten meanwhile is quoted no more. */
async function keep(
  deps: CommandDeps,
  claimed: ClaimedReading,
  readings: readonly Reading[],
  zone: string,
): Promise<void> {
  const { store } = deps;
  const { mailId } = claimed;
  await runCommand(deps, SYSTEM, async (tx, now) => {
    const current = await store.mailReadings.readFacts(tx, { mailId, zone });
    const dropped: Dropped = {};
    const count = (more: Dropped): void => {
      for (const [reason, times] of Object.entries(more) as [keyof Dropped, number][])
        dropped[reason] = (dropped[reason] ?? 0) + times;
    };
    const rows = readings.flatMap(({ facts: { customerId }, answer }) => {
      count(answer.dropped);
      const facts = current.find((each) => each.customerId === customerId);
      if (!facts) return [];
      const checked = checkSuggestions(answer.answered, { facts, masked: maskMail(facts) });
      count(checked.dropped);
      return checked.suggestions.map((suggestion) => ({
        ...suggestion,
        id: deps.newId('mailSuggestion'),
        mailId,
        customerId,
        now,
      }));
    });
    if (!(await store.mailReadings.finish(tx, claimed, { dropped, now }))) return;
    await store.mailSuggestions.insertAll(tx, rows);
    for (const { id: entityId, customerId, kind } of rows) {
      const data = { kind, mailId };
      await recordChange(deps, tx, mailSuggestionChanges.made, {
        actor: SYSTEM,
        now,
        entityId,
        customerId,
        data,
      });
    }
  });
}
