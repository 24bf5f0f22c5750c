import type { RetainedTable } from '../access/retained-table.ts';

/** A message of a program keeps what became of it, for whom and about which invoices, not its words and addresses. */
export const programRetention: readonly RetainedTable[] = [
  {
    kind: 'messages',
    table: 'scheduled_touchpoint',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE scheduled_touchpoint SET content = NULL, facts = facts || '{"to": [], "fingerprint": ""}',
        written_before = NULL,
        returned_for = CASE WHEN returned_for IS NOT NULL THEN returned_for || '{"recipients": null}' END
      WHERE id = ANY(${[...ids]}::text[]) AND status IN ('completed', 'cancelled', 'superseded', 'skipped')
        AND ended_at < ${before} AND content IS NOT NULL`,
  },
];
