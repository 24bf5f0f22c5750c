import { compareMembers } from '../../../commands/automations/membership/compare-members.ts';
import { followMembers } from '../../../commands/automations/membership/follow-members.ts';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import type { Prisma } from '../../../infra/db/generated/client.ts';
import { automationRow } from '../rows/automation-rows.ts';
import { AudienceWorld } from './audience-world.ts';

type AutomationColumns = Omit<Partial<Prisma.AutomationUncheckedCreateInput>, 'audience' | 'actions'>;

/** Customers, and automations that run without passes: who belongs to them, and who would be acted on. */
export class MemberWorld extends AudienceWorld {
  /** Automations whose pass was asked for, in order. */
  readonly asked: string[] = [];
  readonly unreadable: string[] = [];

  /** An automation that runs since now, daily unless said otherwise; everybody is compared. */
  async automation(id: string, audience: AudienceGroup, row: AutomationColumns = {}): Promise<string> {
    await this.running(id, audience, row);
    await compareMembers(this.deps, { automationId: id });
    return id;
  }

  /** An automation that runs, with whom nobody was compared yet. */
  async running(id: string, audience: AudienceGroup, row: AutomationColumns = {}): Promise<void> {
    const daily = { everyAmount: 1, everyUnit: 'day' };
    await this.database.db.automation.create({
      data: automationRow({
        id,
        audience,
        actions: [],
        now: this.now,
        userId: this.adminId,
        ...daily,
        ...row,
      }),
    });
  }

  /** Rounds until nothing is left to do. */
  async follow(): Promise<void> {
    const round = followMembers(this.deps, {
      takePending: async (_deps, { automationId }) => void this.asked.push(automationId),
      pauseUnreadable: async (_deps, { automationId }) => void this.unreadable.push(automationId),
    });
    while (await round());
  }

  /** Rounds until everybody was compared again who may have changed unknown to those who follow. */
  async settle(): Promise<void> {
    // Transactions count that are open anywhere on the server, those of other tests too.
    do await this.follow();
    while ((await this.database.db.automation.count({ where: { settlesXid: { not: null } } })) > 0);
  }

  /** A moment, written in UTC, and what is done then. */
  async at(instant: string): Promise<void> {
    this.now = Date.parse(instant);
    await this.follow();
  }

  /** Ids of the members; of those who came in by a change and wait for a pass where asked. */
  async membersOf(automationId: string, { isPending = false } = {}): Promise<string[]> {
    const rows = await this.database.db.automationMember.findMany({
      where: { automationId, ...(isPending && { pendingSince: { not: null } }) },
      orderBy: { customerId: 'asc' },
    });
    return rows.map(({ customerId }) => customerId);
  }

  /** What a pass does with who waits. */
  async take(automationId: string): Promise<void> {
    const where = { automationId, pendingSince: { not: null } };
    await this.database.db.automationMember.updateMany({ where, data: { pendingSince: null } });
  }

  /** Who came in and went out, in order. */
  async movesOf(automationId: string): Promise<[string, string][]> {
    const rows = await this.database.db.automationMove.findMany({
      where: { automationId },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ customerId, isIn }) => [customerId, isIn ? 'in' : 'out']);
  }
}
