import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import { claimAction, type ClaimedActionMail } from './claim-action.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../sending/send-once.ts';
import { settleAction } from './settle-action.ts';

/** Which recommended action. */
export interface SendActionInput {
  actionId: string;
}

/** Sends the mail that a person asked for (Q6), and says when to look again. */
export function createSendAction(deps: ActivityDeps) {
  return function sendAction({ actionId }: SendActionInput): Promise<ActionDirective> {
    return sendOnce<ClaimedActionMail, ActionDirective>(deps, {
      sourceId: actionId,
      claim: () => claimAction(deps, { actionId }),
      gates: () => [],
      passFence: deps.store.actionSends.passFence,
      settle: (claim, result) => settleAction(deps, { actionId, claim, result }),
      denialOf: (directive) => (directive.kind === 'wait' ? directive : null),
    });
  };
}
