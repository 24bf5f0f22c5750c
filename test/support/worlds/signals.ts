import { newId } from '../../../infra/ids.ts';
import type { ApiFixture } from '../servers/api-fixture.ts';

const RANKS: Record<string, number> = { high: 3, medium: 2, healthy: 1, none: 0 };

/** Takes away what the rules said of customers, so that a test says it all. */
export async function silence(api: ApiFixture, ...customerIds: string[]): Promise<void> {
  await api.database.db.signal.deleteMany({ where: { customerId: { in: customerIds } } });
}

/** Gives a customer an active signal of a rule, started now unless `change` says else; returns its id. */
export async function signal(
  api: ApiFixture,
  customerId: string,
  { severity, change = {} }: { severity: string; change?: object },
): Promise<string> {
  const id = newId('signal');
  const at = new Date(api.now);
  const base = {
    kind: 'overdue',
    text: `It is ${severity}`,
    source: 'rule',
    isActive: true,
    authorId: 'system',
  };
  const times = { startedAt: at, createdAt: at, updatedAt: at };
  await api.database.db.signal.create({
    data: { id, customerId, severity, severityRank: RANKS[severity] ?? 0, ...base, ...times, ...change },
  });
  return id;
}
