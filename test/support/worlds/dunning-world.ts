import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { newId } from '../../../infra/ids.ts';
import { createProgramRow, createTouchpointRow, type ProgramFixture } from '../rows/program-fixture.ts';
import type { SequenceFixture } from '../rows/fixtures.ts';
import { claimStep, claimTouchpoint } from './claims.ts';
import { QueueWorld, type Row } from './queue-world.ts';

/** One message of a program that may leave. */
export interface Dun {
  programId: string;
  scheduledTouchpointId: string;
  batchId: string;
  runId: string;
  customerId: string;
}

/** What came of a claim. */
export type Tried = 'claimed' | { heldReason: string | null; heldUntil: string | null };

function heldOf({ heldReason, heldUntil }: { heldReason: string | null; heldUntil: Date | null }): Tried {
  return { heldReason, heldUntil: heldUntil?.toISOString() ?? null };
}

/** The API with everything that writes to customers: sequences, programs, recommended actions. */
export class DunningWorld extends QueueWorld {
  override async open(): Promise<void> {
    await super.open();
    await this.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: this.world.mailboxId } });
  }

  /** Another sequence that wants to write to the same customer. */
  async another(row: Row, input: Partial<SequenceFixture> = {}): Promise<Row> {
    return { ...row, ...(await this.rowOf(row.customerId, input)) };
  }

  /** The first step of a new sequence to a customer. */
  async rowOf(customerId: string, input: Partial<SequenceFixture> = {}): Promise<Row> {
    const { sequenceId } = await this.sequence(input);
    const { enrollment } = await this.enroll(sequenceId, customerId);
    await this.look(enrollment.id);
    const executionId = await this.executionOf(enrollment.id);
    const { contactId, invoiceId } = { contactId: '', invoiceId: '' };
    return { customerId, contactId, invoiceId, sequenceId, enrollmentId: enrollment.id, executionId };
  }

  /** A message that a run of a new program makes for a customer, approved by the program or a person. */
  async dun(
    customerId: string,
    change: Partial<ProgramFixture> & { delivery?: 'auto' | 'review'; ran?: 'now' | 'on schedule' } = {},
  ): Promise<Dun> {
    const { delivery = 'auto', ran = 'now', ...program } = change;
    const { now, adminId: authorId } = this;
    const programId = await createProgramRow(this.db, { now, authorId, autoEnroll: false, ...program });
    await createTouchpointRow(this.db, { now, programId, offsetDays: 1, delivery });
    const enrolling = { body: { isEnrolled: true } };
    await this.ok('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, enrolling);
    const { id: runId } = await this.ok('POST', `/v1/programs/${programId}/runs`, { body: {} });
    if (ran === 'on schedule')
      await this.db.programRun.update({ where: { id: runId }, data: { kind: 'scheduled' } });
    await generateRun(this.deps, { runId });
    if (delivery === 'review') await prepareRun(this.deps, { runId });
    const item = await this.db.scheduledTouchpoint.findFirstOrThrow({ where: { runId, customerId } });
    const batchId = item.batchId!;
    if (delivery === 'review') {
      const { contentHash } = await this.ok('GET', `/v1/review-batches/${batchId}`);
      await this.ok('POST', `/v1/review-batches/${batchId}/approve`, { body: { contentHash } });
    }
    return { programId, scheduledTouchpointId: item.id, batchId, runId, customerId };
  }

  /** The first transaction of its send. */
  async tryDun({
    scheduledTouchpointId,
    programId,
  }: Dun): Promise<'claimed' | { heldReason: string | null; heldUntil: string | null }> {
    const claim = await claimTouchpoint(this.engine, { scheduledTouchpointId, programId });
    if (claim.kind === 'claimed') return 'claimed';
    const item = await this.db.scheduledTouchpoint.findUniqueOrThrow({
      where: { id: scheduledTouchpointId },
    });
    return { heldReason: item.heldReason, heldUntil: item.heldUntil?.toISOString() ?? null };
  }

  /** The first transaction of the send of a step: why and until when it waits. */
  async tryStep(row: Row): Promise<Tried> {
    const { enrollmentId, executionId: stepExecutionId } = row;
    const claim = await claimStep(this.engine, { enrollmentId, stepExecutionId });
    return claim.kind === 'claimed' ? 'claimed' : heldOf(await this.execution(stepExecutionId));
  }

  /** A recommended email that a person asked to send, before anything else was due (Q6). */
  async requestedAction(customerId: string): Promise<string> {
    const actionId = newId('action');
    const at = new Date(this.now);
    await this.db.recommendedAction.create({
      data: {
        id: actionId,
        customerId,
        key: `remind/${actionId}/never`,
        kind: 'email',
        severity: 'healthy',
        severityRank: 1,
        reason: 'Overdue',
        dueOn: new Date('2026-03-02'),
        sources: [],
        status: 'open',
        sendStatus: 'requested',
        sendRequestedAt: at,
        sendRequestedById: this.adminId,
        mailboxId: this.world.mailboxId,
        wakeAt: at,
        createdAt: at,
        updatedAt: at,
      },
    });
    return actionId;
  }
}
