import { z } from 'zod';
import { automationActionSchema, type AutomationAction } from '../../../contracts/automations/actions.ts';
import { audienceSchema } from '../../../contracts/automations/audiences.ts';
import { everySchema } from '../../../contracts/automations/automations.ts';
import {
  AUTOMATION_PAUSE_REASONS,
  AUTOMATION_SIGHTS,
  AUTOMATION_STATUSES,
} from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../client.ts';
import type { Automation } from '../generated/client.ts';
import { dayOf } from '../rows.ts';

const actionsSchema = z.array(automationActionSchema).transform((actions) => actions as AutomationAction[]);

/** An automation as its row says it. */
export function automationOf(row: Automation): StoredAutomation {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    status: z.enum(AUTOMATION_STATUSES).parse(row.status),
    pauseReason: z.enum(AUTOMATION_PAUSE_REASONS).nullable().parse(row.pauseReason),
    pauseDetail: row.pauseDetail,
    ownerId: row.ownerId,
    sight: z.enum(AUTOMATION_SIGHTS).parse(row.sight),
    audience: audienceSchema.parse(row.audience),
    actions: actionsSchema.parse(row.actions),
    startsAt: row.startsAt?.getTime() ?? null,
    endsAt: row.endsAt?.getTime() ?? null,
    isOngoing: row.isOngoing,
    isOnce: row.isOnce,
    every:
      row.everyAmount === null ? null : everySchema.parse({ amount: row.everyAmount, unit: row.everyUnit }),
    version: row.version,
    audienceVersion: row.audienceVersion,
    comparedVersion: row.comparedVersion,
    comparedOn: row.comparedOn && dayOf(row.comparedOn),
    runNo: row.runNo,
    runningSince: row.runningSince?.getTime() ?? null,
    confirmedCount: row.confirmedCount,
    confirmedVersion: row.confirmedVersion,
    createdById: row.createdById,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

/** Reads one; null when absent. */
export async function read(db: Tx, automationId: string): Promise<StoredAutomation | null> {
  const row = await db.automation.findUnique({ where: { id: automationId } });
  return row && automationOf(row);
}

/**
 * Says for the rest of the transaction which automation changes what, and how deep it lies (A7): triggers that note who was
 * touched write it down.
 */
export async function nameCause(
  tx: Tx,
  { automationId, depth }: { automationId: string; depth: number },
): Promise<void> {
  await tx.$queryRaw`
    SELECT set_config('followthrough.automation', ${automationId}, true),
      set_config('followthrough.depth', ${String(depth)}, true)`;
}

/** Locks one and reads it: behind customers, before its passes and records. */
export async function lock(tx: Tx, automationId: string): Promise<StoredAutomation | null> {
  await tx.$queryRaw`SELECT id FROM automation WHERE id = ${automationId} FOR NO KEY UPDATE`;
  return read(tx, automationId);
}
