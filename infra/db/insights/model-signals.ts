import { signalChanges } from '../../../contracts/insights/changes.ts';
import type { CheckedAnswer } from '../../../domain/insights/model/check-answer.ts';
import { AI_EXPIRES_AFTER_MS } from '../../../domain/insights/model/merge.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { SEVERITY_RANKS } from './signals.ts';

/** What a model found, and when. */
export interface ModelSignals {
  customerId: string;
  signals: (CheckedAnswer['signals'][number] & { id: string })[];
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Keeps the signals of a model, one active of each kind, in one statement: what it says again goes on for another while
 * and tells nobody; what it says with another severity begins anew; what it says no more runs out by itself, and those of
 * rules and people are none of its business. What a person has ended does not come back from the same words. The customer
 * is locked.
 *
 * @returns how many began or ended
 */
export async function keep(tx: Tx, { customerId, signals, now }: ModelSignals): Promise<number> {
  const at = Prisma.sql`${new Date(now)}::timestamptz`;
  const until = Prisma.sql`${new Date(now + AI_EXPIRES_AFTER_MS)}::timestamptz`;
  const rows = signals.map((row) => ({ ...row, rank: SEVERITY_RANKS[row.severity] }));
  const ours = Prisma.sql`s.customer_id = ${customerId} AND s.source = 'ai'::text AND s.author_id = 'system'::text`;
  const told = await tx.$queryRaw<{ kind: string; severity: string }[]>`
    WITH found AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(id text, kind text, severity text, rank int,
        text text, sources jsonb)),
    repeated AS (
      UPDATE signal s SET expires_at = ${until}, sources = f.sources, text = f.text, updated_at = ${at} FROM found f
      WHERE ${ours} AND s.is_active AND s.expires_at > ${at} AND s.kind = f.kind AND s.severity = f.severity),
    over AS (
      UPDATE signal s SET is_active = false, ended_at = least(${at}, s.expires_at), updated_at = ${at} FROM found f
      WHERE ${ours} AND s.is_active AND s.kind = f.kind AND (s.severity <> f.severity OR s.expires_at <= ${at})
      RETURNING s.id, s.kind, s.severity)
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${signalChanges.ended.entity}, o.id, ${signalChanges.ended.kind}, ${at}, 'system', ${customerId}, 'engine', NULL, 0,
      jsonb_build_object('customerId', ${customerId}::text, 'kind', o.kind, 'severity', o.severity) FROM over o
    RETURNING kind, data->>'severity' AS severity`;
  const begun = await tx.$queryRaw<unknown[]>`
    WITH begun AS (
      INSERT INTO signal (id, customer_id, kind, severity, severity_rank, text, source, is_active, started_at, expires_at,
        author_id, sources, created_at, updated_at)
      SELECT f.id, ${customerId}, f.kind, f.severity, f.rank, f.text, 'ai', true, ${at}, ${until}, 'system', f.sources, ${at}, ${at}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f(id text, kind text, severity text, rank int, text text,
        sources jsonb)
      WHERE NOT EXISTS (SELECT FROM signal s WHERE ${ours} AND s.kind = f.kind AND (s.is_active
        OR (s.ended_by_id IS NOT NULL AND s.sources = f.sources)))
      RETURNING id, kind, severity)
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${signalChanges.started.entity}, b.id, ${signalChanges.started.kind}, ${at}, 'system', ${customerId}, 'engine', NULL, 0,
      jsonb_build_object('customerId', ${customerId}::text, 'kind', b.kind, 'severity', b.severity) FROM begun b
    RETURNING 1`;
  return told.length + begun.length;
}
