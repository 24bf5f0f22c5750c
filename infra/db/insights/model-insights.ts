import { z } from 'zod';
import {
  planStepSchema,
  summaryItemSchema,
  type InsightPlanStep,
  type Quoted,
  type SummaryItem,
} from '../../../contracts/insights/insights.ts';
import { DROP_REASONS } from '../../../contracts/insights/kinds.ts';
import type { Dropped } from '../../../domain/insights/model/check-answer.ts';
import { AI_EXPIRES_AFTER_MS, ASKED_EVERY_MS } from '../../../domain/insights/model/merge.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { jsonOf } from '../rows.ts';

/** A model that gave no answer is left alone for longer each time, up to so many times an hour. */
const MOST_PATIENCE = 24;

const quote = { quote: z.string().nullable() };
const summarySchema = z.array(summaryItemSchema.extend(quote));
const planSchema = z.array(planStepSchema.extend(quote));

/** Where the model stands with a customer, and what it found. Instants in epoch milliseconds. */
export interface ModelInsight {
  wants: number;
  isWanted: boolean;
  isAskedFor: boolean;
  claimedUntil: number | null;
  askedAt: number | null;
  retryAt: number | null;
  failureCode: string | null;
  factsHash: string | null;
  /** Empty once it is too old to be believed. */
  summary: Quoted<SummaryItem>[];
  plan: Quoted<InsightPlanStep>[];
  dropped: Dropped;
  computedAt: number | null;
}

/**
 * Asks for a model to be asked about customers, if the organisation wants one at all. What a person asks for does not
 * wait for the hour, nor for a model that failed.
 */
export async function want(
  tx: Tx,
  { customerIds, isAskedFor, now }: { customerIds: readonly string[]; isAskedFor: boolean; now: number },
): Promise<void> {
  const at = Prisma.sql`${new Date(now)}::timestamptz`;
  await tx.$executeRaw`
    INSERT INTO model_insight AS m (customer_id, wants, wanted_at, is_asked_for, failures, summary, plan, dropped)
    SELECT id, 1, ${at}, ${isAskedFor}::boolean, 0, '[]', '[]', '{}' FROM unnest(${[...customerIds]}::text[]) AS x(id)
    WHERE EXISTS (SELECT FROM organisation WHERE settings->>'insights' = 'model') ORDER BY id
    ON CONFLICT (customer_id) DO UPDATE SET wants = m.wants + 1, wanted_at = coalesce(m.wanted_at, excluded.wanted_at),
      is_asked_for = m.is_asked_for OR excluded.is_asked_for,
      retry_at = CASE WHEN excluded.is_asked_for THEN NULL ELSE m.retry_at END`;
}

const dueAt = (now: number): Prisma.Sql => {
  const at = Prisma.sql`${new Date(now)}::timestamptz`;
  return Prisma.sql`wanted_at IS NOT NULL AND (claimed_until IS NULL OR claimed_until <= ${at})
    AND (retry_at IS NULL OR retry_at <= ${at})
    AND EXISTS (SELECT FROM organisation WHERE settings->>'insights' = 'model')`;
};

/** Whether a model is to be asked about anybody now. */
export async function hasDue(db: Tx, now: number): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM model_insight WHERE ${dueAt(now)} LIMIT 1`;
  return rows.length > 0;
}

const claimSchema = z.object({ customerId: z.string(), wants: z.int() });
/** A customer that somebody asks about just now: nobody else does, until the claim runs out. */
export type Claimed = z.infer<typeof claimSchema> & { token: string };

/** Claims the next customers to ask about: those a person waits for first. Two at once never get the same one. */
export async function claim(
  db: Tx,
  { token, now, until, limit }: { token: string; now: number; until: number; limit: number },
): Promise<Claimed[]> {
  const rows = await db.$queryRaw`
    UPDATE model_insight m SET claim = ${token}, claimed_until = ${new Date(until)}::timestamptz
    FROM (SELECT customer_id FROM model_insight WHERE ${dueAt(now)}
      ORDER BY is_asked_for DESC, wanted_at, customer_id LIMIT ${limit} FOR UPDATE SKIP LOCKED) due
    WHERE m.customer_id = due.customer_id
    RETURNING m.customer_id AS "customerId", m.wants`;
  return z
    .array(claimSchema)
    .parse(rows)
    .map((row) => ({ ...row, token }));
}

const held = ({ customerId, token }: Claimed) => ({ customerId, claim: token });
const FREE = { claim: null, claimedUntil: null } as const;

/** Notes that a model is asked now. False: the claim is somebody else's, or the setting was changed. */
export async function begin(db: Tx, claimed: Claimed, now: number): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE model_insight SET asked_at = ${new Date(now)}::timestamptz
    WHERE customer_id = ${claimed.customerId} AND claim = ${claimed.token}
      AND EXISTS (SELECT FROM organisation WHERE settings->>'insights' = 'model')`;
  return count > 0;
}

/** Gives a customer back unasked, to be asked about by whoever comes next. */
export async function release(db: Tx, claimed: Claimed, askedAt: number | null): Promise<void> {
  const data = { ...FREE, askedAt: askedAt === null ? null : new Date(askedAt) };
  await db.modelInsight.updateMany({ where: held(claimed), data });
}

/** Nothing has changed since the last answer. */
export async function leave(db: Tx, claimed: Claimed): Promise<void> {
  await settle(db, claimed, Prisma.empty);
}

/** Gives a customer back who was asked about within the hour, until that is over. */
export async function postpone(db: Tx, claimed: Claimed, until: number): Promise<void> {
  const data = { ...FREE, retryAt: new Date(until) };
  await db.modelInsight.updateMany({ where: held(claimed), data });
}

/** The model gave no answer: later, once more. */
export async function fail(
  db: Tx,
  claimed: Claimed,
  { code, now }: { code: string; now: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE model_insight SET claim = NULL, claimed_until = NULL, is_asked_for = false, failures = failures + 1,
      failure_code = ${code}, retry_at = ${new Date(now)}::timestamptz
        + least(${MOST_PATIENCE}::int, power(2, least(failures, 10))::int) * interval '1 millisecond' * ${ASKED_EVERY_MS}::int
    WHERE customer_id = ${claimed.customerId} AND claim = ${claimed.token}`;
}

/** Locks the row of a claim. False: it ran out, and the answer is nobody's. */
export async function hold(tx: Tx, { customerId, token }: Claimed): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM model_insight WHERE customer_id = ${customerId} AND claim = ${token}
      AND EXISTS (SELECT FROM organisation WHERE settings->>'insights' = 'model') FOR UPDATE`;
  return rows.length > 0;
}

/** Stores what of an answer passed its checks. */
export async function save(
  tx: Tx,
  claimed: Claimed,
  found: Pick<ModelInsight, 'summary' | 'plan' | 'dropped'> & { factsHash: string; now: number },
): Promise<void> {
  const { summary, plan, dropped, factsHash, now } = found;
  await settle(
    tx,
    claimed,
    Prisma.sql`, summary = ${jsonText(summary)}::jsonb, plan = ${jsonText(plan)}::jsonb, dropped = ${jsonText(dropped)}::jsonb,
      facts_hash = ${factsHash}, computed_at = ${new Date(now)}::timestamptz`,
  );
}

const jsonText = (value: object): string => JSON.stringify(jsonOf(value));

/** Ends a claim; who was wanted again meanwhile stays wanted. */
async function settle(db: Tx, { customerId, token, wants }: Claimed, set: Prisma.Sql): Promise<void> {
  await db.$executeRaw`
    UPDATE model_insight SET claim = NULL, claimed_until = NULL, is_asked_for = is_asked_for AND wants <> ${wants},
      wanted_at = CASE WHEN wants <> ${wants} THEN wanted_at END, retry_at = NULL, failures = 0, failure_code = NULL ${set}
    WHERE customer_id = ${customerId} AND claim = ${token}`;
}

/** What a model found about customers, and where it stands with them; those it was never wanted for are absent. */
export async function find(
  db: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<Map<string, ModelInsight>> {
  const rows = await db.modelInsight.findMany({ where: { customerId: { in: [...customerIds] } } });
  return new Map(
    rows.map((row) => {
      const computedAt = row.computedAt?.getTime() ?? null;
      const isBelieved = computedAt !== null && computedAt > now - AI_EXPIRES_AFTER_MS;
      return [
        row.customerId,
        {
          wants: row.wants,
          isWanted: row.wantedAt !== null,
          isAskedFor: row.isAskedFor,
          claimedUntil: row.claimedUntil?.getTime() ?? null,
          askedAt: row.askedAt?.getTime() ?? null,
          retryAt: row.retryAt?.getTime() ?? null,
          failureCode: row.failureCode,
          factsHash: isBelieved ? row.factsHash : null,
          summary: isBelieved ? summarySchema.parse(row.summary) : [],
          plan: isBelieved ? planSchema.parse(row.plan) : [],
          dropped: z.partialRecord(z.enum(DROP_REASONS), z.int()).parse(row.dropped),
          computedAt,
        },
      ];
    }),
  );
}
