import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  AUTOMATION_ACTIONS,
  EFFECT_STATUSES,
  PASS_KINDS,
  PASS_REASONS,
  PASS_STATUSES,
  RECORD_REASONS,
  RECORD_STATUSES,
} from '../../../contracts/automations/kinds.ts';
import type {
  AutomationMoveView,
  AutomationPassView,
  AutomationRecordView,
  ListMovesQuery,
  ListPassesQuery,
  ListRecordsQuery,
} from '../../../contracts/automations/passes.ts';
import type { Page } from '../../../contracts/paging.ts';
import { effectText, passText, recordText } from '../../../domain/automations/pass-texts.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const counted = z.int();
const passSchema = z
  .object({
    id: z.string(),
    automationId: z.string(),
    kind: z.enum(PASS_KINDS),
    nominalAt: instantColumn,
    status: z.enum(PASS_STATUSES),
    reason: z.enum(PASS_REASONS).nullable(),
    confirmedById: z.string().nullable(),
    confirmedAt: instantColumn.nullable(),
    retriedAt: instantColumn.nullable(),
    startedAt: instantColumn.nullable(),
    finishedAt: instantColumn.nullable(),
    open: counted,
    done: counted,
    failed: counted,
    skipped: counted,
  })
  .transform(({ open, done, failed, skipped, ...pass }): AutomationPassView => ({
    ...pass,
    text: passText(pass.reason),
    counts: { total: open + done + failed + skipped, open, done, failed, skipped },
  }));

/** The customers of the pass `p` that a viewer may see; who sees everybody need not be asked of each (U3). */
const seen = (viewer: Viewer): Prisma.Sql =>
  viewer.role === 'admin'
    ? Prisma.sql`FROM automation_record r WHERE r.pass_id = p.id`
    : Prisma.sql`FROM automation_record r JOIN customer c ON c.id = r.customer_id
        WHERE r.pass_id = p.id AND ${customerIsVisible(viewer, 'c')}`;

const selectPasses = (viewer: Viewer): Prisma.Sql => Prisma.sql`
  SELECT p.id, p.automation_id AS "automationId", p.kind, p.nominal_at AS "nominalAt", p.status, p.reason,
    p.confirmed_by_id AS "confirmedById", p.confirmed_at AS "confirmedAt", p.retried_at AS "retriedAt",
    p.started_at AS "startedAt", p.finished_at AS "finishedAt", n.*
  FROM automation_pass p CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.status = 'open')::int AS open, count(*) FILTER (WHERE r.status = 'done')::int AS done,
      count(*) FILTER (WHERE r.status = 'failed')::int AS failed,
      count(*) FILTER (WHERE r.status = 'skipped')::int AS skipped ${seen(viewer)}) n`;

/** One pass of an automation; null when there is none. */
export async function read(
  db: Tx,
  viewer: Viewer,
  { automationId, passId }: { automationId: string; passId: string },
): Promise<AutomationPassView | null> {
  const rows = await db.$queryRaw`
    ${selectPasses(viewer)} WHERE p.id = ${passId} AND p.automation_id = ${automationId}`;
  return z.array(passSchema).parse(rows)[0] ?? null;
}

/** Passes of an automation, the newest first; the expected one leads. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { automationId, status, kind, limit, cursor }: ListPassesQuery & { automationId: string },
): Promise<Page<AutomationPassView>> {
  const after = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  const [before, beforeId] = after ?? [null, null];
  const rows = await db.$queryRaw`
    ${selectPasses(viewer)} WHERE p.automation_id = ${automationId}
      AND (${status ?? null}::text IS NULL OR p.status = ${status ?? null})
      AND (${kind ?? null}::text IS NULL OR p.kind = ${kind ?? null})
      AND (${before}::timestamptz IS NULL OR (p.nominal_at, p.id) < (${before}::timestamptz, ${beforeId}))
    ORDER BY p.nominal_at DESC, p.id DESC LIMIT ${limit + 1}`;
  return pageOf(z.array(passSchema).parse(rows), limit, (pass) => [pass.nominalAt, pass.id]);
}

const effectSchema = z
  .object({
    key: z.string(),
    kind: z.enum(AUTOMATION_ACTIONS),
    status: z.enum(EFFECT_STATUSES),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).nullable(),
    at: z.string(),
  })
  .transform(({ detail, at, ...effect }) => ({
    ...effect,
    text: effectText(effect.reason, detail),
    at: new Date(at).toISOString(),
  }));

const recordSchema = z
  .object({
    customerId: z.string(),
    customerName: z.string(),
    status: z.enum(RECORD_STATUSES),
    reason: z.enum(RECORD_REASONS).nullable(),
    finishedAt: instantColumn.nullable(),
    effects: z.array(effectSchema),
  })
  .transform((record): AutomationRecordView => ({ ...record, text: recordText(record.reason) }));

/** Which records of a pass. */
export type RecordsAsked = Pick<ListRecordsQuery, 'status' | 'customerId'> & { passId: string };

/** Records of a pass to customers that the viewer may see, in the order they are worked. */
export async function listRecords(
  db: Tx,
  viewer: Viewer,
  { passId, status, customerId, limit, cursor }: RecordsAsked & Pick<ListRecordsQuery, 'limit' | 'cursor'>,
): Promise<Page<AutomationRecordView>> {
  const [after] = decodeCursor(cursor, z.tuple([z.string()])) ?? [''];
  const rows = await db.$queryRaw`
    SELECT r.customer_id AS "customerId", c.name AS "customerName", r.status, r.reason, r.finished_at AS "finishedAt",
      coalesce((SELECT jsonb_agg(jsonb_build_object('key', e.action_key, 'kind', e.kind, 'status', e.status,
          'reason', e.reason, 'detail', e.detail, 'data', e.data, 'at', e.at) ORDER BY e.ordinal)
        FROM automation_effect e WHERE e.pass_id = r.pass_id AND e.customer_id = r.customer_id), '[]') AS effects
    FROM automation_record r JOIN customer c ON c.id = r.customer_id
    WHERE r.pass_id = ${passId} AND r.customer_id > ${after} AND ${customerIsVisible(viewer, 'c')}
      AND (${status ?? null}::text IS NULL OR r.status = ${status ?? null})
      AND (${customerId ?? null}::text IS NULL OR r.customer_id = ${customerId ?? null})
    ORDER BY r.customer_id LIMIT ${limit + 1}`;
  return pageOf(z.array(recordSchema).parse(rows), limit, (record) => [record.customerId]);
}

const moveSchema = z
  .object({
    id: z.bigint(),
    customerId: z.string(),
    customerName: z.string(),
    isIn: z.boolean(),
    at: instantColumn,
  })
  .transform(({ id, ...move }) => ({ id: String(id), move }));

/** Who came into the audience of an automation and who went out, the newest first, of whom the viewer may see. */
export async function listMoves(
  db: Tx,
  viewer: Viewer,
  { automationId, customerId, limit, cursor }: ListMovesQuery & { automationId: string },
): Promise<Page<AutomationMoveView>> {
  const [before] = decodeCursor(cursor, z.tuple([z.string().regex(/^\d{1,18}$/)])) ?? [null];
  const rows = await db.$queryRaw`
    SELECT m.id, m.customer_id AS "customerId", c.name AS "customerName", m.is_in AS "isIn", m.at
    FROM automation_move m JOIN customer c ON c.id = m.customer_id
    WHERE m.automation_id = ${automationId} AND ${customerIsVisible(viewer, 'c')}
      AND (${before}::bigint IS NULL OR m.id < ${before}::bigint)
      AND (${customerId ?? null}::text IS NULL OR m.customer_id = ${customerId ?? null})
    ORDER BY m.id DESC LIMIT ${limit + 1}`;
  const page = pageOf(z.array(moveSchema).parse(rows), limit, ({ id }) => [id]);
  return { ...page, items: page.items.map(({ move }) => move) };
}

/** How many customers a pass acts on with its sight, and whether a viewer may see all of them. */
export async function sizeFor(
  db: Tx,
  viewer: Viewer,
  { passId, sight }: { passId: string; sight: Viewer },
): Promise<{ size: number; seesAll: boolean }> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS size, coalesce(bool_and(coalesce(${customerIsVisible(viewer, 'c')}, FALSE)), TRUE) AS "seesAll"
    FROM automation_record r JOIN customer c ON c.id = r.customer_id
    WHERE r.pass_id = ${passId} AND ${customerIsVisible(sight, 'c')}`;
  return z.tuple([z.object({ size: z.int(), seesAll: z.boolean() })]).parse(rows)[0];
}
