import { SYSTEM } from '../../../contracts/actor.ts';
import { runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { takePending } from '../passes/take-pending.ts';
import { pauseFor } from '../pause-for.ts';
import type { MemberHooks } from './follow-members.ts';

const UNREADABLE = 'Its audience cannot be asked any more: save it anew.';

/** What follows on membership: a line for passes, and one for what pauses an automation. */
export const memberHooks: MemberHooks = {
  takePending: (deps, input) => takePending(deps, input),
  // One that cannot even be read keeps no other from being followed.
  pauseUnreadable: (deps, { automationId }) =>
    attempt(
      runCommand(deps, SYSTEM, (tx, now) =>
        pauseFor(deps, tx, automationId, { reason: 'definition_invalid', detail: UNREADABLE, now }),
      ),
    ),
};
