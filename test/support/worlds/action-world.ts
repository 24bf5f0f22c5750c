import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { newId } from '../../../infra/ids.ts';
import { actionMailWorkflowId } from '../../../workflows/insights/action-mail.messages.ts';
import type { Engine } from './engine.ts';
import { createCustomer } from '../rows/fixtures.ts';

/** A customer with a recommended reminder. */
export interface Reminder {
  actionId: string;
  customerId: string;
  invoiceId: string;
  contactId: string;
  email: string | null;
}

/** The words tests of an action's mail are written in: recommend, ask, wait, see what became of it. */
export class ActionWorld {
  readonly actor: Actor;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { userId } = engine.world;
    const nobody = { requestId: null, idempotency: null };
    this.actor = { userId, role: 'admin', permissions: PERMISSIONS, ...nobody };
  }

  /** Makes the mailbox of the world the default one. */
  async open(): Promise<void> {
    const defaultMailboxId = this.#engine.world.mailboxId;
    await updateOrganisation(this.#engine.deps, this.actor, { defaultMailboxId });
  }

  /** A new customer whose reminder is recommended. */
  async reminder(): Promise<Reminder> {
    const now = await this.#engine.now();
    const { db } = this.#engine.database;
    const customer = await createCustomer(db, { now });
    const actionId = newId('action');
    const [at, dueOn] = [new Date(now), new Date(new Date(now).toISOString().slice(0, 10))];
    const rank = { severity: 'healthy', severityRank: 1, status: 'open', createdAt: at, updatedAt: at };
    const key = `remind/${customer.invoiceId}/never`;
    const what = { key, kind: 'email', reason: 'Overdue', dueOn, sources: [], ...rank };
    await db.recommendedAction.create({
      data: { id: actionId, customerId: customer.customerId, ...what },
    });
    return { actionId, ...customer };
  }

  action({ actionId }: Reminder) {
    return this.#engine.database.db.recommendedAction.findUniqueOrThrow({ where: { id: actionId } });
  }

  message({ actionId }: Reminder) {
    return this.#engine.database.db.message.findFirst({
      where: { sourceKind: 'action', sourceId: actionId },
    });
  }

  /** Waits until the action's send stands so. */
  async becomes(reminder: Reminder, sendStatus: string | null): Promise<void> {
    const stands = async () => (await this.action(reminder)).sendStatus === sendStatus;
    await this.#engine.until(stands, `a send that is ${sendStatus}`);
  }

  /** Waits until its workflow has ended. */
  async ended({ actionId }: Reminder): Promise<void> {
    const workflow = this.#engine.client.workflow.getHandle(actionMailWorkflowId(actionId));
    const isOver = async () => (await workflow.describe()).status.name === 'COMPLETED';
    await this.#engine.until(isOver, `the end of the workflow of ${actionId}`);
  }
}
