import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationPassView, ConfirmPass } from '../../../contracts/automations/passes.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit, runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { actorOf } from '../effects/actor-of.ts';
import { recordPass } from './record-pass.ts';

/**
 * Confirms how many customers a pass acts on, for exactly that number (A6). Whoever does has to see all of them.
 *
 * @throws ProblemError `conflict` when it waits for nobody, and with the present `size` when that is another
 */
export async function confirmPass(
  deps: CommandDeps,
  actor: Actor,
  { automationId, passId, size }: ConfirmPass & { automationId: string; passId: string },
): Promise<AutomationPassView> {
  const { store } = deps;
  const shown = await runCommand(deps, actor, async (tx, now) => {
    const automation = found(await store.automations.lock(tx, automationId), 'automation');
    const pass = found(await store.automationPasses.lock(tx, passId), 'pass');
    if (pass.automationId !== automationId) throw new ProblemError('not_found', 'No such pass.');
    if (pass.status !== 'waiting')
      throw new ProblemError('conflict', 'The pass does not wait for a confirmation.');
    // Who was hidden from its owner meanwhile is left out anyway.
    const sight = (await actorOf(deps, tx, { automation, depth: 1 })) ?? actor;
    const { size: present, seesAll } = await store.automationPassViews.sizeFor(tx, actor, { passId, sight });
    if (!seesAll) throw new ProblemError('conflict', 'Whoever confirms it has to see everybody it acts on.');
    if (size !== present)
      throw new ProblemError('conflict', `It would act on ${present} by now: confirm that number.`, [], {
        size: present,
      });
    const by = { confirmedById: actor.userId, confirmedAt: now };
    const set = { status: 'running', reason: null, size, confirmedSize: size, wakeAt: now, ...by } as const;
    await store.automationPasses.save(tx, { passId, set });
    await store.automationPasses.confirm(tx, { automation, size, ...by });
    await recordPass(deps, tx, { actor, pass: { ...pass, reason: null }, change: 'confirmed', now });
    return found(await store.automationPassViews.read(tx, actor, { automationId, passId }), 'pass');
  });
  await afterCommit(deps, () => attempt(deps.lifecycle.wakePass({ automationId, passId })));
  return shown;
}
