import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import type { ApprovedBatch } from '../../../contracts/programs/review-batches.ts';
import { batchDeliveryWorkflowId } from '../../../workflows/programs/batch-delivery.messages.ts';
import type { Engine } from './engine.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type ProgramFixture,
  type TouchpointFixture,
} from '../rows/program-fixture.ts';

/** A program whose customers are only those that a test enrols. */
export interface WorldProgram {
  programId: string;
  touchpointIds: string[];
}

/** A customer who owes one overdue invoice. */
export interface Debtor {
  customerId: string;
  contactId: string;
  invoiceId: string;
  email: string;
}

/** A batch of a run, with its items by customer. */
export interface WorldBatch extends WorldProgram {
  runId: string;
  batchId: string;
  items: Map<string, string>;
}

/** The words tests of deliveries are written in: enrol, run, approve, see what left. */
export class ProgramWorld {
  readonly actor: Actor;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { userId } = engine.world;
    const nobody = { requestId: null, idempotency: null };
    this.actor = { userId, role: 'admin', permissions: PERMISSIONS, ...nobody };
  }

  get db() {
    return this.#engine.database.db;
  }

  /** Makes the mailbox of the world the default one. */
  async open(): Promise<void> {
    const defaultMailboxId = this.#engine.world.mailboxId;
    await updateOrganisation(this.#engine.deps, this.actor, { defaultMailboxId });
  }

  /** A program with one touchpoint, at account level and for review unless a test says otherwise. */
  async program(
    touchpoint: Partial<TouchpointFixture> & { cc?: string[] } = {},
    change: Partial<ProgramFixture> = {},
  ): Promise<WorldProgram> {
    const now = await this.#engine.now();
    const authorId = this.actor.userId;
    const programId = await createProgramRow(this.db, { now, authorId, autoEnroll: false, ...change });
    const { cc = [], ...what } = touchpoint;
    const touchpointId = await createTouchpointRow(this.db, { now, programId, offsetDays: 1, ...what });
    await this.db.touchpoint.update({ where: { id: touchpointId }, data: { cc } });
    return { programId, touchpointIds: [touchpointId] };
  }

  /** New customers, each with an invoice of 100.00 ten days overdue, enrolled in programs. */
  async debtors(count: number, ...programs: WorldProgram[]): Promise<Debtor[]> {
    const now = await this.#engine.now();
    const debtors: Debtor[] = [];
    for (let made = 0; made < count; made++) {
      const debtor = await createDebtor(this.db, { now, invoices: [{ daysOverdue: 10 }] });
      const { customerId, contactId, invoiceIds, email } = debtor;
      debtors.push({ customerId, contactId, invoiceId: invoiceIds[0]!, email: email! });
    }
    for (const program of programs) await this.enroll(program, debtors);
    return debtors;
  }

  async enroll({ programId }: WorldProgram, debtors: readonly Debtor[]): Promise<void> {
    const by = { changedAt: new Date(await this.#engine.now()), changedById: this.actor.userId };
    const decision = { programId, isEnrolled: true, isExplicit: true, ...by };
    await this.db.programEnrollment.createMany({
      data: debtors.map(({ customerId }) => ({ ...decision, customerId })),
    });
  }

  /** Runs a program by hand and waits until its messages are written; its one batch. */
  async run(program: WorldProgram): Promise<WorldBatch> {
    const { id: runId } = await runNow(this.#engine.deps, this.actor, { programId: program.programId });
    await this.#engine.until(async () => {
      const { status } = await this.db.programRun.findUniqueOrThrow({ where: { id: runId } });
      return status === 'open' || status === 'completed';
    }, `the messages of ${runId}`);
    const { id: batchId } = await this.db.reviewBatch.findFirstOrThrow({ where: { runId } });
    const rows = await this.db.scheduledTouchpoint.findMany({ where: { batchId }, orderBy: { id: 'asc' } });
    return { ...program, runId, batchId, items: new Map(rows.map((row) => [row.customerId, row.id])) };
  }

  /** Approves all of a batch, as it is now. */
  async approve({ batchId }: WorldBatch): Promise<ApprovedBatch> {
    const { store } = this.#engine.deps;
    const contentHash = await store.batchDecisions.readOpenHash(this.db, this.actor, batchId);
    return approveBatch(this.#engine.deps, this.actor, { batchId, contentHash });
  }

  /** A program of its own, run for these new customers and approved. */
  async approved(
    count: number,
    touchpoint: Partial<TouchpointFixture> & { cc?: string[] } = {},
  ): Promise<{ batch: WorldBatch; debtors: Debtor[] }> {
    const program = await this.program(touchpoint);
    const debtors = await this.debtors(count, program);
    const batch = await this.run(program);
    if (touchpoint.delivery !== 'auto') await this.approve(batch);
    return { batch, debtors };
  }

  /** The item of a customer in a batch. */
  item({ items }: WorldBatch, { customerId }: Debtor) {
    const id = items.get(customerId);
    if (id === undefined) throw new Error(`no item of ${customerId}`);
    return this.db.scheduledTouchpoint.findUniqueOrThrow({ where: { id } });
  }

  itemId({ items }: WorldBatch, { customerId }: Debtor): string {
    return items.get(customerId)!;
  }

  message(batch: WorldBatch, debtor: Debtor) {
    const sourceId = this.itemId(batch, debtor);
    return this.db.message.findFirst({ where: { sourceKind: 'touchpoint', sourceId } });
  }

  /** How its items stand, sorted: `approved contact_policy`, `completed`, `skipped nothing_owed`. */
  async standing({ batchId }: WorldBatch): Promise<string[]> {
    const rows = await this.db.scheduledTouchpoint.findMany({ where: { batchId }, orderBy: { id: 'asc' } });
    return rows
      .map(({ status, heldReason, reason, errorCode }) =>
        [status, heldReason ?? reason ?? errorCode].filter(Boolean).join(' '),
      )
      .sort();
  }

  /** Waits, in real time, until an item stands so: its status, or what holds it back. */
  async becomes(batch: WorldBatch, debtor: Debtor, state: string): Promise<void> {
    await this.#engine.until(async () => {
      const { status, heldReason } = await this.item(batch, debtor);
      return status === state || heldReason === state;
    }, `an item that is ${state}`);
  }

  /** Its delivery as the server shows it; null while it has not started, a moment after its run is open. */
  async #delivery({ programId, batchId }: WorldBatch): Promise<WorkflowExecutionDescription | null> {
    const workflow = this.#engine.client.workflow.getHandle(batchDeliveryWorkflowId(programId, batchId));
    return workflow.describe().catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    });
  }

  /** Waits until its delivery has ended. */
  async delivered(batch: WorldBatch): Promise<void> {
    const isOver = async () => (await this.#delivery(batch))?.status.name === 'COMPLETED';
    await this.#engine.until(isOver, `the end of the delivery of ${batch.batchId}`);
  }

  /** Waits until its delivery sleeps on a timer or has ended: nothing of it is due. */
  async asleep(batch: WorldBatch): Promise<void> {
    const { batchId } = batch;
    await this.#engine.until(async () => {
      const raw = (await this.#delivery(batch))?.raw;
      const now = new Date((await this.#engine.now()) + 2_000);
      const due = await this.db.scheduledTouchpoint.count({
        where: { batchId, status: 'approved', wakeAt: { lte: now } },
      });
      const isIdle = raw && !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
      return due === 0 && isIdle === true;
    }, `an idle delivery of ${batchId}`);
  }

  /** Kinds of the events of its delivery, the last run. */
  async events({ programId, batchId }: WorldBatch): Promise<string[]> {
    const workflow = this.#engine.client.workflow.getHandle(batchDeliveryWorkflowId(programId, batchId));
    const { events } = await workflow.fetchHistory();
    return (events ?? []).map(
      (event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '',
    );
  }
}
