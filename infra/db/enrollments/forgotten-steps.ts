import type { ContactType } from '../../../contracts/customers/kinds.ts';
import { ERASED } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Whose, and which of their messages lose their words. */
export interface StepsOf {
  customerId: string;
  contactIds: readonly string[];
  emails: readonly string[];
  messageIds: readonly string[];
  pattern: string;
}

const lowered = (texts: readonly string[]): string[] => texts.map((text) => text.toLowerCase());

/** A step whose words a person or a model wrote, and by what it is told whom they were for. */
export interface WrittenStep {
  id: string;
  isOpen: boolean;
  /** Named recipients; none: whoever is chosen. */
  to: string[];
  contactTypes: ContactType[];
  /** The contact that the enrollment names. */
  contactId: string | null;
  /** It became one of the messages, or names the person. */
  isTheirs: boolean;
}

/** Steps of a customer with words that a person or a model wrote for it. */
export async function findWritten(
  tx: Tx,
  { customerId, messageIds, pattern }: StepsOf,
): Promise<WrittenStep[]> {
  return tx.$queryRaw`
    SELECT x.id, x.status NOT IN ('done', 'skipped', 'cancelled') AS "isOpen",
      ARRAY(SELECT jsonb_array_elements_text(coalesce(nullif(x.pinned->'to', 'null'), '[]'))) AS "to",
      t.contact_types AS "contactTypes", e.contact_id AS "contactId",
      x.id IN (SELECT source_id FROM message WHERE id = ANY(${[...messageIds]}::text[]))
        OR erase_json(x.pinned - 'cc' - 'bcc', ${pattern}) <> x.pinned - 'cc' - 'bcc' AS "isTheirs"
    FROM step_execution x JOIN step t ON t.id = x.step_id JOIN enrollment e ON e.id = x.enrollment_id
    WHERE x.customer_id = ${customerId} AND x.pinned->>'origin' IN ('edited', 'written')
      AND x.pinned->>'factsHash' IS DISTINCT FROM ${ERASED}
    ORDER BY x.id`;
}

/**
 * Takes the words of steps. An edited one is for a person again, since its facts are not those that it was edited for:
 * nothing is sent in its place unseen.
 */
export async function emptyPinned(tx: Tx, stepExecutionIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET pinned = CASE WHEN pinned->>'origin' = 'edited'
      THEN jsonb_build_object('origin', 'edited', 'factsHash', ${ERASED}::text) END
    WHERE id = ANY(${[...stepExecutionIds]}::text[])`;
}

/** Takes the person out of copies that other steps are to send. */
export async function dropPinnedCopies(tx: Tx, { customerId, emails }: StepsOf): Promise<void> {
  const keys = lowered(emails);
  const rest = (list: string) => Prisma.sql`(
    SELECT jsonb_agg(a.item) FROM jsonb_array_elements_text(nullif(x.pinned->${list}::text, 'null')) AS a(item)
    WHERE lower(a.item) <> ALL(${keys}::text[]))`;
  await tx.$executeRaw`
    UPDATE step_execution x SET pinned = x.pinned
      || jsonb_build_object('cc', coalesce(${rest('cc')}, '[]'), 'bcc', coalesce(${rest('bcc')}, '[]'))
    WHERE x.customer_id = ${customerId} AND EXISTS (
      SELECT FROM jsonb_array_elements_text(coalesce(nullif(x.pinned->'cc', 'null'), '[]')
        || coalesce(nullif(x.pinned->'bcc', 'null'), '[]')) AS a(item) WHERE lower(a.item) = ANY(${keys}::text[]))`;
}

/** Replaces what was reported of the person and of their messages. */
export async function emptyEvents(tx: Tx, { customerId, emails, messageIds }: StepsOf): Promise<number> {
  return tx.$executeRaw`
    UPDATE message_event SET
      address = CASE WHEN lower(address) = ANY(${lowered(emails)}::text[]) THEN ${ERASED} ELSE address END,
      detail = CASE WHEN detail IS NOT NULL THEN ${ERASED} END, data = NULL
    WHERE customer_id = ${customerId}
      AND (lower(address) = ANY(${lowered(emails)}::text[]) OR message_id = ANY(${[...messageIds]}::text[]))
      AND (lower(address) = ANY(${lowered(emails)}::text[]) OR coalesce(detail, ${ERASED}) <> ${ERASED} OR data IS NOT NULL)`;
}

/** A thread whose messages have no words any more is not gone on with. */
export async function endThreads(tx: Tx, { customerId, messageIds }: StepsOf): Promise<void> {
  await tx.$executeRaw`
    UPDATE enrollment SET thread_message_id = NULL, thread_subject = NULL, thread_references = '{}'
    WHERE customer_id = ${customerId} AND thread_subject IS NOT NULL
      AND id IN (SELECT enrollment_id FROM message WHERE id = ANY(${[...messageIds]}::text[]))`;
}
