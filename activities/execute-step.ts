import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Directive } from '../contracts/directive.ts';
import type { HandOverResult } from '../infra/mail/hand-over-result.ts';
import { claimMessage, type Claim } from './claim-message.ts';
import type { ActivityDeps } from './deps.ts';
import { settleMessage } from './settle-message.ts';

/** A wait up to this long stays inside the activity (no event in the history); a longer one is a timer. */
const MAX_DENIAL_MS = 15 * 60_000;
/** The fence sends a message back at most so often before other work gets its turn. */
const MAX_FENCED_OFF = 5;

/** Which step of which enrollment. */
export interface ExecuteStepInput {
  enrollmentId: string;
  stepExecutionId: string;
}

/**
 * Sends one automatic or requested step, at most once whatever crashes (D1), and says what the enrollment does next:
 * claim, hand-over through the fence, outcome. Anything that speaks against sending now comes back as a directive.
 */
export function createExecuteStep(deps: ActivityDeps) {
  return async function executeStep(input: ExecuteStepInput): Promise<Directive> {
    const beat = setInterval(() => Context.current().heartbeat(), deps.heartbeatMs);
    try {
      for (let fencedOff = 0; ; fencedOff++) {
        const claim = await claimMessage(deps, input);
        if (claim.kind === 'not_now') return await orLater(deps, input, claim.directive);
        const result = await handOver(deps, claim);
        const directive = await settleMessage(deps, claim, input.stepExecutionId, result);
        if (result.kind === 'aborted') throw new CancelledFailure('woken');
        if (result.kind !== 'fenced_off' || fencedOff >= MAX_FENCED_OFF)
          return await orLater(deps, input, directive);
      }
    } finally {
      clearInterval(beat);
    }
  };
}

function handOver(deps: ActivityDeps, claim: Extract<Claim, { kind: 'claimed' }>): Promise<HandOverResult> {
  const { mail, token, sequenceId } = claim;
  const fence = async () => {
    const now = await deps.now();
    return deps.store.rawTransaction.run(deps.db, async (tx) => {
      const gates = deps.store.locks.passGates(tx, [
        { kind: 'switch' },
        { kind: 'sequence', id: sequenceId },
        { kind: 'mailbox', id: mail.mailbox.mailboxId },
      ]);
      const fence = deps.store.messages.passFence(tx, { messageId: mail.messageId, token, now });
      const [, isPassed] = await tx.$commitAfter(Promise.all([gates, fence]));
      return isPassed;
    });
  };
  return deps.mailer.deliver(mail, fence, Context.current().cancellationSignal);
}

/** A short wait for this very step is a benign denial that Temporal retries at its time; the rest is a directive. */
async function orLater(
  deps: ActivityDeps,
  input: ExecuteStepInput,
  directive: Directive,
): Promise<Directive> {
  if (directive.kind !== 'wait' || directive.stepExecutionId !== input.stepExecutionId) return directive;
  const isDenial =
    directive.reason === 'mailbox_limit' ||
    directive.reason === 'retrying' ||
    directive.reason === 'mailbox_failing';
  if (!isDenial || directive.until === null) return directive;
  const waitMs = directive.until - (await deps.now());
  if (waitMs > MAX_DENIAL_MS) return directive;
  throw ApplicationFailure.create({
    type: directive.reason,
    message: `${directive.reason} ${input.stepExecutionId}`,
    nextRetryDelay: Math.max(waitMs, 1_000),
    category: ApplicationFailureCategory.BENIGN,
  });
}
