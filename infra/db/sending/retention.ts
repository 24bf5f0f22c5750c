import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/**
 * The ledger keeps that, when, to whom and for what a message left, and a hash of its words: its unsubscribe link goes on
 * working, and its tracked ones lead on, since those carry their target. The model keeps its numbers.
 */
export const sendingRetention: readonly RetainedTable[] = [
  {
    kind: 'messages',
    table: 'message',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      WITH settled AS (
        SELECT m.id FROM message m
        WHERE m.id = ANY(${[...ids]}::text[]) AND m.content_hash IS NULL AND m.status IN ('sent', 'refused', 'cancelled')
          AND NOT EXISTS (SELECT FROM message_recipient r WHERE r.message_id = m.id AND r.is_open)),
      answers AS (
        UPDATE message_recipient r SET reply = ${ERASED} FROM settled s
        WHERE r.message_id = s.id AND r.reply IS NOT NULL),
      replies AS (
        UPDATE message_attempt a SET reply = ${ERASED} FROM settled s WHERE a.message_id = s.id AND a.reply IS NOT NULL)
      UPDATE message m SET
        content_hash = encode(sha256(convert_to(concat_ws(E'\n', subject, body_text, body_html), 'UTF8')), 'hex'),
        subject = ${ERASED}, body_text = ${ERASED}, body_html = NULL,
        result_text = CASE WHEN result_text IS NOT NULL THEN ${ERASED} END,
        facts = jsonb_strip_nulls(jsonb_build_object('invoices', facts->'invoices', 'balance', facts->'balance',
          'owed', facts->'owed')),
        tracking = tracking || '{"links": []}'
      FROM settled s WHERE m.id = s.id`,
  },
  {
    kind: 'promptAnswers',
    table: 'prompt_answer',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE prompt_answer SET prompt = ${ERASED}, answer = CASE WHEN answer IS NOT NULL THEN ${ERASED} END, facts = '{}',
        problems = '[]'
      WHERE id = ANY(${[...ids]}::text[]) AND prompt <> ${ERASED}`,
  },
];
