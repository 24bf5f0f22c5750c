import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
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
  await deps.store.passCalendars.setStatus(tx, { automationId: id, status: 'completed', now });
  const ended = await endPass(deps, tx, { automationId: id, reason: 'completed', now });
  await reschedule(deps, tx, { automation: { ...automation, status: 'completed' }, now });
  return ended;
}
