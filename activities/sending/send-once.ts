import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { ActivityDeps } from '../deps.ts';
import { giveBackIfStopping } from '../stopping.ts';

/** A wait up to this long stays inside the activity (no event in the history); a longer one is a timer. */
export const MAX_DENIAL_MS = 15 * 60_000;
/** The fence sends a message back at most so often before other work gets its turn. */
const MAX_FENCED_OFF = 5;

/** A message that whoever holds the token may hand over. */
export interface ClaimedMail {
  token: string;
  mail: OutgoingMail;
}

/** Why this very message leaves later; epoch milliseconds. */
export interface Denial {
  reason: WaitReason;
  until: number;
}

/** The three transactions of a send, for one kind of source: a step, a recommended action. */
export interface Sending<C extends ClaimedMail, D> {
  /** Which row, for what Temporal shows. */
  sourceId: string;
  claim: () => Promise<({ kind: 'claimed' } & C) | { kind: 'not_now'; directive: D }>;
  /** What has to be open while the fence is passed, besides switch and mailbox. */
  gates: (claim: C) => Gate[];
  passFence: (tx: RawTx, input: { messageId: string; token: string; now: number }) => Promise<boolean>;
  settle: (claim: C, result: HandOverResult) => Promise<D>;
  /** Null: the directive is something else than a wait of this message. */
  denialOf: (directive: D) => Denial | null;
}

/**
 * Sends one message at most once whatever crashes (D1): claim, hand-over through the fence, outcome. Anything that
 * speaks against sending now comes back as a directive; a short wait is a benign denial that Temporal retries at its time.
 * A worker that stops claims nothing more, and settles what it has claimed.
 */
export async function sendOnce<C extends ClaimedMail, D>(
  deps: ActivityDeps,
  sending: Sending<C, D>,
): Promise<D> {
  const beat = setInterval(() => Context.current().heartbeat(), deps.heartbeatMs);
  try {
    for (let fencedOff = 0; ; fencedOff++) {
      giveBackIfStopping(deps);
      const claim = await sending.claim();
      if (claim.kind === 'not_now') return await orLater(deps, sending, claim.directive);
      const result = await handOver(deps, sending, claim);
      const directive = await sending.settle(claim, result);
      if (result.kind === 'aborted') throw new CancelledFailure('woken');
      if (result.kind !== 'fenced_off' || fencedOff >= MAX_FENCED_OFF)
        return await orLater(deps, sending, directive);
    }
  } finally {
    clearInterval(beat);
  }
}

function handOver<C extends ClaimedMail, D>(
  deps: ActivityDeps,
  sending: Sending<C, D>,
  claim: C,
): Promise<HandOverResult> {
  const { mail, token } = claim;
  const fence = async () => {
    const now = await deps.now();
    return deps.store.rawTransaction.run(deps.db, async (tx) => {
      const gates = deps.store.locks.passGates(tx, [
        { kind: 'switch' },
        ...sending.gates(claim),
        { kind: 'mailbox', id: mail.mailbox.mailboxId },
      ]);
      const fence = sending.passFence(tx, { messageId: mail.messageId, token, now });
      const [, isPassed] = await tx.$commitAfter(Promise.all([gates, fence]));
      return isPassed;
    });
  };
  return deps.mailer.deliver(mail, fence, Context.current().cancellationSignal);
}

async function orLater<C extends ClaimedMail, D>(
  deps: ActivityDeps,
  { sourceId, denialOf }: Sending<C, D>,
  directive: D,
): Promise<D> {
  const denial = denialOf(directive);
  if (denial === null) return directive;
  const waitMs = denial.until - (await deps.now());
  if (waitMs > MAX_DENIAL_MS) return directive;
  throw ApplicationFailure.create({
    type: denial.reason,
    message: `${denial.reason} ${sourceId}`,
    nextRetryDelay: Math.max(waitMs, 1_000),
    category: ApplicationFailureCategory.BENIGN,
  });
}
