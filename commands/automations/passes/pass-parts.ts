import { SYSTEM } from '../../../contracts/actor.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { assignLabel, removeLabel } from '../../customers/assign-label.ts';
import type { PassParts } from './parts.ts';

/** What passes do their work with. */
export const PASS_PARTS: PassParts = {
  async actorOf({ store }, db, { automation, depth }) {
    const owner = automation.ownerId && (await store.users.find(db, SYSTEM, automation.ownerId));
    if (!owner || !owner.isActive) return null;
    return {
      userId: owner.id,
      role: automation.sight === 'all' ? 'admin' : owner.role,
      permissions: owner.permissions,
      requestId: null,
      idempotency: null,
      cause: { origin: 'automation', originId: automation.id, depth },
    };
  },
  async applyAction(deps, _tx, { actor, action, customerId }) {
    if (action.kind !== 'add_label' && action.kind !== 'remove_label') throw new Error(action.kind);
    const act = action.kind === 'add_label' ? assignLabel : removeLabel;
    await act(deps, actor, { entity: 'customer', targetId: customerId, labelId: action.labelId });
    return { status: 'done' };
  },
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
