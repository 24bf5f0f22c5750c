import { Prisma } from '../generated/client.ts';
import { countedUnder } from './result-columns.ts';

/** By what money is kept; `label`: of the customer. */
export const MONEY_KEPT_BY = ['all', 'sequence', 'branch', 'step', 'user', 'version', 'label'] as const;
export type MoneyBy = (typeof MONEY_KEPT_BY)[number];

/** The gap of the first step of a group that a payment followed: longer than any period reaches back. */
const FIRST = 32_767;

/** Rows of `result_payment` as rows `(by, sequence_id, key, …)`, once for each group that they are in. */
const inGroups = (payments: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT g.by, g.sequence_id, g.key, p.day, p.currency, p.amount, p.movement_id, p.execution_id
  FROM ${payments} p CROSS JOIN LATERAL (
    VALUES ('all', '', ''), ('sequence', p.sequence_id, p.sequence_id), ('branch', p.sequence_id, p.branch_id),
      ('step', p.sequence_id, p.step_id), ('user', '', p.user_id), ('version', p.sequence_id, p.sequence_id || '/' || p.version)
    UNION ALL SELECT 'label', '', l.id FROM ${countedUnder(Prisma.sql`p.label_ids`)} l(id) WHERE l.id <> '') g(by, sequence_id, key)`;

/** All payments behind steps that some movements followed, as rows of `result_money`. */
export const moneyByGroup = (payments: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT by, sequence_id, key, day, gap, currency, sum(amount) AS amount, count(*)::int AS movements FROM (
    SELECT g.*, coalesce(g.day - lag(g.day) OVER (
      PARTITION BY g.by, g.sequence_id, g.key, g.movement_id ORDER BY g.day, g.execution_id), ${FIRST}::int) AS gap
    FROM (${inGroups(payments)}) g) each_step
  GROUP BY by, sequence_id, key, day, gap, currency`;
