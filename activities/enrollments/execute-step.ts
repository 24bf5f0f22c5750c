import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { Claim } from './claim-step.ts';
import { claimWritten } from './claim-written.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce, type Denial } from '../sending/send-once.ts';
import { settleMessage } from './settle-step.ts';

/** Which step of which enrollment. */
export interface ExecuteStepInput {
  enrollmentId: string;
  stepExecutionId: string;
}

type Claimed = Extract<Claim, { kind: 'claimed' }>;

/** Sends one automatic or requested step, and says what the enrollment does next. */
export function createExecuteStep(deps: ActivityDeps) {
  return function executeStep(input: ExecuteStepInput): Promise<Directive> {
    const { stepExecutionId } = input;
    return sendOnce<Claimed, Directive>(deps, {
      sourceId: stepExecutionId,
      claim: () => claimWritten(deps, input),
      gates: ({ sequenceId }) => [{ kind: 'sequence', id: sequenceId }],
      passFence: deps.store.ledger.passFence,
      settle: (claim, result) => settleMessage(deps, claim, stepExecutionId, result),
      denialOf: (directive) => denialOf(directive, stepExecutionId),
    });
  };
}

/** A wait for this very step, of a kind that ends by itself. */
function denialOf(directive: Directive, stepExecutionId: string): Denial | null {
  if (directive.kind !== 'wait' || directive.stepExecutionId !== stepExecutionId) return null;
  const { reason, until } = directive;
  const isDenial = reason === 'mailbox_limit' || reason === 'retrying' || reason === 'mailbox_failing';
  return isDenial && until !== null ? { reason, until } : null;
}
