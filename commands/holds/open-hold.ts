import type { Actor } from '../../contracts/actor.ts';
import { holdChanges } from '../../contracts/holds/changes.ts';
import type { Hold, OpenHold } from '../../contracts/holds/holds.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/**
 * Holds an invoice, a customer or an enrollment back (D8): no message rendered before passes its fence, and the
 * enrollments of the customer look again.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` for an invoice that is not open and an enrollment that is over
 * @throws ProblemError `validation` for an expiry that has passed, or out of office without one
 */
export function openHold(deps: CommandDeps, actor: Actor, input: OpenHold): Promise<Hold> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const { scope, kind, reason = null } = input;
    const target = { scope, id: targetIdOf(input) };
    const read = async () => found(await store.holdViews.findTarget(tx, actor, target), scope);
    const { customerId } = await read();
    await touch(customerId);
    if (!(await read()).canBeHeld) {
      throw new ProblemError(
        'conflict',
        scope === 'invoice' ? 'The invoice is not open.' : 'The enrollment is over.',
      );
    }
    const expiresAt = input.expiresAt == null ? null : Date.parse(input.expiresAt);
    const isPast = expiresAt !== null && expiresAt <= now;
    const isEndless = kind === 'out_of_office' && expiresAt === null;
    refuseInvalid([
      ...(isPast ? [{ field: 'expiresAt', message: 'must be later than now' }] : []),
      ...(isEndless ? [{ field: 'expiresAt', message: 'is required: out of office until when?' }] : []),
    ]);
    const holdId = deps.newId('hold');
    await store.holdViews.insert(tx, {
      id: holdId,
      scope,
      kind,
      customerId: scope === 'enrollment' ? null : customerId,
      invoiceId: scope === 'invoice' ? input.invoiceId : null,
      enrollmentId: scope === 'enrollment' ? input.enrollmentId : null,
      reason,
      authorId: actor.userId,
      startedAt: now,
      expiresAt,
    });
    const after = found(await store.holdViews.find(tx, actor, { holdId, now }), 'hold');
    const data = { scope, kind };
    await recordChange(deps, tx, holdChanges.opened, {
      actor,
      now,
      entityId: holdId,
      after,
      customerId,
      data,
    });
    return after;
  });
}

function targetIdOf(input: OpenHold): string {
  switch (input.scope) {
    case 'invoice':
      return input.invoiceId;
    case 'customer':
      return input.customerId;
    case 'enrollment':
      return input.enrollmentId;
  }
}
