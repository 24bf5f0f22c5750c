import { logSentTouchpoint } from '../../commands/programs/touchpoints/log-sent-touchpoint.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../commands/run-command.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { TouchpointDirective } from '../../contracts/programs/directives.ts';
import type { ScheduledTouchpoint } from '../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ScheduledTouchpointSet } from '../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ClaimedTouchpointMail } from './claim-touchpoint.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteMailbox, outcomeOf, type Ending } from '../sending/hand-over-outcome.ts';

/** How one hand-over of a touchpoint's mail ended. */
interface Settling {
  scheduledTouchpointId: string;
  claim: ClaimedTouchpointMail;
  result: HandOverResult;
}

/**
 * The last transaction of a touchpoint's mail: what the server said goes into the ledger, and the row is completed,
 * waits, or asks for a person. A row that another token owns is left alone.
 */
export async function settleTouchpoint(
  deps: ActivityDeps,
  { scheduledTouchpointId, claim, result }: Settling,
): Promise<TouchpointDirective> {
  const now = await deps.now();
  const { mail, token } = claim;
  return deps.db.$transaction(
    async (tx): Promise<TouchpointDirective> => {
      const { store } = deps;
      const item = await store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
      if (!item) return { kind: 'ended' };
      const { ledger, ending } = outcomeOf(result, { mail, triedSince: item.decidedAt, now });
      if (!(await store.ledger.settle(tx, { ...ledger, messageId: mail.messageId, token, now }))) {
        return { kind: item.status === 'approved' ? 'wait' : 'ended' };
      }
      const state = await store.sendHolds.readMailboxState(tx, mail.mailbox.mailboxId);
      await noteMailbox(deps, tx, { mail, result, isFailing: state?.status === 'failing', now });
      return follow(deps, tx, { item, claim, ending, now });
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  );
}

interface Following {
  item: ScheduledTouchpoint;
  claim: ClaimedTouchpointMail;
  ending: Ending;
  now: number;
}

async function follow(
  deps: ActivityDeps,
  tx: Tx,
  { item, claim, ending, now }: Following,
): Promise<TouchpointDirective> {
  const { scheduledTouchpointId } = item;
  if (ending.kind === 'sent') {
    const { mail, contactId, invoiceIds } = claim;
    const { messageId, subject, text } = mail;
    const message = { messageId, contactId, subject, text, invoiceIds };
    await logSentTouchpoint(deps, tx, { item, actor: SYSTEM, message, now });
    return { kind: 'ended' };
  }
  // It may have been taken out while it was on its way; only a hand-over overrules that.
  if (item.status !== 'approved' && item.status !== 'uncertain') return { kind: 'ended' };
  const write = (set: ScheduledTouchpointSet) =>
    deps.store.scheduledTouchpoints.set(tx, { scheduledTouchpointId, set, by: SYSTEM.userId, now });
  const needsPerson = async (status: 'failed' | 'uncertain', errorCode: string, errorDetail: string) => {
    await write({ status, errorCode, errorDetail, wakeAt: null });
    return { kind: 'ended' } as const;
  };
  const waits = async (set: Pick<ScheduledTouchpointSet, 'heldReason' | 'heldUntil' | 'wakeAt'>) => {
    if (item.status === 'approved') await write(set);
    else await writeLate({ ...set, status: 'approved', errorCode: null, errorDetail: null });
    return { kind: 'wait' } as const;
  };
  // The send of its batch has gone on without this result: the batch is to be looked at again.
  const writeLate = async (set: ScheduledTouchpointSet) => {
    await write(set);
    const { batchId } = item;
    if (batchId !== null) await deps.store.reviewBatches.settle(tx, { batchId, by: SYSTEM.userId, now });
  };
  switch (ending.kind) {
    case 'failed':
      return needsPerson('failed', ending.code, ending.detail);
    case 'uncertain':
      return needsPerson('uncertain', 'uncertain', ending.detail);
    case 'retrying': {
      const { until } = ending;
      return waits({ heldReason: 'retrying', heldUntil: until, wakeAt: until });
    }
    case 'mailbox_failing': {
      const until = (await deps.store.mailboxHealth.readProbeAt(tx, claim.mail.mailbox.mailboxId)) ?? now;
      return waits({ heldReason: 'mailbox_failing', heldUntil: until, wakeAt: until });
    }
    case 'untried':
      return waits({ wakeAt: now });
  }
}
