import { SYSTEM } from '../../../contracts/actor.ts';
import { automationChanges } from '../../../contracts/automations/changes.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { endPass } from './end-pass.ts';
import { reschedule } from './reschedule.ts';

/**
 * Completes an automation by itself: at its end, or after its one pass (A2). To be called with it locked.
 *
 * @returns the pass that this ended, whose workflow is to look; null: none was open
 */
export async function completeRun(
  deps: CommandDeps,
  tx: Tx,
  { automation, now }: { automation: StoredAutomation; now: number },
): Promise<string | null> {
  const { id } = automation;
  const set = { status: 'completed', pauseReason: null, pauseDetail: null } as const;
  const version = automation.version + 1;
  await deps.store.automations.save(tx, { automationId: id, set: { ...set, version, updatedAt: now } });
  const { status } = automation;
  const changed = { actor: SYSTEM, now, entityId: id, before: { status }, after: { status: set.status } };
  await recordChange(deps, tx, automationChanges.completed, changed);
  const ended = await endPass(deps, tx, { automationId: id, reason: 'completed', now });
  await reschedule(deps, tx, { automation: { ...automation, ...set, version }, now });
  return ended;
}
