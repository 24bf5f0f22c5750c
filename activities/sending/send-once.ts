import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { attempt } from '../../commands/wakes.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { claim, gatesOf, type Claim } from './claim.ts';
import { CopySender } from './copy-sender.ts';
import type { SendSource, SendTx } from './send-source.ts';
import { settle, type Settled } from './settle.ts';
import { MAX_DENIAL_MS } from './take-place.ts';
import { deliverClaimed } from './transport.ts';
import { turnedAway } from './turn-away.ts';

/**
 * Tries before other work gets its turn: the fence sends a message back, or one address after the other turns out to be
 * none.
 */
const MOST_TRIES = { fenced_off: 5, address: 5 } as const;
/** A place in line begins to the tenth of a second. */
const LEAST_DENIAL_MS = 100;
/** Copies begin only this soon after the activity: its time holds one more hand-over in full. */
const COPIES_BEGIN_WITHIN_MS = 30_000;

/**
 * Sends the message of a source at most once whatever crashes (D1): claim, hand-over through the fence, outcome; then the
 * copies of its other recipients. Where the address of the main one turns out to be none, it goes to the next usable
 * contact at once (D2). Anything that speaks against sending now comes back as what comes next; a short wait is
 * a benign denial that Temporal retries at its time. A worker that stops claims nothing more, and settles what it has
 * claimed. Its caller beats.
 *
 * @param options.isOneOfMany others leave at the same time in the same activity
 */
export async function sendOnce<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  { isOneOfMany = false }: { isOneOfMany?: boolean } = {},
): Promise<Next> {
  const late = new AbortController();
  // Ended with the send: one that fires for each of them, long after, costs more than the rest of it.
  const timer = setTimeout(() => late.abort(), COPIES_BEGIN_WITHIN_MS);
  try {
    const tries = { fenced_off: 0, address: 0 };
    for (;;) {
      endIfGivenUp(deps);
      const claiming = await claim(deps, source);
      if (claiming.kind === 'not_now') return await orLater(deps, source, claiming.next);
      const { next, result } = await handOver(deps, source, { claiming, isLate: late.signal, isOneOfMany });
      if (result.kind === 'aborted') throw notTried(deps, source.ref.id);
      if (result.kind !== 'fenced_off' && result.kind !== 'address') return await orLater(deps, source, next);
      if (++tries[result.kind] > MOST_TRIES[result.kind]) return await orLater(deps, source, next);
    }
  } finally {
    clearTimeout(timer);
  }
}

interface HandingOver<Row, Next> {
  claiming: Extract<Claim<Row, Next>, { kind: 'claimed' }>;
  /** Aborted: no copy begins any more. */
  isLate: AbortSignal;
  isOneOfMany: boolean;
}

/**
 * Hands the main copy over and settles it; then, where it was sent, the others over the same connection. What of those is
 * left, for whatever reason, is the work of a workflow of its own: nothing of it ever fails the message.
 */
async function handOver<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  { claiming: { row, claimed }, isLate, isOneOfMany }: HandingOver<Row, Next>,
): Promise<{ next: Next; result: HandOverResult }> {
  const { out, token, customerId } = claimed;
  const { messageId, mailbox } = out;
  const signal = Context.current().cancellationSignal;
  const gates = gatesOf(source, row, mailbox.mailboxId);
  const copies = new CopySender(deps, { out, token });
  const hasTime = (): boolean => ![isLate, signal, deps.stopping].some(({ aborted }) => aborted);
  let main: (Settled<Next> & { result: HandOverResult }) | null = null;
  const delivery = deliverClaimed(
    deps.transports,
    claimed,
    {
      fence: async (n) => {
        if (n > 1) return copies.passFence(n);
        const now = await deps.now();
        const passing = deps.store.rawTransaction.runAtOnce(deps.db, async (tx) => {
          const opening = deps.store.locks.passGates(tx, gates);
          const [, isPassed] = await Promise.all([opening, source.passFence(tx, { messageId, token, now })]);
          return isPassed;
        });
        return passing.catch((error: unknown) => {
          if (!deps.store.fence.isPlaceGone(error)) throw error;
          return false;
        });
      },
      settle: async (n, result) => {
        if (n > 1) await copies.settle(n, result);
        else main = { ...(await settle(deps, source, claimed, result, row)), result };
        const goesOn = n > 1 ? result.kind !== 'mailbox_failure' : main?.isOwner && result.kind === 'sent';
        return goesOn && hasTime() ? 'next' : 'stop';
      },
      isOneOfMany,
    },
    signal,
  );
  await delivery.catch((error: unknown) => {
    if (main === null) throw error;
  });
  const ended = main as (Settled<Next> & { result: HandOverResult }) | null;
  if (ended === null) throw new Error('a hand-over that was not settled');
  const isSent = ended.isOwner && ended.result.kind === 'sent';
  if (isSent && copies.areLeft) {
    await attempt(copies.giveBack());
    if (customerId !== null)
      await attempt(
        deps.lifecycle.wakeCopies({
          messageId,
          customerId,
          mailboxId: mailbox.mailboxId,
          ...ownersOf(gates),
        }),
      );
  }
  return ended;
}

/** What a message was written for, as its gates name it. */
function ownersOf(gates: readonly Gate[]) {
  const idOf = (kind: Gate['kind']): string | null => {
    const gate = gates.find((each) => each.kind === kind);
    return gate && 'id' in gate ? gate.id : null;
  };
  return { sequenceId: idOf('sequence'), programId: idOf('program'), automationId: idOf('automation') };
}

/** The workflow called it off; or it had no place in time, and is tried again soon without a refusal of anybody. */
function notTried(deps: ActivityDeps, id: string): Error {
  return Context.current().cancellationSignal.aborted ? new CancelledFailure('woken') : turnedAway(deps, id);
}

async function orLater<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  { ref, denialOf }: SendSource<Tx, Row, Next, Text>,
  next: Next,
): Promise<Next> {
  const denial = denialOf(next);
  if (denial === null) return next;
  const waitMs = denial.until - (await deps.now());
  if (waitMs > (denial.mostMs ?? MAX_DENIAL_MS)) return next;
  throw ApplicationFailure.create({
    type: denial.reason,
    message: `${denial.reason} ${ref.id}`,
    nextRetryDelay: Math.max(waitMs, LEAST_DENIAL_MS),
    category: ApplicationFailureCategory.BENIGN,
  });
}
