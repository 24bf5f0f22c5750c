import type { Actor } from '../../../contracts/actor.ts';
import {
  automationPassChanges,
  type AutomationPassChangeKind,
} from '../../../contracts/automations/changes.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';

/** Writes what happened to a pass into audit log and change feed (U4, O5). */
export async function recordPass(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; pass: StoredPass; change: AutomationPassChangeKind; now: number },
): Promise<void> {
  const { actor, pass, change, now } = input;
  const { id: entityId, automationId, kind, reason } = pass;
  const data = { automationId, kind, ...(reason && { reason }) };
  await recordChange(deps, tx, automationPassChanges[change], { actor, now, entityId, data });
}
