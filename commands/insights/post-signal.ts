import type { Actor } from '../../contracts/actor.ts';
import { signalChanges } from '../../contracts/insights/changes.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { PostSignal, Signal } from '../../contracts/insights/signals.ts';
import { AI_EXPIRES_AFTER_DAYS, AI_EXPIRES_AFTER_MS } from '../../domain/insights/model/merge.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Posts a signal from elsewhere (C12).
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` for an expiry that has passed, or one of a model that is too far away
 */
export function postSignal(
  deps: CommandDeps,
  actor: Actor,
  { customerId, expiresAt, ...input }: PostSignal & { customerId: string },
): Promise<Signal> {
  return runCommand(deps, actor, async (tx, now) => {
    const { store } = deps;
    if (!(await store.customers.isVisible(tx, actor, customerId))) {
      throw new ProblemError('not_found', 'No such customer.');
    }
    const latest = input.source === 'ai' ? now + AI_EXPIRES_AFTER_MS : null;
    const expiry = expiresAt == null ? latest : Date.parse(expiresAt);
    refuseExpiry(expiry, { now, latest });
    const signalId = deps.newId('signal');
    const entry = { ...input, id: signalId, customerId, expiresAt: expiry, authorId: actor.userId, now };
    await store.signals.insert(tx, entry);
    await store.customerRefresh.mark(tx, { customerIds: [customerId], now });
    const after = found(await store.signals.find(tx, actor, { signalId, now }), 'signal');
    const data = { kind: after.kind, severity: after.severity };
    await recordChange(deps, tx, signalChanges.started, {
      actor,
      now,
      entityId: signalId,
      after,
      customerId,
      data,
    });
    return after;
  });
}

function refuseExpiry(expiry: number | null, { now, latest }: { now: number; latest: number | null }): void {
  if (expiry === null) return;
  const field = 'expiresAt';
  refuseInvalid([
    ...(expiry > now ? [] : [{ field, message: 'must be later than now' }]),
    ...(latest === null || expiry <= latest
      ? []
      : [
          {
            field,
            message: `must be at most ${AI_EXPIRES_AFTER_DAYS} days away: what a model concluded expires`,
          },
        ]),
  ]);
}
