/** What the change feed says of every change (O5, A7). A leaf. */

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
