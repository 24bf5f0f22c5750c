import { SYSTEM } from '../../contracts/actor.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';

/** Deliveries that are due for so long have lost their workflow. */
const LATE_MS = 2 * 60_000;

/** What one pass did. */
export interface FeedReport {
  /** Whether more changes wait: the next pass should follow at once. False while it waits for an open transaction. */
  hasMore: boolean;
  /** Webhooks that were woken because they have new deliveries. */
  woken: string[];
}

/**
 * One pass of the feed (O5): what changed becomes deliveries in one transaction, then the workflows of their webhooks
 * are woken. Safe to run at any time and by several at once: one has the feed, the others do nothing.
 */
export async function feedWebhooks(deps: CommandDeps): Promise<FeedReport> {
  const now = await deps.now();
  const report = await deps.db.$transaction(async (tx) => {
    const feed = deps.store.webhookFeed;
    const today = await organisationToday(deps, tx, { actor: SYSTEM, now });
    const position = await feed.takePosition(tx, { now, today });
    if (!position) return { hasMore: false, woken: [] };
    const wanted = await feed.wantedEvents(tx);
    if (wanted.size === 0) {
      await feed.skipToEnd(tx, { now, today });
      return { hasMore: false, woken: [] };
    }
    const { seq, overdueUntil, messagesUntil } = position;
    if (wanted.has('invoice.overdue')) await feed.noteOverdue(tx, { overdueUntil, today, seq, now });
    if (wanted.has('invoice.paid') || wanted.has('invoice.reopened'))
      await feed.noteSettled(tx, { seq, now });
    const { lastSeq, isFull, webhookIds } = await feed.deliverChanges(tx, { seq, now });
    const ofMessages = wanted.has('message.sent')
      ? await feed.deliverSentMessages(tx, { messagesUntil, now })
      : [];
    const isMoving = await feed.move(tx, { position, lastSeq, now, today });
    return { hasMore: isFull && isMoving, woken: [...new Set([...webhookIds, ...ofMessages])] };
  });
  for (const webhookId of report.woken) await attempt(deps.lifecycle.wakeWebhook(webhookId));
  return report;
}

/** Wakes the workflows of webhooks whose deliveries are late: a wake-up or a workflow was lost. */
export async function wakeLateWebhooks(deps: CommandDeps): Promise<void> {
  const late = await deps.store.webhookDeliveries.listLate(deps.db, (await deps.now()) - LATE_MS);
  for (const webhookId of late) await attempt(deps.lifecycle.wakeWebhook(webhookId));
}
