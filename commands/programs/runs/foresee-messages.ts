import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import type { DryRunReason } from '../../../contracts/programs/program-dry-runs.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import {
  composeTouchpoint,
  skipReasonOf,
  touchpointRecipients,
  type PreparedTouchpoint,
} from '../../../domain/programs/touchpoint-message.ts';
import type { PreparedMessage } from '../../../domain/sending/compose-message.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';
import { readTouchpointContent, type TouchpointContent } from '../touchpoints/read-touchpoint-content.ts';

/** A message that a run would produce. */
export interface ForeseenMessage {
  touchpointId: string;
  customerId: string;
  /** At invoice level. */
  invoiceId: string | null;
  /** The invoice, or the customer. */
  subjectId: string;
}

/** Whom it would go to; or why nobody gets it, with what is wrong in words where a repair would help. */
export type Outcome =
  | { recipients: PreparedMessage['recipients'] }
  | { reason: DryRunReason; detail: string | null; isFailed: boolean };

/** Facts of so many customers are read at once. */
const CHUNK = 500;

/** What would become of messages, each asked once; nothing is written. */
export class Foresight {
  private readonly outcomes = new Map<string, Outcome>();

  /**
   * @param asked `hasMailbox`: it works; `minimumAmounts` of the program; the organisation's day, `YYYY-MM-DD`; the moment,
   * epoch milliseconds
   */
  constructor(
    private readonly deps: CommandDeps,
    private readonly db: Tx,
    private readonly asked: {
      mailboxId: string | null;
      hasMailbox: boolean;
      minimumAmounts: MinimumAmounts | null;
      day: string;
      now: number;
    },
  ) {}

  /**
   * Works out what would become of them as the run and the claim do it (P12): nothing without a working mailbox (P2),
   * recipients chosen, words rendered, so that an empty variable or a broken text is told now (M3).
   */
  async look(messages: readonly ForeseenMessage[]): Promise<void> {
    const { deps, db, asked } = this;
    const news = messages.filter((message) => !this.outcomes.has(keyOf(message)));
    if (news.length === 0) return;
    if (!asked.hasMailbox) {
      const outcome = { reason: 'no_mailbox', detail: null, isFailed: false } as const;
      for (const message of news) this.outcomes.set(keyOf(message), outcome);
      return;
    }
    const touchpointIds = [...new Set(news.map(({ touchpointId }) => touchpointId))];
    const contents = await readTouchpointContent(deps, db, touchpointIds);
    const addresses = [...contents.values()].flatMap(({ cc, bcc }) => [...cc, ...bcc]);
    for (let start = 0; start < news.length; start += CHUNK) {
      const some = news.slice(start, start + CHUNK);
      const customerIds = some.map(({ customerId }) => customerId);
      const { mailboxId, minimumAmounts, now } = asked;
      const read = { customerIds, mailboxId, addresses, minimumAmounts, now };
      const facts = await deps.store.touchpointFacts.readAll(db, read);
      for (const message of some) {
        const [content, of] = [contents.get(message.touchpointId), facts.get(message.customerId)];
        if (content && of) this.outcomes.set(keyOf(message), this.outcomeOf(message, content, of));
      }
    }
  }

  /** What would become of a message that was looked at. */
  of(message: Pick<ForeseenMessage, 'touchpointId' | 'subjectId'>): Outcome | undefined {
    return this.outcomes.get(keyOf(message));
  }

  /** Those of messages that were looked at which nobody would get. */
  leftOut(messages: readonly ForeseenMessage[]) {
    return messages.flatMap((message) => {
      const outcome = this.of(message);
      return outcome && 'reason' in outcome ? [{ ...message, ...outcome }] : [];
    });
  }

  private outcomeOf(
    { invoiceId }: ForeseenMessage,
    content: TouchpointContent,
    facts: TouchpointFacts,
  ): Outcome {
    const { day: today, now } = this.asked;
    const { hash } = this.deps;
    const input = { content, facts, invoiceId, today };
    // What a language model will write is not known yet; whom it is for is.
    if (content.contentMode === 'prompt') {
      const reason = skipReasonOf(input);
      const chosen = reason ? { kind: 'skip' as const, reason } : touchpointRecipients(input, null);
      return 'kind' in chosen ? outcomeWithout(chosen) : { recipients: chosen.recipients };
    }
    const made = composeTouchpoint({ ...input, unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL, now, hash });
    return made.kind === 'message' ? { recipients: made.message.recipients } : outcomeWithout(made);
  }
}

const keyOf = ({ touchpointId, subjectId }: Pick<ForeseenMessage, 'touchpointId' | 'subjectId'>): string =>
  `${touchpointId} ${subjectId}`;

function outcomeWithout(none: Exclude<PreparedTouchpoint, { kind: 'message' }>): Outcome {
  if (none.kind === 'skip') return { reason: none.reason, detail: null, isFailed: false };
  return { reason: none.code, detail: none.detail, isFailed: true };
}
