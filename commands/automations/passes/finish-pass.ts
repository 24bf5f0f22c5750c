import { SYSTEM } from '../../../contracts/actor.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { wakeDeliveries } from '../messages/wake-messages.ts';
import { completeRun } from './complete-run.ts';
import type { PassParts } from './parts.ts';
import { recordPass } from './record-pass.ts';
import { startDuePass } from './start-due-pass.ts';
import { takePendingNow } from './take-pending.ts';

/**
 * Ends a pass whose customers are all over. One pass is all of an automation that is not ongoing, which is completed then;
 * what fell due meanwhile, or came in by a change, begins now.
 *
 * @returns false: somebody is left
 */
export async function finishPass(
  deps: CommandDeps,
  { passId, automationId, parts }: { passId: string; automationId: string; parts: PassParts },
): Promise<boolean> {
  const { store } = deps;
  const finished = await runCommand(deps, SYSTEM, async (tx, now) => {
    const automation = await store.automations.lock(tx, automationId);
    const pass = await store.automationPasses.lock(tx, passId);
    if (!automation || !pass) return {};
    const isTakenOnly = pass.status !== 'running';
    // Whom it acts on was changed while its last customers were in hand.
    if (!isTakenOnly && (!pass.isFilled || pass.comparedAt === null)) return null;
    if (await store.passWork.hasOpen(tx, { passId, isTakenOnly })) return null;
    const hasMails = await store.digests.hurry(tx, { passId, now });
    if (pass.status !== 'running') {
      await store.automationPasses.save(tx, { passId, set: { wakeAt: null } });
      return { hasMails };
    }
    const { failed } = await store.passWork.count(tx, passId);
    const set = { status: 'done', reason: null, finishedAt: now, wakeAt: null } as const;
    await store.automationPasses.save(tx, { passId, set });
    const change = failed > 0 ? 'failed' : 'done';
    await recordPass(deps, tx, { actor: SYSTEM, pass: { ...pass, ...set }, change, now });
    const isOver = !automation.isOngoing && pass.kind === 'scheduled' && automation.status === 'running';
    if (isOver) await completeRun(deps, tx, { automation, now });
    return {
      next: isOver ? null : await takePendingNow(deps, tx, { automation, now, parts }),
      isOver,
      hasMails,
    };
  });
  if (finished === null) return false;
  // How many mails to our own people there are is known now (A4).
  if (finished.hasMails) await wakeDeliveries(deps, [{ passId, automationId }]);
  if (finished.next) await attempt(deps.lifecycle.wakePass({ automationId, passId: finished.next }));
  else if (!finished.isOver) await startDuePass(deps, { automationId });
  return true;
}
