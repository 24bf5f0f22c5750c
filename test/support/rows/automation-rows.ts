import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Prisma } from '../../../infra/db/generated/client.ts';
import { jsonOf } from '../../../infra/db/rows.ts';

/** An automation as a row: running since `now`, ongoing, without a calendar; with the sight of everybody. */
export function automationRow({
  id,
  audience,
  actions,
  now,
  userId,
  ...rest
}: {
  id: string;
  audience: AudienceGroup;
  actions: readonly AutomationAction[];
  now: number;
  userId: string;
} & Omit<
  Partial<Prisma.AutomationUncheckedCreateInput>,
  'audience' | 'actions'
>): Prisma.AutomationUncheckedCreateInput {
  const name = `Automation ${id}`;
  return {
    id,
    name,
    nameKey: nameKeyOf(name),
    description: null,
    status: 'running',
    pauseReason: null,
    ownerId: userId,
    sight: 'all',
    audience: jsonOf(audience) as Prisma.InputJsonValue,
    actions: jsonOf(actions) as Prisma.InputJsonValue,
    isOngoing: true,
    isOnce: false,
    version: 1,
    audienceVersion: 1,
    runNo: 1,
    runningSince: new Date(now),
    createdById: userId,
    createdAt: new Date(now),
    updatedAt: new Date(now),
    ...rest,
  };
}
