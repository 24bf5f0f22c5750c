import type { Tx } from '../client.ts';

/** What an operator watches, as of one moment. */
export interface Gauges {
  /** Live enrollments by stored status. */
  enrollments: { status: string; count: number }[];
  /** Open step executions by status. */
  executions: { status: string; count: number }[];
  /** Messages of the ledger by status, ended ones only of the last day. */
  messages: { status: string; count: number }[];
  /** Seconds since the oldest automatic step that is due and has not left was due; 0: none. */
  oldestDueSeconds: number;
  failingMailboxes: number;
  /** Rows whose intent their workflow has not applied. */
  unapplied: number;
}

const DAY_MS = 86_400_000;

/** Reads all of them in one statement. */
export async function readGauges(db: Tx, now: number): Promise<Gauges> {
  const at = new Date(now);
  const rows = await db.$queryRaw<{ gauges: Gauges }[]>`
    SELECT json_build_object(
      'enrollments', (SELECT coalesce(json_agg(json_build_object('status', status, 'count', n)), '[]'::json)
        FROM (SELECT status, count(*) AS n FROM enrollment WHERE is_live GROUP BY status) e),
      'executions', (SELECT coalesce(json_agg(json_build_object('status', status, 'count', n)), '[]'::json)
        FROM (SELECT status, count(*) AS n FROM step_execution
          WHERE status IN ('planned', 'ready', 'sending', 'error', 'uncertain') GROUP BY status) x),
      'messages', (SELECT coalesce(json_agg(json_build_object('status', status, 'count', n)), '[]'::json)
        FROM (SELECT status, count(*) AS n FROM message
          WHERE settled_at IS NULL OR settled_at > ${new Date(now - DAY_MS)} GROUP BY status) m),
      'oldestDueSeconds', (SELECT coalesce(extract(epoch FROM ${at}::timestamptz - min(due_at)), 0)
        FROM step_execution WHERE status = 'planned' AND NOT is_manual AND due_at <= ${at}),
      'failingMailboxes', (SELECT count(*) FROM mailbox WHERE status = 'failing'),
      'unapplied', (SELECT count(*) FROM enrollment WHERE applied_version < intent_version)
    ) AS gauges`;
  return rows[0]!.gauges;
}
