import type { RetainedTable } from '../access/retained-table.ts';

/** What is over keeps that and when it came to what, not in which words of a server; who came and went is forgotten. */
export const automationRetention: readonly RetainedTable[] = [
  {
    kind: 'messages',
    table: 'automation_message',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE automation_message SET error_detail = NULL, skip_detail = NULL, force_reason = NULL
      WHERE id = ANY(${[...ids]}::text[]) AND send_status IN ('sent', 'skipped', 'cancelled') AND updated_at < ${before}
        AND (error_detail IS NOT NULL OR skip_detail IS NOT NULL OR force_reason IS NOT NULL)`,
  },
  {
    kind: 'messages',
    table: 'automation_effect',
    idType: 'text',
    at: 'at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE automation_effect SET detail = NULL
      WHERE id = ANY(${[...ids]}::text[]) AND status <> 'waiting' AND detail IS NOT NULL`,
  },
  {
    kind: 'moves',
    table: 'automation_move',
    idType: 'bigint',
    at: 'at',
    forget: (tx, ids) => tx.$executeRaw`DELETE FROM automation_move WHERE id = ANY(${[...ids]}::bigint[])`,
  },
];
