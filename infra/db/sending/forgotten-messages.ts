import { ERASED } from '../../../domain/erased.ts';
import type { SuppressionReason } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';

/** Whose messages: of contacts of a customer, or to their addresses. */
export interface MessagesOf {
  customerId: string;
  contactIds: readonly string[];
  /** As they were ever written. */
  emails: readonly string[];
  /** Nobody else has the addresses: what was addressed to them at other customers is theirs too. */
  isTheirsAlone: boolean;
}

/** A message, and what it was written for. */
export interface MessageRef {
  id: string;
  sourceId: string;
}

const lowered = (texts: readonly string[]): string[] => texts.map((text) => text.toLowerCase());

/** Messages to a person: at their customer whatever they got, elsewhere what was addressed to them. */
export function findTheirs(tx: Tx, of: MessagesOf): Promise<MessageRef[]> {
  const { customerId } = of;
  return tx.$queryRaw`
    SELECT m.id, m.source_id AS "sourceId" FROM message m
    WHERE m.customer_id = ${customerId} AND (m.contact_id = ANY(${[...of.contactIds]}::text[])
      OR EXISTS (SELECT FROM message_recipient r WHERE r.message_id = m.id
        AND lower(r.address) = ANY(${lowered(of.emails)}::text[])))
    UNION SELECT m.id, m.source_id FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE ${of.isTheirsAlone} AND r.kind = 'to' AND r.address = ANY(${[...of.emails]}::text[])
    ORDER BY 1`;
}

/** Replaces their words; times, Message-ID and a hash of what was sent stay as proof. @returns how many had any */
export async function emptyMessages(
  tx: Tx,
  { messageIds, pattern }: { messageIds: readonly string[]; pattern: string },
): Promise<number> {
  return tx.$executeRaw`
    UPDATE message SET
      content_hash = encode(sha256(convert_to(concat_ws(E'\n', subject, body_text, body_html), 'UTF8')), 'hex'),
      subject = ${ERASED}, body_text = ${ERASED}, body_html = NULL,
      result_text = regexp_replace(result_text, ${pattern}, ${ERASED}, 'gi'),
      facts = jsonb_strip_nulls(jsonb_build_object('invoices', facts->'invoices', 'balance', facts->'balance',
          'owed', facts->'owed')),
      tracking = tracking || '{"links": []}'
    WHERE id = ANY(${[...messageIds]}::text[]) AND content_hash IS NULL`;
}

/**
 * Takes the addresses out of the copies; those still to leave, and all of a message without words, leave no more. Where
 * nobody else has the addresses, those at other customers too.
 */
export async function emptyCopies(
  tx: Tx,
  {
    messageIds,
    customerId,
    emails,
    isTheirsAlone,
    pattern,
    now,
  }: MessagesOf & { messageIds: readonly string[]; pattern: string; now: number },
): Promise<{ addresses: number; cancelled: number }> {
  const at = new Date(now);
  const cancelled = await tx.$executeRaw`
    UPDATE message_recipient r SET
      status = CASE WHEN r.status = 'handed_over' THEN r.status ELSE 'cancelled' END, reason = 'erased',
      is_open = r.status = 'handed_over', retry_at = NULL,
      settled_at = CASE WHEN r.status = 'handed_over' THEN r.settled_at ELSE ${at} END
    FROM message m
    WHERE m.id = r.message_id AND r.n > 1 AND r.is_open AND r.status IN ('waiting', 'claimed', 'handed_over')
      AND (m.id = ANY(${[...messageIds]}::text[])
        OR (m.customer_id = ${customerId} AND lower(r.address) = ANY(${lowered(emails)}::text[]))
        OR (${isTheirsAlone} AND r.address = ANY(${[...emails]}::text[])))`;
  const addresses = await tx.$executeRaw`
    UPDATE message_recipient r SET address = ${ERASED},
      reply = regexp_replace(r.reply, ${pattern}, ${ERASED}, 'gi')
    FROM message m
    WHERE m.id = r.message_id AND lower(r.address) = ANY(${lowered(emails)}::text[])
      AND (m.customer_id = ${customerId} OR m.id = ANY(${[...messageIds]}::text[]))`;
  return { addresses, cancelled };
}

/** Of messages whose hand-over has begun and whose outcome is not known: their ids. */
export async function findOnTheirWay(tx: Tx, messageIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM message m WHERE m.id = ANY(${[...messageIds]}::text[]) AND (m.status = 'handed_over'
      OR EXISTS (SELECT FROM message_recipient r WHERE r.message_id = m.id AND r.n > 1 AND r.status = 'handed_over'))
    ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** Forgets what a language model was told and wrote for these sources, and whatever names the person. */
export async function emptyPromptAnswers(
  tx: Tx,
  input: { customerId: string; sourceIds: readonly string[]; pattern: string },
): Promise<number> {
  const { customerId, sourceIds, pattern } = input;
  return tx.$executeRaw`
    UPDATE prompt_answer SET answer = CASE WHEN answer IS NOT NULL THEN ${ERASED} END, facts = '{}', problems = '[]',
      prompt = regexp_replace(prompt, ${pattern}, ${ERASED}, 'gi')
    WHERE customer_id = ${customerId} AND coalesce(answer, '') <> ${ERASED} AND (
      source_id = ANY(${[...sourceIds]}::text[]) OR prompt ~* ${pattern} OR answer ~* ${pattern}
      OR erase_json(facts, ${pattern}) <> facts OR erase_json(problems, ${pattern}) <> problems)`;
}

/** An entry of the suppression list that only a hash is left of. */
export interface ErasedSuppression {
  id: string;
  channel: 'email' | 'sms';
  addressKey: string;
  customerId: string;
  authorId: string;
  now: number;
}

const ERASURE: SuppressionReason = 'erased';

/** Leaves of an address its hash on the suppression list, by which it goes on being suppressed; adds it if it was not there. */
export async function hashSuppression(tx: Tx, input: ErasedSuppression): Promise<number> {
  const { channel, addressKey, customerId } = input;
  await tx.$executeRaw`
    UPDATE audit a SET
      before = CASE WHEN a.before IS NOT NULL THEN erase_members(a.before, ARRAY['address', 'addressKey', 'note'])
        || jsonb_build_object('erasedCustomerId', ${customerId}::text) END,
      after = CASE WHEN a.after IS NOT NULL THEN erase_members(a.after, ARRAY['address', 'addressKey', 'note'])
        || jsonb_build_object('erasedCustomerId', ${customerId}::text) END
    WHERE a.entity = 'suppression' AND a.entity_id IN (
      SELECT id FROM suppression WHERE channel = ${channel} AND address_key = ${addressKey})`;
  const hashed = await tx.$executeRaw`
    UPDATE suppression SET address_key = erased_key(address_key), address = ${ERASED}, note = NULL,
      erased_customer_id = ${customerId}
    WHERE channel = ${channel} AND address_key = ${addressKey}`;
  if (channel === 'email') {
    await tx.$executeRaw`
      INSERT INTO suppression (id, channel, address_key, address, reason, note, source, author_id, created_at,
        erased_customer_id)
      SELECT ${input.id}, ${channel}, erased_key(${addressKey}), ${ERASED}, ${ERASURE}, NULL, 'erasure',
        ${input.authorId}, ${new Date(input.now)}, ${customerId}
      WHERE NOT EXISTS (SELECT FROM suppression WHERE channel = ${channel} AND address_key = erased_key(${addressKey}))
      ON CONFLICT DO NOTHING`;
  }
  return hashed;
}
