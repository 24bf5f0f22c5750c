import { showAnswerProblem } from '../../commands/inbox/answers/show-answer-problem.ts';
import { logSentAnswer } from '../../commands/inbox/answers/log-sent-answer.ts';
import type { AnswerDirective } from '../../contracts/inbox/answer-directive.ts';
import { contentOfAnswer } from '../../domain/inbox/answer-content.ts';
import { composeMessage } from '../../domain/sending/compose-message.ts';
import { NO_TRACKING } from '../../domain/sending/no-tracking.ts';
import type { AnswerSend, AnswerSet } from '../../infra/db/inbox/answer-sends.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ActivityDeps } from '../deps.ts';
import type {
  Composed,
  Denial,
  MessageIds,
  NotComposed,
  Opened,
  SendChange,
  SendSource,
} from '../sending/send-source.ts';
import { CLAIM_LEASE_MS, wakeAtOf } from '../sending/take-place.ts';

type Next = AnswerDirective;

const ENDED = { kind: 'done', next: { kind: 'ended' } } as const;
const NOTHING_HELD = { heldReason: null, heldUntil: null } as const;
/** A person answers somebody who wrote: that is no contact that we begin (D6). */
const FORCED = 'a person answers';

/**
 * An answer in a conversation as the source of a message (I5). A person wrote it to somebody who had written, so it leaves at
 * any hour, asks for nothing that is owed, and is held by no hold and no switch: only suppression and what its mailbox may
 * send keep it back.
 */
export class AnswerSource implements SendSource<Tx, AnswerSend, Next> {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly answerId: string,
  ) {}

  get ref() {
    return { kind: 'answer', id: this.answerId } as const;
  }

  get passFence() {
    return this.deps.store.answerSends.passFence;
  }

  run<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.deps.db.$transaction(body);
  }

  async open(tx: Tx, now: number) {
    const { store } = this.deps;
    const answer = await store.answerSends.lock(tx, this.ref.id);
    if (!answer || !isAskedFor(answer)) return ENDED;
    const { answerId, customerId, mailboxId, fromAddress, slotAt, requestedAt: since, content } = answer;
    const asked = { customerId, mailboxId, fromAddress, stepExecutionId: null, answerId, now };
    const read = await store.sendFacts.readSendFacts(tx, asked);
    if (!read) throw new Error('an answer without its customer');
    const addresses = [...content.to, ...content.cc];
    const suppressed = await store.sendFacts.findSuppressed(tx, { addresses, now });
    const words = contentOfAnswer(content, read.mailbox);
    const facts = { ...read, suppressed, content: words, forceReason: FORCED };
    const inLine = { isFirst: true, hours: 'answers' };
    return { kind: 'open' as const, row: answer, facts, slotAt, since, ...inLine };
  }

  async lock(tx: Tx) {
    const answer = await this.deps.store.answerSends.lock(tx, this.ref.id);
    if (!answer) return ENDED;
    return { kind: 'locked' as const, row: answer };
  }

  compose(
    _tx: Tx,
    { row: answer, facts }: Opened<AnswerSend>,
    { unsubscribeUrl }: MessageIds,
    now: number,
  ): Promise<Composed | NotComposed<Next, never>> {
    const { contactId, authorId, threadId, referenceIds } = answer;
    const { hash } = this.deps;
    const how = { contactTypes: [], hash, isVerbatim: 'letter' } as const;
    const prepared = composeMessage({ ...how, contactId, facts, now, unsubscribeUrl });
    if (prepared.kind === 'error') {
      const { code, detail } = prepared;
      return Promise.resolve({ kind: 'instead', change: { to: 'failed', code, detail } });
    }
    return Promise.resolve({
      kind: 'composed',
      channel: 'email',
      message: { ...prepared.message, approvedById: authorId },
      thread: { id: threadId, references: referenceIds },
      // Neither a sequence nor a program has asked for it (T1).
      tracking: NO_TRACKING,
      belongs: { enrollmentId: null, runId: null, step: null, touchpointId: null },
      facts: {},
    });
  }

  gatesOf() {
    return [];
  }

  opensAt(_opened: Opened<AnswerSend>, { at }: { at: number }): number {
    return at;
  }

  retriesAt(_tx: Tx, _row: AnswerSend, at: number): Promise<number> {
    return Promise.resolve(at);
  }

  async show(tx: Tx, answer: AnswerSend, change: SendChange, now: number): Promise<Next> {
    const { answerId } = answer;
    const write = (set: AnswerSet) => this.deps.store.answerSends.set(tx, { answerId, set, now });
    switch (change.to) {
      case 'sending': {
        const { slotAt } = change;
        const cleared = { ...NOTHING_HELD, errorCode: null, errorDetail: null };
        await write({ ...cleared, sendStatus: 'sending', slotAt, wakeAt: now + CLAIM_LEASE_MS });
        return { kind: 'ended' };
      }
      case 'waiting': {
        const { reason, until, slotAt = answer.slotAt } = change;
        const wakeAt = wakeAtOf(reason, { until, now });
        await write({ sendStatus: 'requested', heldReason: reason, heldUntil: until, slotAt, wakeAt });
        return { kind: 'wait', reason, until: wakeAt };
      }
      case 'failed':
      case 'uncertain': {
        const { to, code, detail } = change;
        const problem = { sendStatus: to === 'failed' ? 'error' : to, code, detail } as const;
        await showAnswerProblem(this.deps, tx, { answer, problem, now });
        return { kind: 'ended' };
      }
      case 'skipped': {
        const { reason, detail = reason } = change;
        const problem = { sendStatus: 'error', code: reason, detail } as const;
        await showAnswerProblem(this.deps, tx, { answer, problem, now });
        return { kind: 'ended' };
      }
      case 'untried':
        await write({ sendStatus: 'requested', wakeAt: now });
        return again(now);
      case 'lost':
        return isAskedFor(answer) ? again(now) : { kind: 'ended' };
      case 'sent': {
        const { contactId, out } = change.claimed;
        const { messageId, subject, text } = out;
        await logSentAnswer(this.deps, tx, { answer, message: { messageId, contactId, subject, text }, now });
        return { kind: 'ended' };
      }
    }
  }

  denialOf = (next: Next): Denial | null => (next.kind === 'wait' ? next : null);
}

function isAskedFor({ sendStatus }: AnswerSend): boolean {
  return sendStatus === 'requested' || sendStatus === 'sending';
}

/** Nothing has left, and nothing but the moment spoke against it. */
function again(now: number): Next {
  return { kind: 'wait', reason: 'retrying', until: now };
}
