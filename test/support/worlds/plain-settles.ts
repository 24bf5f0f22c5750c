import type { ActivityDeps } from '../../../activities/deps.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { joining, type Unit } from '../../../commands/run-command.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { adminActor } from '../rows/admin-actor.ts';
import { untilSomebodyWaits } from '../servers/until-somebody-waits.ts';
import { settleStep } from './claims.ts';
import { ACCEPTED, QueueWorld, type Claimed, type Row } from './queue-world.ts';

/** Somebody who changes what an enrollment's next step depends on. */
export type Writer = (deps: CommandDeps, actor: Actor, row: Row & { messageId: string }) => Promise<unknown>;

/** Sent messages of steps that are settled as they were claimed, or not. */
export class PlainSettles extends QueueWorld {
  /** Of each settle that went by its claim, whether nothing had moved. */
  readonly plain: boolean[] = [];
  actor!: Actor;
  /** Where the next settle by a claim loses its connection. */
  lost: 'before' | 'after' | null = null;
  /** So many transactions find no database. */
  isAway = 0;

  override async open(): Promise<void> {
    await super.open();
    this.actor = adminActor(this.adminId);
    const { settleSent } = this.engine.store.settleSent;
    const spied: typeof settleSent = async (...input) => {
      const { lost } = this;
      this.lost = null;
      if (lost === 'before') throw new Error('Connection terminated unexpectedly');
      const isPlain = await settleSent(...input);
      if (lost === 'after') throw new Error('Connection terminated unexpectedly');
      this.plain.push(isPlain);
      return isPlain;
    };
    const { rawTransaction } = this.engine.store;
    const run: typeof rawTransaction.run = (...input) => {
      if (this.isAway === 0) return rawTransaction.run(...input);
      this.isAway -= 1;
      return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    };
    const store = {
      ...this.engine.store,
      settleSent: { settleSent: spied },
      rawTransaction: { ...rawTransaction, run },
    };
    this.engine = { ...this.engine, store };
  }

  /** Runs a writer, and commits it once `meanwhile` says so. */
  async during(writer: Writer, row: Row & { messageId: string }, meanwhile: () => Promise<void>) {
    await this.db.$transaction(async (tx) => {
      const unit: Unit = { tx, now: this.now, followUps: [] };
      await writer(joining<ActivityDeps>(this.engine, unit), this.actor, row);
      await meanwhile();
    });
  }

  /** Waits until a settle has ended, or waits for somebody's transaction. */
  async untilOver(settling: Promise<unknown>): Promise<void> {
    await Promise.race([settling, untilSomebodyWaits(this.db)]);
  }

  /** What the engine does when the server has taken a message. */
  settlePlainly(row: Row, claim: Claimed) {
    const { enrollmentId, executionId: stepExecutionId } = row;
    return settleStep(this.engine, { enrollmentId, stepExecutionId, claim, result: ACCEPTED });
  }

  /** All that a settle may write about an enrollment, with ids by the order in which they turn up. */
  async rowsOf({ enrollmentId, customerId }: Row): Promise<string> {
    const { db } = this;
    const ids = new Map<string, string>();
    const messages = await db.message.findMany({
      where: { enrollmentId },
      omit: { bodyHtml: true, bodyText: true, facts: true },
      orderBy: { id: 'asc' },
    });
    const of = { messageId: { in: messages.map(({ id }) => id) } };
    const rows = {
      enrollment: await db.enrollment.findMany({ where: { id: enrollmentId }, orderBy: { id: 'asc' } }),
      steps: await db.stepExecution.findMany({ where: { enrollmentId }, orderBy: { position: 'asc' } }),
      messages,
      recipients: await db.messageRecipient.findMany({ where: of, orderBy: { n: 'asc' } }),
      attempts: await db.messageAttempt.findMany({ where: of, orderBy: { attempt: 'asc' } }),
      thread: await db.communication.findMany({
        where: { customerId },
        omit: { content: true },
        orderBy: { id: 'asc' },
      }),
      changes: await db.change.findMany({
        where: { customerId },
        omit: { seq: true, txId: true },
        orderBy: { seq: 'asc' },
      }),
    };
    return JSON.stringify(rows, null, 1).replace(/\b[a-z]{2,5}_[0-9a-z]{26}\b/g, (id) => {
      if (!ids.has(id)) ids.set(id, `${id.split('_')[0]}${ids.size}`);
      return ids.get(id)!;
    });
  }
}
