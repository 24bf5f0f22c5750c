import type { Actor } from '../../contracts/actor.ts';
import { signalChanges } from '../../contracts/insights/changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Signal } from '../../contracts/insights/signals.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Ends a signal that was posted, or that a model concluded: it does not come back from the same words.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when a rule keeps it, or it has ended
 */
export function endSignal(
  deps: CommandDeps,
  actor: Actor,
  { signalId }: { signalId: string },
): Promise<Signal> {
  return runCommand(deps, actor, async (tx, now) => {
    const { store } = deps;
    const read = async () => found(await store.signals.find(tx, actor, { signalId, now }), 'signal');
    const before = await read();
    if (before.rule !== null) {
      throw new ProblemError('conflict', 'A rule keeps this signal: it ends when the rule no longer holds.');
    }
    if (!(await store.signals.end(tx, { signalId, userId: actor.userId, now }))) {
      throw new ProblemError('conflict', 'The signal has ended already.');
    }
    const { customerId, kind, severity } = before;
    await store.customerRefresh.mark(tx, { customerIds: [customerId], now });
    const after = await read();
    const data = { kind, severity };
    await recordChange(deps, tx, signalChanges.ended, {
      actor,
      now,
      entityId: signalId,
      before,
      after,
      customerId,
      data,
    });
    return after;
  });
}
