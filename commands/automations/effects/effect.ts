import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';

/** One action that is to be applied to one customer. */
export interface EffectInput<A extends AutomationAction = AutomationAction> {
  automation: StoredAutomation;
  action: A;
  customerId: string;
  passId: string;
  /** Of the row that says it was applied, in the same transaction. */
  effectId: string;
  /** The automation, with the sight and the rights of its owner; its cause says how deep it lies (A7). */
  actor: Actor;
  /** Epoch milliseconds. */
  now: number;
}

/** What became of it: a message or a call is `waiting` until it was accepted. */
export type Effect =
  | { status: 'done' | 'waiting'; data?: object }
  | { status: 'failed' | 'skipped'; reason: string; detail: string | null };
