import type { Actor } from '../../contracts/actor.ts';
import { switchChanges } from '../../contracts/holds/changes.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { SetSwitch, Switch } from '../../contracts/holds/switches.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { SwitchTarget } from '../../infra/db/holds/switches.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { wakeNobody, releaseWaiting, type Release } from '../release-waiting.ts';

/**
 * Switches all automatic sending off, or on again, for everything or one program, sequence, automation or mailbox (D9): a hold of
 * its own, which changes no status. Once it answers that it is on, nothing of its scope passes the fence of a hand-over.
 * When it is off again, what waited looks again, and what came due meanwhile follows in order (S11). A switch that is as
 * it should be stays so.
 *
 * @throws ProblemError `not_found` for a program, sequence, automation or mailbox that does not exist
 * @throws ProblemError `validation` without a reason for switching off
 */
export async function setSwitch(deps: CommandDeps, actor: Actor, input: SetSwitch): Promise<Switch> {
  const { isOn, reason = null } = input;
  const target: SwitchTarget = { scope: input.scope, id: input.scope === 'all' ? null : input.id };
  let wake = wakeNobody;
  const { after } = await runCommand(deps, actor, async (tx, now) => {
    if (isOn && reason === null)
      refuseInvalid([{ field: 'reason', message: 'is required: why does it stop?' }]);
    await deps.store.locks.closeGate(tx, gateOf(target));
    const off = await readOff(deps, tx, target);
    const before = await deps.store.switches.find(tx, target);
    if (isOn === (before !== null)) return { after: before ?? off };
    if (isOn) {
      const hold = { holdId: deps.newId('hold'), target, reason, authorId: actor.userId, now };
      await deps.store.switches.turnOn(tx, hold);
    } else {
      await deps.store.switches.turnOff(tx, { target, actorId: actor.userId, now });
      wake = await releaseWaiting(deps, tx, { release: releaseOf(target), now });
    }
    const after = (await deps.store.switches.find(tx, target)) ?? off;
    await recordChange(deps, tx, isOn ? switchChanges.turned_on : switchChanges.turned_off, {
      actor,
      now,
      entityId: target.id ?? target.scope,
      before: before ?? off,
      after: isOn ? after : { ...after, reason },
    });
    return { after };
  });
  await wake();
  return after;
}

/** Every sender passes the gate of everything, of what it belongs to, and of its mailbox. */
function gateOf({ scope, id }: SwitchTarget): Gate {
  return scope === 'all' || id === null ? { kind: 'switch' } : { kind: scope, id };
}

/** What looks again once it is off. */
function releaseOf({ scope, id }: SwitchTarget): Release {
  return scope === 'all' || id === null ? { of: 'all' } : { of: scope, id };
}

/** The switch as it is while it is off. @throws ProblemError `not_found` */
async function readOff({ store }: CommandDeps, tx: Tx, { scope, id }: SwitchTarget): Promise<Switch> {
  const name = id === null ? null : found(await store.switches.findName(tx, { scope, id }), scope);
  return { scope, id, name, isOn: false, reason: null, since: null, byId: null };
}
