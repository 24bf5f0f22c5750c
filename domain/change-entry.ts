import type { Actor } from '../contracts/actor.ts';
import type { ChangeCause, ChangeFields, ChangeKind } from '../contracts/changes.ts';

declare const made: unique symbol;

/** One entry of the change feed; {@link changeEntry} makes it. `at` is epoch milliseconds. */
export interface ChangeEntry extends ChangeCause {
  readonly [made]: true;
  entity: string;
  entityId: string;
  kind: string;
  at: number;
  actorId: string;
  customerId: string | null;
  data: object | undefined;
}

/** Who makes a change, and when. `now` is epoch milliseconds. */
export interface ChangeAuthor {
  actor: Pick<Actor, 'userId' | 'cause'>;
  now: number;
}

const BY_CALL: ChangeCause = { origin: 'api', originId: null, depth: 0 };

/** Where what an actor does comes from. */
export const causeOf = ({ cause }: Pick<Actor, 'cause'>): ChangeCause => cause ?? BY_CALL;

/** Makes an entry of a kind that is in the catalogue. */
export function changeEntry<Fields extends ChangeFields>(
  { entity, kind, belongs }: ChangeKind<Fields>,
  { actor, now }: ChangeAuthor,
  { entityId, customerId: of, data }: NoInfer<Fields>,
): ChangeEntry {
  const customerId = belongs === 'itself' ? entityId : (of ?? null);
  const entry = { entity, entityId, kind, at: now, actorId: actor.userId, customerId, ...causeOf(actor) };
  return { ...entry, data: customerId === null ? data : { ...data, customerId } } as ChangeEntry;
}
