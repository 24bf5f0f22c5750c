import type { HitKind, HitReason, HitSign, HitVerdict } from '../../../contracts/tracking/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A link or picture of a copy leads on for ever, and counts for so long after its hand-over (T1). */
const COUNTS_FOR_DAYS = 180;

/** Hits of one link and source that are kept of a minute; what comes beyond is counted with the last. */
const KEPT_OF_SOURCE = 3;
/** The same of one link, wherever they come from. */
const KEPT_OF_LINK = 20;
/** The same of one link for ever. */
const KEPT_FOR_EVER = 1_000;

/** A hit as it comes in; `at` in epoch milliseconds. */
export interface NewHit {
  id: string;
  messageId: string;
  n: number;
  kind: HitKind;
  link: number;
  at: number;
  signs: readonly HitSign[];
  sourceHash: string | null;
}

/**
 * Keeps a hit, in one statement: of a copy that was handed over, of a message that is tracked, within 180 days.
 * A flood of hits on one link makes few rows, which count them (T1).
 */
export async function insert(db: Tx, { at, ...hit }: NewHit): Promise<void> {
  const now = new Date(at);
  await db.$executeRaw`
    WITH copy AS (
      SELECT m.id FROM message m JOIN message_recipient r ON r.message_id = m.id AND r.n = ${hit.n}::smallint
      WHERE m.id = ${hit.messageId} AND m.tracking IS NOT NULL
        AND CASE WHEN r.n = 1 THEN m.handed_over_at ELSE r.handed_over_at END
          > ${now}::timestamptz - ${COUNTS_FOR_DAYS}::int * interval '24 hours'),
    before AS (
      SELECT count(*) AS ever, count(*) FILTER (WHERE h.occurred_at > ${now}::timestamptz - interval '1 minute') AS lately,
        count(*) FILTER (WHERE h.occurred_at > ${now}::timestamptz - interval '1 minute'
          AND h.source_hash IS NOT DISTINCT FROM ${hit.sourceHash}::text AND h.signs = ${[...hit.signs]}::text[]) AS alike,
        (array_agg(h.id ORDER BY (h.source_hash IS NOT DISTINCT FROM ${hit.sourceHash}::text) DESC,
          h.occurred_at DESC))[1] AS last
      FROM tracking_hit h
      WHERE h.message_id = ${hit.messageId} AND h.n = ${hit.n}::smallint AND h.kind = ${hit.kind} AND h.link = ${hit.link}::smallint),
    judged AS (
      SELECT ever >= ${KEPT_FOR_EVER}::int OR lately >= ${KEPT_OF_LINK}::int OR alike >= ${KEPT_OF_SOURCE}::int AS is_flood, last
      FROM before),
    counted AS (
      UPDATE tracking_hit h SET times = h.times + 1 FROM judged, copy WHERE judged.is_flood AND h.id = judged.last)
    INSERT INTO tracking_hit (id, message_id, n, kind, link, occurred_at, signs, source_hash, reasons)
    SELECT ${hit.id}, copy.id, ${hit.n}::smallint, ${hit.kind}, ${hit.link}::smallint, ${now}, ${[...hit.signs]}::text[],
      ${hit.sourceHash}, '{}'
    FROM copy, judged WHERE NOT judged.is_flood`;
}

/** A hit that is stored. Instants in epoch milliseconds. */
export interface StoredHit {
  id: string;
  kind: HitKind;
  link: number;
  at: number;
  signs: HitSign[];
  source: string | null;
  isJudged: boolean;
}

/** A copy with hits that are due to be judged, and the hits of about that time. */
export interface HitCopyRow {
  messageId: string;
  n: number;
  handedOverAt: number;
  links: number;
  hits: StoredHit[];
}

/** What came this long before or after a hit tells of it. */
const ABOUT_MS = 60_000;

/** Copies with hits from before a moment that nobody has judged, of all messages or some enrollments', the oldest hit first. */
export async function findDue(
  db: Tx,
  { before, limit, enrollmentIds }: { before: number; limit: number; enrollmentIds?: readonly string[] },
): Promise<HitCopyRow[]> {
  const isOfThose =
    enrollmentIds === undefined
      ? Prisma.empty
      : Prisma.sql`AND h.message_id IN (SELECT id FROM message WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]))`;
  return db.$queryRaw<HitCopyRow[]>`
    WITH due AS MATERIALIZED (
      SELECT h.message_id, h.n, h.occurred_at FROM tracking_hit h
      WHERE h.judged_at IS NULL AND h.occurred_at <= ${new Date(before)} ${isOfThose} ORDER BY h.occurred_at, h.id LIMIT ${limit}),
    copy AS (SELECT message_id, n, min(occurred_at) AS first, max(occurred_at) AS last FROM due GROUP BY message_id, n)
    SELECT c.message_id AS "messageId", c.n::int AS n,
      (extract(epoch FROM coalesce(CASE WHEN c.n = 1 THEN m.handed_over_at ELSE r.handed_over_at END, 'epoch')) * 1000)::float8
        AS "handedOverAt",
      coalesce(jsonb_array_length(m.tracking->'links'), 0) AS links,
      (SELECT json_agg(json_build_object('id', h.id, 'kind', h.kind, 'link', h.link,
          'at', extract(epoch FROM h.occurred_at) * 1000, 'signs', h.signs, 'source', h.source_hash,
          'isJudged', h.judged_at IS NOT NULL) ORDER BY h.occurred_at, h.id)
        FROM tracking_hit h
        WHERE h.message_id = c.message_id AND h.n = c.n
          AND h.occurred_at BETWEEN c.first - ${ABOUT_MS}::int * interval '1 millisecond'
            AND c.last + ${ABOUT_MS}::int * interval '1 millisecond') AS hits
    FROM copy c JOIN message m ON m.id = c.message_id
    LEFT JOIN message_recipient r ON r.message_id = c.message_id AND r.n = c.n
    ORDER BY c.first, c.message_id, c.n`;
}

/** What a hit was judged to be. */
export interface JudgedHit {
  id: string;
  verdict: HitVerdict;
  reasons: HitReason[];
}

/** Keeps the judgement of hits; one that was judged meanwhile keeps its own. */
export async function judge(
  db: Tx,
  { judged, now }: { judged: readonly JudgedHit[]; now: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE tracking_hit h SET verdict = j.verdict, judged_at = ${new Date(now)},
      reasons = ARRAY(SELECT jsonb_array_elements_text(j.reasons))
    FROM jsonb_to_recordset(${JSON.stringify(judged)}::jsonb) AS j(id text, verdict text, reasons jsonb)
    WHERE h.id = j.id AND h.judged_at IS NULL`;
}

/** Forgets where hits came from that were judged, and that no other is compared with any more. */
export async function forgetSources(db: Tx, before: number): Promise<void> {
  await db.$executeRaw`
    UPDATE tracking_hit SET source_hash = NULL
    WHERE source_hash IS NOT NULL AND judged_at IS NOT NULL AND occurred_at < ${new Date(before)}`;
}
