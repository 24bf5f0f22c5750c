import type { Actor } from '../contracts/actor.ts';
import type { ChangeFields, ChangeKind } from '../contracts/changes.ts';
import { type ChangeEntry, changeEntry } from '../domain/change-entry.ts';
import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';

/** Who changed a thing and when, and what it was before and after, for the audit log. `now` is epoch milliseconds. */
export interface Recorded {
  actor: Actor;
  now: number;
  before?: unknown;
  after?: unknown;
}

/**
 * Writes the audit row (`<entity>.<kind>`) and the change row of a command (U4). `change` is a kind of the wing's
 * catalogue, `contracts/<wing>/changes.ts`, which says what else is to be told.
 */
export async function recordChange<Fields extends ChangeFields>(
  deps: CommandDeps,
  tx: Tx,
  change: ChangeKind<Fields>,
  entry: Recorded & NoInfer<Fields>,
): Promise<void> {
  await deps.store.changes.record(tx, await recordAudit(deps, tx, change, entry));
}

/** Writes the audit row alone, of what a statement of the store puts into the feed. @returns what the feed would say */
export async function recordAudit<Fields extends ChangeFields>(
  { store }: CommandDeps,
  tx: Tx,
  change: ChangeKind<Fields>,
  entry: Recorded & NoInfer<Fields>,
): Promise<ChangeEntry> {
  const { entity, kind } = change;
  const fields: Recorded & ChangeFields = entry;
  const { actor, now, entityId, before, after } = fields;
  const told = changeEntry<ChangeFields>(change, { actor, now }, fields);
  const { customerId } = told;
  const what = { action: `${entity}.${kind}`, entity, entityId, customerId };
  await store.audit.record(tx, { at: now, actor, ...what, before, after });
  return told;
}
