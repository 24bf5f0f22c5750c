import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  planStepSchema,
  summaryItemSchema,
  type InsightPlanStep,
  type SummaryItem,
} from '../../../contracts/insights/insights.ts';
import type { Tx } from '../client.ts';
import { canSeeCustomer } from '../visibility.ts';

/** Summary and plan of one customer. */
export interface StoredInsight {
  customerId: string;
  summary: SummaryItem[];
  plan: InsightPlanStep[];
  /** Epoch milliseconds. */
  computedAt: number;
}

/** Stores summaries and plans of customers, in one statement. */
export async function saveAll(tx: Tx, insights: readonly StoredInsight[]): Promise<void> {
  const rows = insights.map((row) => ({ ...row, computedAt: new Date(row.computedAt).toISOString() }));
  await tx.$executeRaw`
    INSERT INTO insight (customer_id, summary, plan, computed_at)
    SELECT n."customerId", n.summary, n.plan, n."computedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS n("customerId" text, summary jsonb, plan jsonb, "computedAt" timestamptz)
    ON CONFLICT (customer_id) DO UPDATE
      SET summary = excluded.summary, plan = excluded.plan, computed_at = excluded.computed_at`;
}

/** What is stored for a customer; null when hidden, when nothing is, or when it has to be worked out again. */
export async function findFresh(db: Tx, viewer: Viewer, customerId: string): Promise<StoredInsight | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const [row, mark] = await Promise.all([
    db.insight.findUnique({ where: { customerId } }),
    db.customerRefresh.findUnique({ where: { customerId } }),
  ]);
  if (!row || mark) return null;
  return {
    customerId,
    summary: z.array(summaryItemSchema).parse(row.summary),
    plan: z.array(planStepSchema).parse(row.plan),
    computedAt: row.computedAt.getTime(),
  };
}
