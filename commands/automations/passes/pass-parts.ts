import { SYSTEM } from '../../../contracts/actor.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { actorOf } from '../effects/actor-of.ts';
import { applyAction } from '../effects/apply-action.ts';
import type { PassParts } from './parts.ts';

/** What passes do their work with. */
export const PASS_PARTS: PassParts = {
  actorOf,
  applyAction,
  async compareMembers(deps, { automationId }) {
    const { db, store } = deps;
    const automation = await store.automations.read(db, automationId);
    if (!automation) return;
    const now = await deps.now();
    const { zone } = await store.organisation.get(db, SYSTEM);
    const today = localDateOf(now, zone);
    await store.customerSummaries.bringForward(db, { today, now });
    const ids = await store.audiences.findMembers(db, automation.audience, { today, zone, now });
    await db.automationMember.deleteMany({ where: { automationId, customerId: { notIn: ids } } });
    await db.automationMember.createMany({
      data: ids.map((customerId) => ({ automationId, customerId, enteredAt: new Date(now), depth: 1 })),
      skipDuplicates: true,
    });
  },
};
