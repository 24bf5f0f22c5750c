import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid, type FieldProblem } from '../../contracts/problems.ts';
import { smsSenderChanges } from '../../contracts/sending/changes.ts';
import type { RetireSmsSender, SmsSender } from '../../contracts/sending/sms-senders.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { releaseWaiting, wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';

/**
 * Retires an sms sender (M1, S24): nothing leaves from it once this returns, what waits for it looks again at once, and its
 * successor sends what it would send. Asked again, it names another successor.
 *
 * @throws ProblemError `not_found`; `validation` for a successor that is none, is retired, or is the sender itself
 */
export async function retireSmsSender(
  deps: CommandDeps,
  actor: Actor,
  { smsSenderId, successorId }: RetireSmsSender & { smsSenderId: string },
): Promise<SmsSender> {
  const { smsSenders, locks } = deps.store;
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    // Of both, in one order for all: two that retire to each other would leave nobody.
    const gates = [smsSenderId, ...(successorId === null ? [] : [successorId])];
    for (const id of [...new Set(gates)].sort()) await locks.closeGate(tx, { kind: 'mailbox', id });
    const before = found(await smsSenders.find(tx, actor, smsSenderId), 'sms sender');
    const successor = successorId === null ? null : await smsSenders.find(tx, actor, successorId);
    refuseInvalid(problemsOf({ smsSenderId, successorId, successor }));
    const after = await smsSenders.setRetired(tx, smsSenderId, { retired: { successorId }, now });
    const about = { actor, now, entityId: smsSenderId, before, after };
    await recordChange(deps, tx, smsSenderChanges.retired, { ...about, data: { successorId } });
    // Others may have had it for their successor.
    if (successorId === null) await deps.hooks.followGone(deps, tx, { id: null, name: after.name, now });
    wake = await releaseWaiting(deps, tx, { release: { of: 'retired_mailbox', id: smsSenderId }, now });
    return after;
  });
  await wake();
  return reply;
}

/**
 * Lets a retired sms sender send again what names it. One that is not retired stays as it is.
 *
 * @throws ProblemError `not_found`
 */
export async function reinstateSmsSender(
  deps: CommandDeps,
  actor: Actor,
  { smsSenderId }: { smsSenderId: string },
): Promise<SmsSender> {
  const { smsSenders, locks } = deps.store;
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'mailbox', id: smsSenderId });
    const before = found(await smsSenders.find(tx, actor, smsSenderId), 'sms sender');
    if (before.retiredAt === null) return before;
    const after = await smsSenders.setRetired(tx, smsSenderId, { retired: null, now });
    await recordChange(deps, tx, smsSenderChanges.reinstated, {
      actor,
      now,
      entityId: smsSenderId,
      before,
      after,
    });
    wake = await releaseWaiting(deps, tx, { release: { of: 'retired_mailbox', id: smsSenderId }, now });
    return after;
  });
  await wake();
  return reply;
}

function problemsOf({
  smsSenderId,
  successorId,
  successor,
}: RetireSmsSender & { smsSenderId: string; successor: SmsSender | null }): FieldProblem[] {
  const problem = (message: string): FieldProblem[] => [{ field: 'successorId', message }];
  if (successorId === null) return [];
  if (successorId === smsSenderId) return problem('is the sender itself');
  if (successor === null) return problem('is not an sms sender');
  return successor.retiredAt === null ? [] : problem('is retired itself');
}
