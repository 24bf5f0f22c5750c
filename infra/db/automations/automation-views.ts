import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type {
  Automation,
  AutomationListItem,
  ListAutomationsQuery,
} from '../../../contracts/automations/automations.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import * as automations from './automations.ts';
import { plainPattern } from '../like.ts';

/** An automation as the API shows it; null: no such automation. It belongs to no customer: who may read, reads all (U3). */
export async function read(db: Tx, _viewer: Viewer, automationId: string): Promise<Automation | null> {
  const automation = await automations.read(db, automationId);
  if (!automation) return null;
  const next = await nextPasses(db, [automationId]);
  const { audience, actions } = automation;
  return { ...shown(automation, next), audience, actions: [...actions] };
}

/** Automations, newest first. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { cursor, limit, search, status, ownerId }: ListAutomationsQuery,
): Promise<Page<AutomationListItem>> {
  const [before] = decodeCursor(cursor, z.tuple([z.string().max(64)])) ?? [null];
  const rows = await db.automation.findMany({
    where: {
      ...(before !== null && { id: { lt: before } }),
      ...(status !== undefined && { status }),
      ...(ownerId !== undefined && { ownerId }),
      ...(search !== undefined && { nameKey: { contains: plainPattern(nameKeyOf(search)) } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const next = await nextPasses(
    db,
    rows.map(({ id }) => id),
  );
  const items = rows.map((row) => shown(automations.automationOf(row), next));
  return pageOf(items, limit, ({ id }) => [id]);
}

/** When the next pass of each of them falls due, by its id. */
async function nextPasses(db: Tx, automationIds: string[]): Promise<Map<string, Date | null>> {
  const rows = await db.automationPass.groupBy({
    by: ['automationId'],
    where: { automationId: { in: automationIds }, status: 'expected' },
    _min: { nominalAt: true },
  });
  return new Map(rows.map((row) => [row.automationId, row._min.nominalAt]));
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function shown(automation: StoredAutomation, next: ReadonlyMap<string, Date | null>): AutomationListItem {
  const { id, name, description, status, pauseReason, pauseDetail, sight, ownerId, version } = automation;
  const { isOngoing, isOnce, every, createdById } = automation;
  return {
    id,
    name,
    description,
    status,
    pause: pauseReason && { reason: pauseReason, text: pauseDetail ?? '' },
    sight,
    ownerId,
    startsAt: isoOf(automation.startsAt),
    endsAt: isoOf(automation.endsAt),
    isOngoing,
    isOnce,
    every,
    nextPassAt: next.get(id)?.toISOString() ?? null,
    version,
    createdById,
    createdAt: new Date(automation.createdAt).toISOString(),
    updatedAt: new Date(automation.updatedAt).toISOString(),
  };
}
