import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../sending/send-once.ts';
import { takeBackCopies } from '../sending/take-back-copies.ts';
import { ActionSource } from './action-source.ts';

/** Which recommended action. */
export interface SendActionInput {
  actionId: string;
}

/** Sends the mail that a person asked for (Q6), and says when to look again. */
export function createSendAction(deps: ActivityDeps) {
  return async function sendAction({ actionId }: SendActionInput): Promise<ActionDirective> {
    await takeBackCopies(deps, { kind: 'action', id: actionId });
    return sendOnce(deps, new ActionSource(deps, actionId));
  };
}
