import { settleDigests } from '../../commands/automations/messages/settle-digests.ts';
import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import type { ActivityDeps } from '../deps.ts';
import { drain, DRAIN_LEASE_MS } from '../sending/drain.ts';
import { sendOnce } from '../sending/send-once.ts';
import { whileBeating } from '../while-beating.ts';
import { AutomationSource } from './automation-source.ts';
import { gatherMails } from './gather-mails.ts';
import { holdMessages } from './hold-messages.ts';

/** Of which pass. */
export interface DeliverAutomationMessagesInput {
  passId: string;
}

/**
 * Delivers what a pass wants to say, many messages at once, and says when to look again. Each message's own row in the ledger
 * decides what an attempt that ended left to do.
 */
export function createDeliverAutomationMessages(deps: ActivityDeps) {
  return async function deliverAutomationMessages({
    passId,
  }: DeliverAutomationMessagesInput): Promise<DeliveryDirective> {
    return whileBeating(deps, () => deliver(deps, passId));
  };
}

async function deliver(deps: ActivityDeps, passId: string): Promise<DeliveryDirective> {
  const { messageDeliveries } = deps.store;
  const now = await deps.now();
  const lease = { passId, now, leaseUntil: now + DRAIN_LEASE_MS };
  const pass = await deps.db.$transaction((tx) => messageDeliveries.begin(tx, lease));
  if (!pass) return { kind: 'ended' };
  const { automationId } = pass;
  // The pass may have ended since the last look: whoever waits for that is looked at now.
  await gatherMails(deps, pass, Infinity);
  const end = () => deps.db.$transaction((tx) => messageDeliveries.end(tx, passId));
  // What fails keeps the lease: the next attempt is Temporal's.
  await drain(deps, {
    async findDue(asked) {
      await gatherMails(deps, pass, asked.dueBefore);
      const due = await messageDeliveries.findDue(deps.db, { passId, ...asked });
      const isHeld = due.length > 0 && (await holdMessages(deps, pass, asked.dueBefore));
      return isHeld ? [] : due;
    },
    async readNextAt(besides) {
      const { next } = await messageDeliveries.readOutlook(deps.db, { passId, besides });
      return next?.at ?? null;
    },
    async send(messageId) {
      await sendOnce(deps, new AutomationSource(deps, { messageId, automationId }), { isOneOfMany: true });
    },
    giveBack: end,
  });
  await settleDigests(deps, passId);
  const { waiting, next } = await end();
  if (next === null) return { kind: 'ended' };
  if (next.at <= (await deps.now())) return { kind: 'more' };
  return { kind: 'wait', until: next.at, reason: next.reason ?? 'scheduled', waiting };
}
