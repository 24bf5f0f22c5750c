import { Context } from '@temporalio/activity';
import { claimMessage, type Claim } from './claim-step.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ExecuteStepInput } from './execute-step.ts';

/** A language model writes one message anew so often while its facts keep moving. */
const MAX_WRITINGS = 3;

/**
 * Claims a step's message, and has a language model write its text first where it has none that fits (M4). The text is
 * kept on the step, and the claim asks again whether its facts are still those.
 *
 * @throws CancelledFailure when the activity is cancelled while the model writes
 */
export async function claimWritten(deps: ActivityDeps, input: ExecuteStepInput): Promise<Claim> {
  const { stepExecutionId } = input;
  for (let writings = 0; ; writings++) {
    const claim = await claimMessage(deps, input);
    if (claim.kind === 'claimed' || !claim.unwritten) return claim;
    if (writings === MAX_WRITINGS) throw new Error('the facts of a message keep moving');
    const { customerId, prompt, facts, factsHash, writtenFrom } = claim.unwritten;
    const source = { kind: 'step_execution', id: stepExecutionId } as const;
    const writing = deps.writer.write({ source, customerId, prompt, level: 'account', facts });
    const written = await Promise.race([writing, Context.current().cancelled]);
    if (written.kind === 'failed') return claimMessage(deps, { ...input, unwritable: written.detail });
    const { subject, bodyHtml: body, bodyText } = written;
    const text = { subject, body, bodyText, prompt, factsHash, writtenFrom };
    await deps.store.executions.setText(deps.db, { stepExecutionId, ...text });
  }
}
