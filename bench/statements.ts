import pg from 'pg';

/** Counts the statements that this process sends to PostgreSQL, `BEGIN` and `COMMIT` included. */
export interface StatementCount {
  /** Statements since the start. */
  total(): number;
  /** Stops counting. */
  stop(): void;
}

/** Starts counting. */
export function countStatements(): StatementCount {
  let total = 0;
  // oxlint-disable-next-line typescript/unbound-method
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [{ texts?: string[] } | undefined];
    total += first?.texts?.length ?? 1;
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  return {
    total: () => total,
    stop: () => void (pg.Client.prototype.query = original as typeof pg.Client.prototype.query),
  };
}
