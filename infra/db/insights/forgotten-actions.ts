import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** What an action says to a person whose words are gone. */
const GONE = 'It was written to a person who has been forgotten: look at it again, then retry.';

/** An action that somebody wrote, or that was sent; `contactId` null: to whoever is chosen. */
export interface WrittenAction {
  id: string;
  isOpen: boolean;
  contactId: string | null;
  isTheirs: boolean;
}

/** Actions of a customer that people wrote words into, or that became one of the messages. */
export async function findWritten(
  tx: Tx,
  { customerId, messageIds }: { customerId: string; messageIds: readonly string[] },
): Promise<WrittenAction[]> {
  return tx.$queryRaw`
    SELECT a.id, a.status = 'open' AS "isOpen", a.contact_id AS "contactId",
      a.id IN (SELECT source_id FROM message WHERE id = ANY(${[...messageIds]}::text[])) AS "isTheirs"
    FROM action a WHERE a.customer_id = ${customerId} AND a.pinned IS NOT NULL ORDER BY a.id`;
}

/** Takes their words; one that was on its way is for somebody to look at again. */
export async function emptyActions(tx: Tx, actionIds: readonly string[]): Promise<void> {
  const isLeaving = Prisma.sql`a.status = 'open' AND a.send_status IN ('requested', 'sending')`;
  await tx.$executeRaw`
    UPDATE action a SET pinned = NULL,
      send_status = CASE WHEN ${isLeaving} THEN 'error' ELSE a.send_status END,
      error_code = CASE WHEN ${isLeaving} THEN 'facts_moved' ELSE a.error_code END,
      error_detail = CASE WHEN ${isLeaving} THEN ${GONE} ELSE a.error_detail END,
      wake_at = CASE WHEN ${isLeaving} THEN NULL ELSE a.wake_at END,
      held_reason = CASE WHEN ${isLeaving} THEN NULL ELSE a.held_reason END,
      held_until = CASE WHEN ${isLeaving} THEN NULL ELSE a.held_until END
    WHERE a.id = ANY(${[...actionIds]}::text[])`;
}

/** Open actions do not name them any more: the next contact is chosen. */
export async function unnameContacts(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE action SET contact_id = NULL WHERE contact_id = ANY(${[...contactIds]}::text[]) AND status = 'open'`;
}

/** Forgets what was derived of a customer, and what a model quoted: it is worked out anew, from what is left. */
export async function dropInsight(tx: Tx, customerId: string): Promise<void> {
  await tx.insight.deleteMany({ where: { customerId } });
  await tx.$executeRaw`
    UPDATE model_insight SET summary = '[]', plan = '[]', facts_hash = NULL WHERE customer_id = ${customerId}`;
  await tx.$executeRaw`
    UPDATE signal SET sources = (SELECT jsonb_agg(s || '{"quote": null}') FROM jsonb_array_elements(sources) AS s)
    WHERE customer_id = ${customerId} AND sources IS NOT NULL`;
}
