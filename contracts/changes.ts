/** What the change feed says of every change (O5, A7). Each wing lists its own in `<wing>/changes.ts`. */

/**
 * What caused a change: a call of the API, a bulk change, an import, a sync, mail that came in, an automation, an applied
 * configuration; `engine`: workflows, upkeep and rules.
 */
export const CHANGE_ORIGINS = [
  'api',
  'bulk',
  'import',
  'sync',
  'engine',
  'inbox',
  'automation',
  'configuration',
] as const;
export type ChangeOrigin = (typeof CHANGE_ORIGINS)[number];

/** Where a change came from. */
export interface ChangeCause {
  origin: ChangeOrigin;
  /** Which of its kind: the id of the import, the bulk change, the automation; null: nothing to name. */
  originId: string | null;
  /** How many automations lie between it and a cause outside them (A7). */
  depth: number;
}

/**
 * Whose a thing is. `customer`: of one customer, who is named with every change; `itself`: it is one; `maybe`: of a
 * customer or of nobody; `nobody`: it belongs to the organisation.
 */
export type Belongs = 'customer' | 'itself' | 'maybe' | 'nobody';

/** What a writer says of one change, besides who made it and when. */
export interface ChangeFields {
  entityId: string;
  customerId?: string | null | undefined;
  data?: object | undefined;
}

/** One kind of change in the catalogue. `Fields` is what its writers have to say, `Event` the webhook event it is. */
export interface ChangeKind<
  Fields extends ChangeFields = ChangeFields,
  Event extends string | null = string | null,
> {
  readonly entity: string;
  /** What happened, in the past tense: `created`, `disputed`. */
  readonly kind: string;
  readonly belongs: Belongs;
  /**
   * The webhook event it becomes; null: none. Its payload is `data` of the change with the ids of the thing and of its
   * customer.
   */
  readonly event: Event;
  /** It happens to a thing once at most, however often it is written: the event is sent once. */
  readonly isOnce: boolean;
  /** Never set: it carries the type. */
  readonly fields?: Fields;
}

interface DataOf<Data extends object> {
  readonly type?: Data;
}

/** Says what the data of a kind of change look like: `data: of<{ labelId: string }>()`. */
export const of = <Data extends object>(): DataOf<Data> => ({});

interface Declared {
  event?: string;
  isOnce?: boolean;
  data?: DataOf<object>;
}
type NoData = Readonly<Record<string, never>>;
type Data<D extends Declared> = D extends { data: DataOf<infer Of> } ? Of : NoData;
type Customer<B extends Belongs> = B extends 'customer'
  ? { customerId: string }
  : B extends 'maybe'
    ? { customerId: string | null }
    : { customerId?: undefined };
type Fields<B extends Belongs, Of extends object> = { entityId: string } & Customer<B> &
  ({} extends Of ? { data?: Of | undefined } : { data: Of });
type Kinds<B extends Belongs, All extends Record<string, Declared>> = {
  readonly [Kind in keyof All]: ChangeKind<
    Fields<B, Data<All[Kind]>>,
    All[Kind] extends { event: infer Event extends string } ? Event : null
  >;
};

/** Lists the kinds of change of one thing. A kind that webhooks tell has an `event`. */
export function changesOf<const B extends Belongs, const All extends Record<string, Declared>>(
  entity: string,
  belongs: B,
  kinds: All,
): Kinds<B, All> {
  const listed = Object.entries(kinds).map(
    ([kind, { event = null, isOnce = false }]): [string, ChangeKind] => [
      kind,
      { entity, kind, belongs, event, isOnce },
    ],
  );
  return Object.fromEntries(listed) as Kinds<B, All>;
}

/** Kinds of change by their names, as a list. */
export const listOf = (changes: Readonly<Record<string, ChangeKind>>): ChangeKind[] => Object.values(changes);
