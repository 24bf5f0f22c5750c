import type { RetainedTable } from '../access/retained-table.ts';

/** An import keeps its summary, not what was wrong with which row. */
export const importRetention: readonly RetainedTable[] = [
  {
    kind: 'imports',
    table: 'import',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      DELETE FROM import_error e USING import i
      WHERE i.id = ANY(${[...ids]}::text[]) AND i.status <> 'running' AND e.import_id = i.id`,
  },
];
