import type { Actor } from '../../../contracts/actor.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Effect, EffectInput } from '../effects/effect.ts';

/** What a pass does its work with. */
export interface PassParts {
  /** The automation as who gives its commands; null: its owner has left. */
  actorOf(
    deps: CommandDeps,
    db: Tx,
    input: { automation: StoredAutomation; depth: number },
  ): Promise<Actor | null>;
  /** Applies one action to one customer, in the transaction that `deps` joined. */
  applyAction(deps: CommandDeps, tx: Tx, input: EffectInput): Promise<Effect>;
  /** Brings the membership of an automation to what its audience says now, of everybody. */
  compareMembers(deps: CommandDeps, input: { automationId: string }): Promise<void>;
}
