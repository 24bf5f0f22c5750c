import type { RetainedTable } from './retained-table.ts';

/** The audit log keeps who did what and when, not the values. */
export const accessRetention: readonly RetainedTable[] = [
  {
    kind: 'audit',
    table: 'audit',
    idType: 'bigint',
    at: 'at',
    // With the instant only the months that are old enough are looked at, and no other is locked.
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE audit SET before = NULL, after = NULL
      WHERE id = ANY(${[...ids]}::bigint[]) AND at < ${before} AND (before IS NOT NULL OR after IS NOT NULL)`,
  },
];
