import pg from 'pg';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/**
 * The statements that reach PostgreSQL while `work` runs, in order, `BEGIN` and `COMMIT` among them. Every connection
 * of this process is heard, so nothing else may run meanwhile.
 */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function query(...args) {
    const [first] = args;
    const sent = (typeof first === 'string' ? { text: first } : first) as { text?: string; texts?: string[] };
    for (const text of sent?.texts ?? [sent?.text]) if (text !== undefined) statements.push(text.trim());
    return original.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return statements;
}
