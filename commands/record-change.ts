import type { Actor } from '../contracts/actor.ts';
import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';

/** One change of one thing, for the audit log and the change feed. */
export interface RecordedChange {
  actor: Actor;
  /** Epoch milliseconds. */
  now: number;
  entity: string;
  entityId: string;
  /** Past tense for the feed: `created`, `disputed`. The audit action is `<entity>.<kind>`. */
  kind: string;
  before?: unknown;
  after?: unknown;
  /** For the readers of the feed, such as the customer it belongs to. */
  data?: Readonly<Record<string, unknown>>;
}

/** Writes the audit row and the change row of a command (U4). */
export async function recordChange({ store }: CommandDeps, tx: Tx, change: RecordedChange): Promise<void> {
  const { actor, now, entity, entityId, kind, before, after, data } = change;
  const action = `${entity}.${kind}`;
  await store.audit.record(tx, { at: now, actor, action, entity, entityId, before, after });
  await store.changes.record(tx, { at: now, actorId: actor.userId, entity, entityId, kind, data });
}
