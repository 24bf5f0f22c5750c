import { SYSTEM } from '../../../contracts/actor.ts';
import { suppressionKeys } from '../../../domain/sending/suppressed-address.ts';
import { languageOf } from '../../../domain/rendering/language.ts';
import { optAnswer } from '../../../domain/sending/opt-answer-words.ts';
import type { DueAnswer } from '../../../infra/db/enrollments/sms-answers.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { CommandDeps } from '../../deps.ts';
import { repairEach } from '../../repair.ts';
import type { SmsAnswer } from '../../../contracts/enrollments/kinds.ts';

/** A confirmation that could not leave for so long surprises more than it tells. */
const GIVEN_UP_MS = 60 * 60_000;
/** So many in one pass. */
const ANSWERS_A_PASS = 100;

/**
 * Confirms words that opted numbers out and in, each once, through the number they came to (M7): the one sms that a number
 * gets that has just opted out; one that a person has blocked gets none. At most once holds as for every message: what is marked as handed over is never sent again,
 * whatever became of it. A gateway that fails is asked again for an hour, and so long it waits for a switch.
 *
 * @returns how many left
 * @throws the first failure, after everything was tried
 */
export async function confirmWords(deps: CommandDeps): Promise<number> {
  const due = await deps.store.smsAnswers.findDue(deps.db, { limit: ANSWERS_A_PASS });
  let count = 0;
  await repairEach(due, async (answer) => {
    if (await confirm(deps, answer)) count += 1;
  });
  return count;
}

async function confirm(deps: CommandDeps, answer: DueAnswer): Promise<boolean> {
  const { store, db, texter } = deps;
  const { id, kind, to, customerIds, createdAt, sender } = answer;
  const now = await deps.now();
  const move = (from: SmsAnswer, next: SmsAnswer): Promise<boolean> =>
    store.smsAnswers.move(db, { id, from, to: next, now });
  const isStop = kind === 'stop';
  const keys = suppressionKeys('sms', to, null);
  const standing = await store.optOuts.standingOf(db, { keys, now });
  const isMeant = standing === (isStop ? 'opted_out' : 'open');
  const isReachable = to.startsWith('+');
  if (sender === null || !isReachable || !isMeant || now - createdAt.getTime() > GIVEN_UP_MS) {
    await move('due', 'dropped');
    return false;
  }
  // A switch stops all that leaves by itself (D9).
  const { mailboxId } = sender;
  if (!texter || (await store.sendHolds.readHeld(db, { customerId: null, mailboxId, now }))) return false;
  const { name } = await store.organisation.get(db, SYSTEM);
  const language = languageOf(await store.customers.localesOf(db, customerIds[0] ?? null));
  const text = optAnswer(isStop ? 'stop' : 'start', { language, organisation: name });
  let result: HandOverResult = { kind: 'aborted' };
  const sms = { messageId: id, headerId: '', mailbox: sender, subject: '', text, key: id, date: now };
  await texter.deliver(
    { ...sms, recipients: [{ n: 1, kind: 'to', address: to }] },
    [1],
    {
      fence: () => move('due', 'handed_over'),
      settle: (_n, told) => {
        result = told;
        return Promise.resolve('stop');
      },
    },
    new AbortController().signal,
  );
  const next = AFTER[(result as HandOverResult).kind];
  if (next !== null) await move('handed_over', next);
  if (next !== 'sent') return false;
  await writeThreads(deps, answer, text);
  return true;
}

/** What becomes of one that was marked as handed over; null: nobody knows whether it arrived, or nothing was marked. */
const AFTER = {
  sent: 'sent',
  address: 'refused',
  refused: 'refused',
  policy: 'refused',
  temporary: 'due',
  temporary_after_body: 'due',
  mailbox_failure: 'due',
  fenced_off: null,
  fence_failed: null,
  aborted: null,
  unknown: null,
} as const satisfies Record<HandOverResult['kind'], SmsAnswer | null>;

/** What a number was told stands in the thread of every customer who has it. */
async function writeThreads(deps: CommandDeps, { id, customerIds }: DueAnswer, text: string): Promise<void> {
  const now = await deps.now();
  const entries = customerIds.map((customerId) => ({
    id: deps.newId('communication'),
    customerId,
    kind: 'sms' as const,
    direction: 'outbound' as const,
    content: text,
    occurredAt: now,
    data: { smsInboundId: id },
    now,
  }));
  await deps.store.communications.insertAll(deps.db, entries);
}
