import type { Actor } from '../../contracts/actor.ts';
import type {
  AppliedBulkChange,
  CustomerAction,
  InvoiceAction,
} from '../../contracts/bulk-changes/bulk-changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StoredBulkChange } from '../../infra/db/bulk-changes/bulk-changes.ts';
import { checkBulkChange } from './check-bulk-change.ts';
import type { CommandDeps } from '../deps.ts';
import {
  followEnrollments,
  leaveProgram,
  NOTHING_LEFT,
  requestEnrollmentPlan,
  type EnrollmentFollowUp,
} from '../programs/leave-program.ts';
import { wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { touchCustomers } from '../customers/touch-customer.ts';

/** Enrollments woken by the call itself, two seconds of work; the reconciler wakes the others within its period. */
const MAX_WOKEN = 500;

/** Taking 50,000 customers off a list writes seven rows for each, all or none, on a machine that is busy with other things. */
const APPLY_TIMEOUT_MS = 5 * 60_000;

/**
 * Applies a change of many to exactly the set that was counted, once. What its author cannot see any more is left out.
 *
 * @throws ProblemError `not_found` for a token of somebody else, or none
 * @throws ProblemError `already_acted` when it was applied
 * @throws ProblemError `conflict` when it has expired
 * @throws ProblemError `forbidden`, `validation` like the first call, when something changed since
 */
export async function applyBulkChange(
  deps: CommandDeps,
  actor: Actor,
  { token }: { token: string },
): Promise<AppliedBulkChange> {
  const { lists } = deps.hooks;
  let toWake: string[] = [];
  let followUp: EnrollmentFollowUp | null = null;
  let wake = wakeNobody;
  const apply = async (tx: Tx, now: number) => {
    const bulk = found(await deps.store.bulkChanges.lock(tx, actor, token), 'bulk change');
    refuseSpent(bulk, now);
    const { entity, action } = bulk;
    const programId = programOf(action);
    if (programId !== null) await deps.store.locks.passGates(tx, [{ kind: 'program', id: programId }]);
    const listId = listOf(action);
    if (listId !== null) await deps.store.lists.lock(tx, listId, 'shared');
    await checkBulkChange(deps, tx, { actor, entity, action });
    const stored = { bulkChangeId: token, entity, action };
    let handedOver: string[] = [];
    if (action.type === 'setArOwner' || action.type === 'setSalesOwner') {
      await deps.store.bulkEffects.lockCustomers(tx, token);
      handedOver = await deps.store.bulkEffects.changingIds(tx, actor, stored);
      toWake = await touchCustomers(deps, tx, handedOver);
    }
    if (programId !== null) await deps.store.bulkEffects.lockCustomers(tx, token);
    const moved = programId === null ? [] : await deps.store.bulkEffects.changingIds(tx, actor, stored);
    const { visible, changedIds } = await deps.store.bulkEffects.apply(tx, actor, {
      ...stored,
      requestId: actor.requestId,
      now,
    });
    if (handedOver.length > 0)
      await deps.hooks.followSight(deps, tx, { of: { customerIds: handedOver }, actor, now });
    if (programId !== null && moved.length > 0) {
      const left = action.type === 'unenrollFromProgram';
      followUp = await leaveOrPlan(deps, tx, { actor, programId, leaving: left ? moved : [], now });
    }
    const moving =
      listId === null ? null : { listId, customerIds: changedIds, actor: causedBy(actor, token), now };
    const changed = changedIds.length;
    const left = moving && action.type === 'removeFromList' ? await lists.left(deps, tx, moving) : null;
    if (moving) wake = left?.wake ?? (await lists.joined(deps, tx, moving));
    await finish(deps, tx, { actor, token, entity, action, changed, now });
    return { ...replyOf(bulk, { visible, changed, now }), inFlight: left?.inFlight ?? null };
  };
  const { inFlight, ...reply } = await runCommand(deps, actor, apply, { timeout: APPLY_TIMEOUT_MS });
  await wake();
  await wakeEnrollments(deps, toWake.slice(0, MAX_WOKEN));
  if (followUp) await followEnrollments(deps, followUp);
  return inFlight === null ? reply : { ...reply, inFlight: await lists.nameInFlight(deps, inFlight) };
}

function listOf(action: CustomerAction | InvoiceAction): string | null {
  return action.type === 'addToList' || action.type === 'removeFromList' ? action.listId : null;
}

/** What enrollments do about it is told as a part of the change. */
const causedBy = (actor: Actor, token: string): Actor => ({
  ...actor,
  cause: { origin: 'bulk', originId: token, depth: 0 },
});

function programOf(action: CustomerAction | InvoiceAction): string | null {
  return action.type === 'enrollInProgram' || action.type === 'unenrollFromProgram' ? action.programId : null;
}

/** Who leaves a program loses what is open; the program is planned anew (P5, P10). */
async function leaveOrPlan(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; programId: string; leaving: readonly string[]; now: number },
): Promise<EnrollmentFollowUp> {
  const { actor, programId, leaving: customerIds, now } = input;
  const planVersion = await requestEnrollmentPlan(deps, tx, { actor, programId, now });
  const { batchIds, runs, freed } =
    customerIds.length === 0
      ? NOTHING_LEFT
      : await leaveProgram(deps, tx, { actor, programId, customerIds, now });
  return { programId, planVersion, batchIds, runs, freed };
}

function refuseSpent({ appliedAt, expiresAt }: StoredBulkChange, now: number): void {
  if (appliedAt !== null) {
    const at = new Date(appliedAt).toISOString();
    throw new ProblemError('already_acted', 'The change was applied already.', [], { appliedAt: at });
  }
  if (expiresAt <= now) throw new ProblemError('conflict', 'The token has expired: count again.');
}

async function finish(
  deps: CommandDeps,
  tx: Tx,
  {
    actor,
    token,
    entity,
    action,
    changed,
    now,
  }: { actor: Actor; token: string; entity: string; action: unknown; changed: number; now: number },
): Promise<void> {
  await deps.store.bulkChanges.markApplied(tx, token, now);
  const after = { entity, action, changed };
  await deps.store.audit.record(tx, {
    at: now,
    actor,
    action: 'bulkChange.applied',
    entity: 'bulkChange',
    entityId: token,
    customerId: null,
    after,
  });
}

function replyOf(
  { id, targetIds, hidden }: StoredBulkChange,
  { visible, changed, now }: { visible: number; changed: number; now: number },
): AppliedBulkChange {
  return {
    token: id,
    count: visible,
    changed,
    unchanged: visible - changed,
    ...(hidden !== null && { hidden: hidden + (targetIds.length - visible) }),
    appliedAt: new Date(now).toISOString(),
  };
}
