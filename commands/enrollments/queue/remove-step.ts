import type { Actor } from '../../../contracts/actor.ts';
import type { RemovedRow } from '../../../contracts/enrollments/queue.ts';
import type { CommandDeps } from '../../deps.ts';
import { lockMembership } from '../lock-membership.ts';
import { removeLocked } from '../remove-enrollment.ts';
import { nameInFlight, type StepInFlight } from '../stop-enrollment.ts';
import { actKeeping, requireOpen } from './act-on-step.ts';

/**
 * Takes the customer of a row off its sequence, and off the list that it follows (Q2, S17): the row leaves the queue, and is
 * there again, as it was, when the customer comes back.
 *
 * @throws ProblemError as `actOnStep`
 */
export async function removeFromSequence(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, reason }: { stepExecutionId: string; reason?: string },
): Promise<RemovedRow> {
  let begun: StepInFlight[] = [];
  const { row, kept } = await actKeeping(deps, actor, {
    stepExecutionId,
    action: 'remove',
    keep: () => begun,
    lockFirst: (tx, { sequence, customer }) =>
      lockMembership(deps, tx, { sequenceId: sequence.id, customerId: customer.id }),
    apply: async (step) => {
      requireOpen(step, ['planned', 'ready', 'sending', 'error', 'uncertain']);
      const { tx, now, snapshot } = step;
      begun = await removeLocked(deps, { tx, now, actor, snapshot, reason });
    },
  });
  return { ...row, inFlight: await nameInFlight(deps, kept) };
}
