import { z } from 'zod';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';

/** What the calendar of an automation was worked out from. */
export interface CalendarState {
  scheduleVersion: number;
  shownVersion: number | null;
  /** Epoch milliseconds. */
  shownUntil: number | null;
  /** The zone of the organisation at that time; null: never. */
  zone: string | null;
}

/** How far the calendar of an automation has come on. */
export async function readCalendar(db: Tx, automationId: string): Promise<CalendarState | null> {
  const row = await db.automation.findUnique({
    where: { id: automationId },
    select: { scheduleVersion: true, shownVersion: true, shownUntil: true, calendarZone: true },
  });
  if (!row) return null;
  const { calendarZone: zone, shownUntil, ...versions } = row;
  return { ...versions, shownUntil: shownUntil?.getTime() ?? null, zone };
}

/** Notes that its passes moved, as worked out in a zone: Temporal is to show them anew. */
export async function move(
  tx: Tx,
  { automationId, zone }: { automationId: string; zone: string },
): Promise<void> {
  await tx.automation.update({
    where: { id: automationId },
    data: { scheduleVersion: { increment: 1 }, calendarZone: zone },
  });
}

/** Notes which version of the calendar Temporal shows, and until when. False: there is a newer one by now. */
export async function markShown(
  db: Tx,
  { automationId, version, until }: { automationId: string; version: number; until: number | null },
): Promise<boolean> {
  const { count } = await db.automation.updateMany({
    where: { id: automationId, scheduleVersion: version },
    data: { shownVersion: version, shownUntil: until === null ? null : new Date(until) },
  });
  return count === 1;
}

const ids = (rows: unknown): string[] =>
  z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);

/**
 * Automations whose Temporal Schedule shows an older calendar, or one that does not reach as far as `shownUntil`, and of
 * those that do not run any more whatever it shows.
 */
export async function findUnshown(db: Tx, { shownUntil }: { shownUntil: number }): Promise<string[]> {
  return ids(
    await db.$queryRaw`
      SELECT id FROM automation
      WHERE (status <> 'created' OR shown_version IS NOT NULL) AND (shown_version IS DISTINCT FROM schedule_version
        OR (status IN ('running', 'paused') AND shown_until < ${new Date(shownUntil)}))
      ORDER BY id`,
  );
}

/** Running and paused ones whose passes were worked out in another zone than the organisation has. */
export async function findInOtherZones(db: Tx, zone: string): Promise<string[]> {
  return ids(
    await db.$queryRaw`
      SELECT id FROM automation WHERE status IN ('running', 'paused') AND calendar_zone IS DISTINCT FROM ${zone}
      ORDER BY id`,
  );
}

/**
 * Automations with something to begin or end that nobody did: an expected pass past its moment, an end, or members who
 * came in by a change and whom no pass has. Running ones, and ends of paused ones.
 */
export async function findDue(db: Tx, { before }: { before: number }): Promise<string[]> {
  const at = new Date(before);
  return ids(
    await db.$queryRaw`
      SELECT a.id FROM automation a WHERE a.status IN ('running', 'paused') AND (
        a.ends_at <= ${at}
        OR EXISTS (SELECT 1 FROM automation_pass p
          WHERE p.automation_id = a.id AND p.status = 'expected' AND p.nominal_at <= ${at}
            AND (a.status = 'running' OR a.every_amount IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM automation_pass o
              WHERE o.automation_id = a.id AND o.status = ANY (ARRAY['waiting'::text, 'running'::text])
                AND o.kind <> 'scheduled'))
        OR (a.status = 'running' AND a.is_ongoing AND EXISTS (SELECT 1 FROM automation_member m
            WHERE m.automation_id = a.id AND m.pending_since <= ${at})
          AND NOT EXISTS (SELECT 1 FROM automation_pass o
            WHERE o.automation_id = a.id AND o.status = ANY (ARRAY['waiting'::text, 'running'::text]))))
      ORDER BY a.id`,
  );
}

/** Automations that should expect a pass by their calendar and do not: running, with `every`, nothing written. */
export async function findWithoutExpected(
  db: Tx,
  { changedBefore }: { changedBefore: number },
): Promise<string[]> {
  return ids(
    await db.$queryRaw`
      SELECT a.id FROM automation a
      WHERE a.status IN ('running', 'paused') AND a.updated_at <= ${new Date(changedBefore)}
        AND NOT EXISTS (SELECT 1 FROM automation_pass p WHERE p.automation_id = a.id AND (p.status = 'expected'
          OR (a.every_amount IS NULL AND p.kind = 'scheduled' AND p.run_no = a.run_no)))
      ORDER BY a.id`,
  );
}

/** One page of automations that ever ran, by id. */
export async function page(db: Tx, { after, limit }: { after: string; limit: number }): Promise<string[]> {
  const where = { id: { gt: after }, runNo: { gt: 0 } };
  const rows = await db.automation.findMany({
    where,
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Open passes whose workflow should have looked by now. */
export async function findUnattended(
  db: Tx,
  { wakeBefore, seed, limit }: { wakeBefore: number; seed: number; limit: number },
): Promise<{ passId: string; automationId: string }[]> {
  const rows = await db.$queryRaw`
    SELECT id AS "passId", automation_id AS "automationId" FROM automation_pass
    WHERE wake_at < ${new Date(wakeBefore)} ORDER BY ${mixedBy(Prisma.sql`id`, seed)} LIMIT ${limit}`;
  return z.array(z.object({ passId: z.string(), automationId: z.string() })).parse(rows);
}
