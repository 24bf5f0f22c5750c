import { logSentAction } from '../../commands/insights/actions/log-sent-action.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import type { ActionSend, ActionSendSet } from '../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteMailbox, outcomeOf, type Ending } from '../sending/hand-over-outcome.ts';
import type { ClaimedActionMail } from './claim-action.ts';

/** How one hand-over of an action's mail ended. */
interface Settling {
  actionId: string;
  claim: ClaimedActionMail;
  result: HandOverResult;
}

/**
 * The last transaction of an action's mail: what the server said goes into the ledger, and the action is completed,
 * waits, or asks for a person. A row that another token owns is left alone.
 */
export async function settleAction(
  deps: ActivityDeps,
  { actionId, claim, result }: Settling,
): Promise<ActionDirective> {
  const now = await deps.now();
  const { mail, token } = claim;
  return deps.db.$transaction(async (tx): Promise<ActionDirective> => {
    const { store } = deps;
    const action = await store.actionSends.lock(tx, actionId);
    if (!action) return { kind: 'ended' };
    const { ledger, ending } = outcomeOf(result, { mail, triedSince: action.requestedAt, now });
    if (!(await store.ledger.settle(tx, { ...ledger, messageId: mail.messageId, token, now }))) {
      return action.sendStatus === 'requested' || action.sendStatus === 'sending'
        ? again(now)
        : { kind: 'ended' };
    }
    const state = await store.sendHolds.readMailboxState(tx, mail.mailbox.mailboxId);
    await noteMailbox(deps, tx, { mail, result, isFailing: state?.status === 'failing', now });
    return follow(deps, tx, { action, claim, ending, now });
  });
}

interface Following {
  action: ActionSend;
  claim: ClaimedActionMail;
  ending: Ending;
  now: number;
}

async function follow(
  deps: ActivityDeps,
  tx: Tx,
  { action, claim, ending, now }: Following,
): Promise<ActionDirective> {
  const { actionId } = action;
  const write = (set: ActionSendSet) => deps.store.actionSends.set(tx, { actionId, set, now });
  const needsPerson = async (sendStatus: 'error' | 'uncertain', code: string, detail: string) => {
    await write({ sendStatus, errorCode: code, errorDetail: detail, wakeAt: null });
    return { kind: 'ended' } as const;
  };
  const waits = async (reason: 'retrying' | 'mailbox_failing', until: number) => {
    await write({ sendStatus: 'requested', heldReason: reason, heldUntil: until, wakeAt: until });
    return { kind: 'wait', reason, until } as const;
  };
  switch (ending.kind) {
    case 'sent': {
      const { messageId, subject, text } = claim.mail;
      const message = { messageId, contactId: claim.contactId, subject, text };
      await logSentAction(deps, tx, { action, actor: SYSTEM, message, now });
      return { kind: 'ended' };
    }
    case 'failed':
      return needsPerson('error', ending.code, ending.detail);
    case 'uncertain':
      return needsPerson('uncertain', 'uncertain', ending.detail);
    case 'retrying':
      return waits('retrying', ending.until);
    case 'mailbox_failing': {
      const { mailboxId } = claim.mail.mailbox;
      return waits('mailbox_failing', (await deps.store.mailboxHealth.readProbeAt(tx, mailboxId)) ?? now);
    }
    case 'untried':
      await write({ sendStatus: 'requested', wakeAt: now });
      return again(now);
  }
}

/** Nothing has left, and nothing but the moment spoke against it. */
function again(now: number): ActionDirective {
  return { kind: 'wait', reason: 'retrying', until: now };
}
