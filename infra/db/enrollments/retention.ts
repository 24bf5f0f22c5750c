import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/**
 * What was reported of messages keeps its kind and its time, not whom it names and what it quotes; a step keeps what came
 * of it, not the words that were written for it; a bulk enrollment its outcomes, not the words of the file.
 */
export const enrollmentRetention: readonly RetainedTable[] = [
  {
    kind: 'communications',
    table: 'sms_inbound',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE sms_inbound SET from_number = ${ERASED}
      WHERE id = ANY(${[...ids]}::text[]) AND from_number <> ${ERASED} AND processed_at IS NOT NULL`,
  },
  {
    kind: 'mailEvents',
    table: 'message_event',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE message_event SET address = CASE WHEN address IS NOT NULL THEN ${ERASED} END,
        detail = CASE WHEN detail IS NOT NULL THEN ${ERASED} END, data = NULL
      WHERE id = ANY(${[...ids]}::text[]) AND (coalesce(address, ${ERASED}) <> ${ERASED}
        OR coalesce(detail, ${ERASED}) <> ${ERASED} OR data IS NOT NULL)`,
  },
  {
    kind: 'messages',
    table: 'step_execution',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE step_execution SET pinned = CASE WHEN pinned->>'origin' = 'edited'
        THEN jsonb_build_object('origin', 'edited', 'factsHash', ${ERASED}::text) END
      WHERE id = ANY(${[...ids]}::text[]) AND status IN ('done', 'skipped', 'cancelled') AND ended_at < ${before}
        AND pinned IS NOT NULL AND pinned->>'factsHash' IS DISTINCT FROM ${ERASED}`,
  },
  {
    kind: 'imports',
    table: 'bulk_enrollment',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE bulk_enrollment_row r SET value = ${ERASED} FROM bulk_enrollment b
      WHERE b.id = ANY(${[...ids]}::text[]) AND b.finished_at < ${before} AND r.bulk_id = b.id AND r.value <> ${ERASED}`,
  },
];
