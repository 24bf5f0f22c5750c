import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/** A conversation keeps when people wrote and who answered, not what it was about; an answer that is over keeps that it left. */
export const conversationRetention: readonly RetainedTable[] = [
  {
    kind: 'communications',
    table: 'conversation',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE conversation SET subject = ${ERASED}
      WHERE id = ANY(${[...ids]}::text[]) AND status = 'done'::text AND updated_at < ${before} AND subject <> ${ERASED}`,
  },
  {
    kind: 'messages',
    table: 'conversation_answer',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE conversation_answer SET error_detail = NULL, skip_detail = NULL, force_reason = NULL,
        content = jsonb_build_object('subject', ${ERASED}::text, 'body', ${ERASED}::text, 'to', '[]'::jsonb, 'cc', '[]'::jsonb)
      WHERE id = ANY(${[...ids]}::text[]) AND send_status IN ('sent', 'cancelled') AND updated_at < ${before}
        AND (content->>'body' <> ${ERASED} OR error_detail IS NOT NULL)`,
  },
];
