import { z } from 'zod';
import { SYSTEM, type Viewer } from '../../../contracts/actor.ts';
import { ROLES } from '../../../contracts/permissions.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../client.ts';
export { isRefused } from '../errors.ts';
import type { Automation } from '../generated/client.ts';
import { dayOf, dayToDate } from '../rows.ts';
import { audienceCondition } from './audience-sql.ts';
import { automationOf } from './automations.ts';

/** A moment as of which membership is right. */
export interface Standing {
  /** Local day, ISO. */
  day: string;
  /** Epoch milliseconds. */
  at: number;
}

/** An automation whose membership is kept: one that runs, or is paused. */
export interface Followed {
  automation: StoredAutomation;
  /** With whose sight; null: an owner who is not there. */
  viewer: Viewer | null;
  /** In which run, with whose eyes and in which zone everybody has to be compared, and was. */
  eyes: string;
  comparedAs: string | null;
  /** As of when who belongs is asked; null: nobody was ever compared. */
  standing: Standing | null;
  /** Up to when everybody was looked at whom time alone moves; before `standing`: a move was cut off, or is under way. */
  moved: Standing | null;
  /** It has to be compared once more: the transactions have ended that may not have known that somebody follows. */
  isSettling: boolean;
  /** When the database refused to say who belongs, epoch milliseconds; null: not since it was saved or set running. */
  failedAt: number | null;
}

/** For how long one is not asked who belongs that the database refused, unless it is saved or set running. */
const REST_MS = 10 * 60_000;

/** Whether it is not asked who belongs, so that it holds up no other. */
export const isResting = ({ failedAt }: Followed, now: number): boolean =>
  failedAt !== null && now - failedAt < REST_MS;

/** The database refused to say who belongs: everybody is compared when it is asked again. */
export async function noteFailed(db: Tx, automationId: string, now: number): Promise<void> {
  await db.$executeRaw`
    UPDATE automation SET audience_failed_at = ${new Date(now)}, compared_version = NULL
    WHERE id = ${automationId}`;
}

/** Whether everybody was compared as things are now. */
export const isCompared = ({ automation, eyes, comparedAs }: Followed): boolean =>
  automation.comparedVersion === automation.audienceVersion && comparedAs === eyes;

/** Whether nobody was compared since it was set running. */
export const isNewRun = ({ automation, comparedAs }: Followed): boolean =>
  comparedAs === null || !comparedAs.startsWith(runPrefix(automation));

const runPrefix = ({ runNo }: StoredAutomation): string => `${runNo} `;

/** Ids of the automations whose membership is kept. */
export async function followedIds(db: Tx): Promise<string[]> {
  const rows = await db.automation.findMany({
    where: isFollowed,
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id }) => id);
}

const isFollowed = { status: { in: ['running', 'paused'] } };
const ownerSchema = z.object({ id: z.string(), role: z.enum(ROLES), groups: z.array(z.string()) });

/** Those whose membership is kept, by id; of these ids where given. `unreadable`: those whose audience cannot be asked. */
export async function readFollowed(
  db: Tx,
  zone: string,
  ids?: readonly string[],
): Promise<{ followed: Followed[]; unreadable: string[] }> {
  const rows = await db.automation.findMany({
    where: { ...isFollowed, ...(ids && { id: { in: [...ids] } }) },
    orderBy: { id: 'asc' },
  });
  const owners = await ownersOf(db, rows);
  const oldest = rows.some(({ settlesXid }) => settlesXid !== null) ? await oldestOpen(db) : 0n;
  const unreadable: string[] = [];
  const followed = rows.flatMap((row): Followed[] => {
    const automation = readable(row, zone);
    if (automation === null) {
      unreadable.push(row.id);
      return [];
    }
    const owner = owners.find(({ id }) => id === row.ownerId);
    const sight = automation.sight === 'all' ? 'all' : [owner?.id, owner?.role, owner?.groups];
    return [
      {
        automation,
        viewer: viewerOf(automation, owner),
        eyes: `${runPrefix(automation)}${JSON.stringify([zone, sight])}`,
        comparedAs: row.comparedAs,
        standing: standingOf(row.audienceDay, row.audienceAt),
        moved: standingOf(row.movedDay, row.movedAt),
        isSettling: row.settlesXid !== null && oldest >= row.settlesXid,
        failedAt: row.audienceFailedAt?.getTime() ?? null,
      },
    ];
  });
  return { followed, unreadable };
}

const standingOf = (day: Date | null, at: Date | null): Standing | null =>
  day && at && { day: dayOf(day), at: at.getTime() };

async function ownersOf(db: Tx, rows: readonly Automation[]): Promise<z.infer<typeof ownerSchema>[]> {
  const ids = rows.flatMap(({ ownerId, sight }) => (sight === 'owner' && ownerId !== null ? [ownerId] : []));
  if (ids.length === 0) return [];
  return z.array(ownerSchema).parse(
    await db.$queryRaw`
    SELECT u.id, u.role, ARRAY(
      SELECT g.group_id FROM visibility_group_user g WHERE g.user_id = u.id ORDER BY g.group_id) AS groups
    FROM app_user u WHERE u.id = ANY(${ids}::text[])`,
  );
}

/** One whose audience can be asked; null: what it says is not of this catalogue. */
function readable(row: Automation, zone: string): StoredAutomation | null {
  try {
    const automation = automationOf(row);
    audienceCondition(automation.audience, { today: '2000-01-01', now: 0, zone });
    return automation;
  } catch {
    return null;
  }
}

function viewerOf(
  { sight }: StoredAutomation,
  owner: z.infer<typeof ownerSchema> | undefined,
): Viewer | null {
  if (sight === 'all') return SYSTEM;
  return owner ? { userId: owner.id, role: owner.role, permissions: [] } : null;
}

/** Transactions before this one have ended: whatever they wrote is seen. */
async function oldestOpen(db: Tx): Promise<bigint> {
  const [row] = await db.$queryRaw<{ xid: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid`;
  return row?.xid ?? 0n;
}

/** From now on membership is asked as of a moment; never goes back. `hasMoved`: of everybody. */
export async function stand(
  tx: Tx,
  automationId: string,
  { day, at, hasMoved }: Standing & { hasMoved: boolean },
): Promise<void> {
  const [date, instant] = [dayToDate(day), new Date(at)];
  await tx.automation.updateMany({
    where: { id: automationId, OR: [{ audienceAt: null }, { audienceAt: { lt: instant } }] },
    data: {
      audienceDay: date,
      audienceAt: instant,
      ...(hasMoved && { movedDay: date, movedAt: instant }),
    },
  });
}

/** Everybody was looked at whom time alone moves up to a moment; never goes back. */
export async function noteMoved(db: Tx, automationId: string, { day, at }: Standing): Promise<void> {
  await db.automation.updateMany({
    where: { id: automationId, movedAt: { lt: new Date(at) } },
    data: { movedDay: dayToDate(day), movedAt: new Date(at) },
  });
}

/**
 * Notes that everybody was compared, unless the audience was edited since it began. `settles`: transactions before this
 * one may not have known that somebody follows; undefined: as it was.
 */
export async function noteCompared(
  tx: Tx,
  { automation, eyes }: Followed,
  { day, settles }: { day: string; settles: bigint | null | undefined },
): Promise<void> {
  await tx.automation.updateMany({
    where: { id: automation.id, audienceVersion: automation.audienceVersion },
    data: {
      comparedVersion: automation.audienceVersion,
      comparedAs: eyes,
      comparedOn: dayToDate(day),
      audienceFailedAt: null,
      ...(settles !== undefined && { settlesXid: settles }),
    },
  });
}

/** The first transaction that is not open yet: those before it may not know what was committed by now. */
export async function nextTransaction(tx: Tx): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ xid: bigint }[]>`
    SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xid`;
  return row?.xid ?? 0n;
}

/** Adds to the customers that differed in a comparison of everybody that should have found none. */
export async function noteDiffering(db: Tx, automationId: string, count: number): Promise<void> {
  await db.$executeRaw`
    UPDATE automation SET differing = coalesce(differing, 0) + ${count}::int WHERE id = ${automationId}`;
}

/** Takes the automations that differed, each once. */
export async function takeDiffering(db: Tx): Promise<string[]> {
  const rows = await db.automation.updateManyAndReturn({
    where: { differing: { not: null } },
    data: { differing: null },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
