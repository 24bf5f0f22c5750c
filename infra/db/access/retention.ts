import type { RetainedTable } from './retained-table.ts';

/** The audit log keeps who did what and when, not the values. */
export const accessRetention: readonly RetainedTable[] = [
  {
    kind: 'audit',
    table: 'audit',
    idType: 'bigint',
    at: 'at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE audit SET before = NULL, after = NULL
      WHERE id = ANY(${[...ids]}::bigint[]) AND (before IS NOT NULL OR after IS NOT NULL)`,
  },
];
