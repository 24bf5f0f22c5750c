import { z } from 'zod';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import { automationActionSchema } from '../../../contracts/automations/actions.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { queueMessage, type SayingAction } from '../../../commands/automations/effects/queue-message.ts';
import type { Effect } from '../../../commands/automations/effects/effect.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { joining, type Unit } from '../../../commands/run-command.ts';
import { newId } from '../../../infra/ids.ts';
import type { World } from '../rows/fixtures.ts';
import { automationRow } from '../rows/automation-rows.ts';

/** A pass of an automation that is worked on. */
export interface TestPass {
  automationId: string;
  passId: string;
}

/** An email to the contact, as an action is stored. */
export const EMAIL = {
  kind: 'email',
  key: 'mail',
  words: {
    subject: 'About {{customer.name}}',
    bodyHtml: '<p>You owe {{balance.total}}.</p>',
    bodyText: null,
  },
};

/** An email to the AR owner of each customer. */
export const TO_OWNER = {
  kind: 'email_user',
  key: 'tell',
  to: { owner: 'ar' },
  words: {
    subject: 'Look at {{customer.name}}',
    bodyHtml: '<p>It owes {{balance.total}}.</p>',
    bodyText: null,
  },
};

const storedSchema = automationActionSchema.transform((action) => action as AutomationAction);
/** An action as it is stored. */
export const actionOf = (action: unknown): SayingAction =>
  z.custom<SayingAction>().parse(storedSchema.parse(action));

/** The words tests of messages are written in: a pass applies actions, as the pass of the product does, and they leave. */
export class AutomationMessageWorld {
  readonly actor: Actor;

  constructor(
    readonly deps: CommandDeps,
    readonly world: World,
    private readonly now: () => Promise<number>,
  ) {
    const nobody = { requestId: null, idempotency: null };
    this.actor = { userId: world.userId, role: 'admin', permissions: PERMISSIONS, ...nobody };
  }

  get db() {
    return this.deps.db;
  }

  /** A running automation with a pass whose records are all there. */
  async pass(
    actions: unknown[],
    change: { isOnce?: boolean; automationId?: string } = {},
  ): Promise<TestPass> {
    const now = await this.now();
    const passId = newId('automationPass');
    const { automationId = newId('automation'), isOnce = false } = change;
    if (change.automationId === undefined) {
      const { userId } = this.world;
      const what = { id: automationId, actions: actions.map(actionOf), now, userId, isOnce };
      await this.db.automation.create({
        data: automationRow({ ...what, audience: { kind: 'all', nodes: [] } }),
      });
    }
    const at = new Date(now);
    await this.db.automationPass.updateMany({
      where: { automationId },
      data: { status: 'done', finishedAt: at },
    });
    const times = { nominalAt: at, startedAt: at, createdAt: at };
    const what = { id: passId, automationId, kind: 'manual', runNo: 1, status: 'running', isFilled: true };
    await this.db.automationPass.create({ data: { ...what, ...times } });
    return { automationId, passId };
  }

  /** Gives a customer a record in the pass, without working on it. */
  async fill({ automationId, passId }: TestPass, customerIds: readonly string[]): Promise<void> {
    const createdAt = new Date(await this.now());
    await this.db.automationRecord.createMany({
      data: customerIds.map((customerId) => ({
        passId,
        customerId,
        automationId,
        status: 'open',
        depth: 1,
        createdAt,
      })),
      skipDuplicates: true,
    });
  }

  /** Works on one record: each action in one transaction with its effect. @returns what became of each */
  async apply(pass: TestPass, customerId: string): Promise<Effect[]> {
    await this.fill(pass, [customerId]);
    const automation = (await this.deps.store.automations.read(this.db, pass.automationId))!;
    const effects: Effect[] = [];
    for (const [ordinal, action] of automation.actions.entries())
      effects.push(await this.effect(pass, { customerId, ordinal, action: action as SayingAction }));
    const status = effects.some((each) => each.status === 'failed') ? 'failed' : 'done';
    const where = { passId_customerId: { passId: pass.passId, customerId } };
    await this.db.automationRecord.update({
      where,
      data: { status, finishedAt: new Date(await this.now()) },
    });
    return effects;
  }

  private async effect(
    { automationId, passId }: TestPass,
    { customerId, ordinal, action }: { customerId: string; ordinal: number; action: SayingAction },
  ): Promise<Effect> {
    const now = await this.now();
    const effectId = newId('automationEffect');
    const followUps: Unit['followUps'] = [];
    const effect = await this.db.$transaction(async (tx) => {
      const automation = (await this.deps.store.automations.read(tx, automationId))!;
      const { key: actionKey, kind } = action;
      const what = { id: effectId, passId, customerId, automationId, actionKey, ordinal, kind };
      await tx.automationEffect.create({ data: { ...what, status: 'waiting', at: new Date(now) } });
      const joined = joining(this.deps, { tx, now, followUps });
      const input = { automation, action, customerId, passId, effectId, actor: this.actor, now };
      const made = await queueMessage(joined, tx, input);
      const { status } = made;
      const why = 'reason' in made ? { reason: made.reason, detail: made.detail } : {};
      await tx.automationEffect.update({ where: { id: effectId }, data: { status, ...why } });
      return made;
    });
    for (const follow of followUps) await follow();
    return effect;
  }

  /** Ends the pass, and says so to its delivery. */
  async end(pass: TestPass): Promise<void> {
    const finishedAt = new Date(await this.now());
    await this.db.automationPass.update({ where: { id: pass.passId }, data: { status: 'done', finishedAt } });
    await this.deps.lifecycle.wakeAutomationMessages(pass);
  }

  /** The newest message of a pass to a customer. */
  message({ passId }: TestPass, customerId: string | null) {
    return this.db.automationMessage.findFirst({ where: { passId, customerId }, orderBy: { id: 'desc' } });
  }

  /** The row of the ledger of a message. */
  ledger(sourceId: string) {
    return this.db.message.findFirst({ where: { sourceKind: 'automation', sourceId } });
  }

  /** How the effects of a pass on a customer stand, and its record. */
  async outcome({ passId }: TestPass, customerId: string) {
    const where = { passId, customerId };
    const effects = await this.db.automationEffect.findMany({ where, orderBy: { ordinal: 'asc' } });
    const record = await this.db.automationRecord.findFirstOrThrow({ where });
    return { effects: effects.map(({ status, reason }) => [status, reason]), record: record.status };
  }
}
