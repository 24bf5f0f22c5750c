import type { Tx } from '../../client.ts';

/** A message of a program that was written to a person, or names them. */
export interface TheirTouchpoint {
  id: string;
  programId: string;
  status: string;
  batchId: string | null;
  delivery: string | null;
}

interface Theirs {
  customerId: string;
  contactIds: readonly string[];
  emails: readonly string[];
  messageIds: readonly string[];
  pattern: string;
}

/** Programs of which the customer has open messages, whose gates have to be passed before the customer is locked. */
export async function openProgramsOf(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT program_id AS id FROM scheduled_touchpoint
    WHERE customer_id = ${customerId} AND status IN ('proposed', 'approved') ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** Written messages of a person, in the order of their ids. */
export function findTheirs(tx: Tx, of: Theirs): Promise<TheirTouchpoint[]> {
  const keys = of.emails.map((email) => email.toLowerCase());
  return tx.$queryRaw`
    SELECT s.id, s.program_id AS "programId", s.status, s.batch_id AS "batchId", b.delivery
    FROM scheduled_touchpoint s LEFT JOIN review_batch b ON b.id = s.batch_id
    WHERE s.customer_id = ${of.customerId} AND s.content IS NOT NULL AND (
      s.content->>'contactId' = ANY(${[...of.contactIds]}::text[]) OR s.message_id = ANY(${[...of.messageIds]}::text[])
      OR EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(s.content->'to', '[]') || coalesce(s.content->'cc', '[]')
          || coalesce(s.content->'bcc', '[]')) AS a(address) WHERE lower(a.address) = ANY(${keys}::text[]))
      OR erase_json(s.content, ${of.pattern}) <> s.content)
    ORDER BY s.id`;
}

/** Takes what messages of a customer said before they came back: nobody needs it to decide, whoever it was to. */
export async function dropEarlierWords(tx: Tx, customerId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint SET written_before = NULL
    WHERE customer_id = ${customerId} AND written_before IS NOT NULL`;
}

/** Takes their words; the hash of what was approved stays as proof where it is over. */
export async function emptyTouchpoints(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint SET content = NULL,
      facts = CASE WHEN status IN ('proposed', 'approved', 'failed', 'uncertain') THEN NULL
        ELSE facts || '{"to": [], "fingerprint": ""}' END,
      content_hash = CASE WHEN status IN ('proposed', 'approved') THEN NULL ELSE content_hash END,
      error_code = CASE WHEN status = 'failed' THEN 'facts_moved' ELSE error_code END,
      returned_for = CASE WHEN returned_for IS NOT NULL THEN returned_for || '{"recipients": null}' END
    WHERE id = ANY(${[...ids]}::text[])`;
}
