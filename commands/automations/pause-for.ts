import { SYSTEM } from '../../contracts/actor.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { whyNotOwned, type PauseCause } from '../../domain/automations/rights.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { writeEdit } from './change-automation.ts';
import { whyGone, type Lost } from './why-gone.ts';

/**
 * Pauses an automation by the product itself, in the transaction of what gave the cause (A1, A3); one that does not run
 * stays as it is. Nobody is woken: its pass asks before the next customer, and its calendar is shown anew in time.
 */
export async function pauseFor(
  deps: CommandDeps,
  tx: Tx,
  automationId: string,
  { reason, detail, now }: PauseCause & { now: number },
): Promise<void> {
  const automation = await deps.store.automations.lock(tx, automationId);
  if (automation?.status !== 'running') return;
  const set = { status: 'paused', pauseReason: reason, pauseDetail: detail } as const;
  await writeEdit(deps, { tx, now, automation }, { actor: SYSTEM, edit: { kind: 'paused', set, reason } });
}

/**
 * Pauses those that run and name what is gone since this transaction, or cannot be used any more (A3); renaming does
 * nothing to them. `name`: what it was called, for what was deleted.
 */
export async function followGone(
  deps: CommandDeps,
  tx: Tx,
  { now, ...lost }: Lost & { now: number },
): Promise<void> {
  await deps.store.locks.passGates(tx, [{ kind: 'automations' }]);
  const naming = lost.id === null ? {} : { naming: lost.id };
  const running = await deps.store.automations.listRunning(tx, naming);
  await pauseEach(deps, tx, { causes: await whyGone(deps, tx, running, lost), now });
}

/** Pauses those that run for a user who is deactivated, or may not do any more what they do (A1). */
export async function followRights(
  deps: CommandDeps,
  tx: Tx,
  { userId, now }: { userId: string; now: number },
): Promise<void> {
  await deps.store.locks.passGates(tx, [{ kind: 'automations' }]);
  const running = await deps.store.automations.listRunning(tx, { ownerId: userId });
  await pauseEach(deps, tx, { causes: await whyNotAllowed(deps, tx, running), now });
}

/** Why these may not go on, by their id: their owner, or what they name. */
export async function whyUnfit(
  deps: CommandDeps,
  tx: Tx,
  automations: readonly StoredAutomation[],
): Promise<Map<string, PauseCause>> {
  const gone = await whyGone(deps, tx, automations);
  return new Map([...gone, ...(await whyNotAllowed(deps, tx, automations))]);
}

async function pauseEach(
  deps: CommandDeps,
  tx: Tx,
  { causes, now }: { causes: ReadonlyMap<string, PauseCause>; now: number },
): Promise<void> {
  for (const [automationId, cause] of causes) await pauseFor(deps, tx, automationId, { ...cause, now });
}

async function whyNotAllowed(
  { store }: CommandDeps,
  tx: Tx,
  automations: readonly StoredAutomation[],
): Promise<Map<string, PauseCause>> {
  const causes = new Map<string, PauseCause>();
  const owners = await store.users.findAll(
    tx,
    automations.flatMap(({ ownerId }) => ownerId ?? []),
  );
  for (const automation of automations) {
    const owner = owners.find(({ id }) => id === automation.ownerId) ?? null;
    const cause = whyNotOwned(automation, owner);
    if (cause) causes.set(automation.id, cause);
  }
  return causes;
}
