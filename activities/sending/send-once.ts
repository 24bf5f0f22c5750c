import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ActivityDeps } from '../deps.ts';
import { claim, type Claim } from './claim.ts';
import type { SendSource, SendTx } from './send-source.ts';
import { settle } from './settle.ts';
import { MAX_DENIAL_MS } from './take-place.ts';

/** The fence sends a message back at most so often before other work gets its turn. */
const MAX_FENCED_OFF = 5;

/**
 * Sends the message of a source at most once whatever crashes (D1): claim, hand-over through the fence, outcome. Anything
 * that speaks against sending now comes back as what comes next; a short wait is a benign denial that Temporal retries at
 * its time.
 */
export async function sendOnce<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
): Promise<Next> {
  const beat = setInterval(() => Context.current().heartbeat(), deps.heartbeatMs);
  try {
    for (let fencedOff = 0; ; fencedOff++) {
      const claiming = await claim(deps, source);
      if (claiming.kind === 'not_now') return await orLater(deps, source, claiming.next);
      const result = await handOver(deps, source, claiming);
      const next = await settle(deps, source, claiming.claimed, result);
      if (result.kind === 'aborted') throw new CancelledFailure('woken');
      if (result.kind !== 'fenced_off' || fencedOff >= MAX_FENCED_OFF)
        return await orLater(deps, source, next);
    }
  } finally {
    clearInterval(beat);
  }
}

function handOver<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  { row, claimed }: Extract<Claim<Row, Next>, { kind: 'claimed' }>,
): Promise<HandOverResult> {
  const { out, token, channel } = claimed;
  const fence = async () => {
    const now = await deps.now();
    return deps.store.rawTransaction.run(deps.db, async (tx) => {
      const gates = deps.store.locks.passGates(tx, [
        { kind: 'switch' },
        ...source.gatesOf(row),
        { kind: 'mailbox', id: out.mailbox.mailboxId },
      ]);
      const passing = source.passFence(tx, { messageId: out.messageId, token, now });
      const [, isPassed] = await tx.$commitAfter(Promise.all([gates, passing]));
      return isPassed;
    });
  };
  return deps.transports[channel].deliver(out, fence, Context.current().cancellationSignal);
}

async function orLater<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  { ref, denialOf }: SendSource<Tx, Row, Next, Text>,
  next: Next,
): Promise<Next> {
  const denial = denialOf(next);
  if (denial === null) return next;
  const waitMs = denial.until - (await deps.now());
  if (waitMs > MAX_DENIAL_MS) return next;
  throw ApplicationFailure.create({
    type: denial.reason,
    message: `${denial.reason} ${ref.id}`,
    nextRetryDelay: Math.max(waitMs, 1_000),
    category: ApplicationFailureCategory.BENIGN,
  });
}
