import { actsOnTime } from '../../../domain/automations/acts-on.ts';
import type { Followed } from '../../../infra/db/automations/automation-followers.ts';
import type { CommandDeps } from '../../deps.ts';
import { asking } from './asking.ts';
import { askedAsOf, type Moment } from './moment.ts';

/** Customers of one transaction. */
const CHUNK = 1_000;
/** What expires is noticed so much later at most. */
const INSTANTS_EVERY_MS = 60_000;

/** Whether time has gone on since membership was right: a day, or a minute for what expires; or a move was cut off. */
export function isBehind({ standing, moved }: Followed, { today, now }: Moment): boolean {
  if (!standing || !moved) return false;
  return standing.day !== today || now - standing.at >= INSTANTS_EVERY_MS || moved.at < standing.at;
}

/**
 * Brings the membership of an automation from the moment up to which it is right to a later one (A8): only those are
 * looked at whom time alone may move. An item of work is made for who comes in where no pass of a calendar would take it
 * (A2). After an outage the way is longer; cut off anywhere, it is gone again from its beginning.
 */
export async function moveMembers(deps: CommandDeps, followed: Followed, moment: Moment): Promise<void> {
  const { automation, moved } = followed;
  const { automationFollowers, automationMembers } = deps.store;
  if (!moved || moved.at >= moment.now) return;
  const { today, zone, now } = moment;
  await deps.db.$transaction(async (tx) => {
    await automationMembers.lock(tx, [automation.id]);
    await automationFollowers.stand(tx, automation.id, { day: today, at: now, hasMoved: false });
  });
  const movers = await asking(deps, automation, () =>
    automationMembers.findMovers(deps.db, automation.audience, {
      from: { today: moved.day, zone, now: moved.at },
      to: { today, zone, now },
    }),
  );
  for (let first = 0; first < movers.length; first += CHUNK)
    await look(deps, {
      automationId: automation.id,
      customerIds: movers.slice(first, first + CHUNK),
      moment,
    });
  await automationFollowers.noteMoved(deps.db, automation.id, { day: today, at: now });
}

async function look(
  deps: CommandDeps,
  { automationId, customerIds, moment }: { automationId: string; customerIds: string[]; moment: Moment },
): Promise<void> {
  const { automationFollowers, automationMembers } = deps.store;
  await deps.db.$transaction(async (tx) => {
    await automationMembers.lock(tx, [automationId]);
    const { followed } = await automationFollowers.readFollowed(tx, moment.zone, [automationId]);
    for (const one of followed) {
      const { automation, viewer, standing } = one;
      const isActing = automationFollowers.isCompared(one) && actsOnTime(automation, moment.now);
      await asking(deps, automation, () =>
        automationMembers.compare(tx, {
          automation,
          viewer,
          now: moment.now,
          asked: { ...askedAsOf(standing, moment), customerIds },
          ...(isActing && { causes: new Map(customerIds.map((id) => [id, 0])) }),
        }),
      );
    }
  });
}
