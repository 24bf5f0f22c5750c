import { performAction, type Performed } from '../../../commands/automations/effects/perform-action.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { AutomationSight } from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { newId } from '../../../infra/ids.ts';
import { automationRow } from '../rows/automation-rows.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';

type WithoutKey<A> = A extends unknown ? Omit<A, 'key'> : never;

/** An action as a test writes it: its key is its kind. */
export type Action = WithoutKey<AutomationAction>;

/** A pass of an automation, as rows: what a test has it do is applied by the product. */
export interface EffectPass {
  automationId: string;
  passId: string;
}

/** The API with automations as rows, of whose passes single actions are applied. */
export class EffectWorld extends ApiFixture {
  /** A running automation with an open pass; of the admin unless somebody else is named. */
  async pass(of: { ownerId?: string; sight?: AutomationSight } = {}): Promise<EffectPass> {
    const { db } = this.database;
    const automationId = newId('automation');
    const at = new Date(this.now);
    const audience = { kind: 'all', nodes: [] } as const;
    const row = { id: automationId, audience: { ...audience, nodes: [] }, actions: [], now: this.now };
    const { ownerId: userId = this.adminId, sight = 'owner' } = of;
    await db.automation.create({ data: automationRow({ ...row, userId, sight }) });
    return { automationId, passId: await this.nextPass(automationId, at) };
  }

  /** Another pass of it; the one before is done. */
  async nextPass(automationId: string, at = new Date(this.now)): Promise<string> {
    const { db } = this.database;
    const id = newId('automationPass');
    await db.automationPass.updateMany({ where: { automationId }, data: { status: 'done' } });
    const made = { nominalAt: at, startedAt: at, createdAt: at };
    await db.automationPass.create({
      data: { id, automationId, kind: 'manual', runNo: 1, status: 'running', isFilled: true, ...made },
    });
    return id;
  }

  /** Applies one action to a customer in a pass, which has a record of them. */
  async act(
    { automationId, passId }: EffectPass,
    customerId: string,
    action: Action,
    { key = 'a1', depth = 1 }: { key?: string; depth?: number } = {},
  ): Promise<Performed> {
    await this.record({ automationId, passId }, customerId);
    const automation = await this.stored(automationId);
    const keyed = { ...action, key } as AutomationAction;
    return performAction(this.deps, { automation, action: keyed, ordinal: 0, passId, customerId, depth });
  }

  /** A record of a customer in a pass, if there is none. */
  async record({ automationId, passId }: EffectPass, customerId: string): Promise<void> {
    const row = { passId, customerId, automationId, status: 'open', depth: 1, createdAt: new Date(this.now) };
    await this.database.db.automationRecord.createMany({ data: [row], skipDuplicates: true });
  }

  /** An automation as the product reads it. */
  async stored(automationId: string): Promise<StoredAutomation> {
    const automation = await this.deps.store.automations.read(this.deps.db, automationId);
    if (!automation) throw new Error('there is no such automation');
    return automation;
  }

  /** How many rows of audit, change feed and effects there are: what a no-op or a rollback must not grow. */
  async written(): Promise<{ audit: number; changes: number; effects: number }> {
    const { db } = this.database;
    const [audit, changes, effects] = [
      await db.audit.count(),
      await db.change.count(),
      await db.automationEffect.count(),
    ];
    return { audit, changes, effects };
  }

  /** What the change feed says of a customer, newest last, with where it came from. */
  async changesOf(customerId: string): Promise<{ kind: string; originId: string | null; depth: number }[]> {
    const rows = await this.database.db.change.findMany({ where: { customerId }, orderBy: { seq: 'asc' } });
    return rows.map(({ entity, kind, originId, depth }) => ({ kind: `${entity}.${kind}`, originId, depth }));
  }

  /** A customer as the API shows it. */
  shown(customerId: string): Promise<Json> {
    return this.ok('GET', `/v1/customers/${customerId}`);
  }

  /** A label of a group of its own. */
  async label(name: string): Promise<string> {
    const group = await this.ok('POST', '/v1/label-groups', { body: { name: `Group of ${name}` } });
    return (await this.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name } })).id;
  }

  /** Names of the labels of a customer. */
  async labelsOf(customerId: string): Promise<string[]> {
    const marks = await this.database.db.customerLabel.findMany({ where: { customerId } });
    const rows = await this.database.db.label.findMany({
      where: { id: { in: marks.map((mark) => mark.labelId) } },
    });
    return rows.map(({ name }) => name).sort();
  }

  /** A visibility group without members: who is in it is hidden from all but admins and owners. */
  async hide(...customerIds: string[]): Promise<string> {
    const group = await this.ok('POST', '/v1/visibility-groups', {
      body: { name: newId('visibilityGroup') },
    });
    if (customerIds.length > 0)
      await this.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: customerIds } });
    return group.id;
  }
}
