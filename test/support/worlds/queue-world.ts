import type { ApiConfig } from '../../../api/deps.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { followEnrollments } from '../../../commands/enrollments/follow-enrollments.ts';
import { newId } from '../../../infra/ids.ts';
import { createLinks } from '../../../infra/mail/links.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { claimStep, settleStep, type ClaimedMail } from './claims.ts';
import { ApiFixture, SECRET_KEY, type Json } from '../servers/api-fixture.ts';
import { freshLimits } from '../rows/send-limits.ts';
import {
  createCustomer,
  createSequence,
  NO_CONTACT_POLICY,
  onDay,
  type SequenceFixture,
  type World,
} from '../rows/fixtures.ts';
import { stillEngine } from './still-engine.ts';

/** One enrollment and the row of its first step. */
export interface Row {
  enrollmentId: string;
  executionId: string;
  customerId: string;
  contactId: string;
  invoiceId: string;
  sequenceId: string;
}

/** A claim that may be handed over. */
export type Claimed = ClaimedMail;

/**
 * The API with enrollments in every state a workflow would have brought them to: the engine's own transactions are
 * called in the place of workflows, so that no test waits for a timer.
 */
export class QueueWorld extends ApiFixture {
  world!: World;
  engine!: ActivityDeps;

  override async open(config: Partial<ApiConfig> = {}): Promise<void> {
    await super.open(config);
    const smtp = { host: 'localhost', port: 25, security: 'none' };
    const mailbox = await this.ok('POST', '/v1/mailboxes', {
      body: { name: 'AR', fromAddress: 'ar@acme.example', fromName: 'AR', zone: 'UTC', smtp },
    });
    await this.ok('POST', `/v1/mailboxes/${mailbox.id}/verify`);
    this.world = { userId: this.adminId, mailboxId: mailbox.id };
    await this.ok('PATCH', '/v1/organisation', { body: { contactPolicy: NO_CONTACT_POLICY } });
    const links = createLinks({ publicUrl: this.url, secretKey: SECRET_KEY });
    this.engine = { ...stillEngine(this.deps), links };
  }

  get db() {
    return this.database.db;
  }

  sequence(input: Partial<SequenceFixture> = {}) {
    const steps = input.steps ?? [{ timing: onDay(0, '08:00') }];
    return createSequence(this.db, this.world, { ...input, steps, now: this.now });
  }

  /** Nothing has left and nobody waits, as far as the limits of the mailbox know. */
  freshLimits(): Promise<void> {
    return freshLimits(this.db, this.world.mailboxId);
  }

  payer(change: { name?: string; email?: string | null; balance?: string } = {}) {
    return createCustomer(this.db, { ...change, now: this.now });
  }

  /** What the workflow does when it looks again. */
  async look(enrollmentId: string): Promise<void> {
    await followEnrollments(this.engine, [enrollmentId]);
  }

  enroll(sequenceId: string, customerId: string, body: object = {}): Promise<Json> {
    return this.ok('POST', `/v1/sequences/${sequenceId}/enrollments`, { body: { customerId, ...body } });
  }

  /** A new customer in a sequence, with the row of its first step. */
  async row(
    input: Partial<SequenceFixture> & { sequenceId?: string; email?: string | null; name?: string } = {},
  ): Promise<Row> {
    const sequenceId = input.sequenceId ?? (await this.sequence(input)).sequenceId;
    const { customerId, contactId, invoiceId } = await this.payer({ name: input.name, email: input.email });
    const { enrollment } = await this.enroll(sequenceId, customerId);
    await this.look(enrollment.id);
    const executionId = await this.executionOf(enrollment.id);
    return { enrollmentId: enrollment.id, executionId, customerId, contactId, invoiceId, sequenceId };
  }

  async executionOf(enrollmentId: string, position = 0): Promise<string> {
    const where = { enrollmentId, position };
    return (await this.db.stepExecution.findFirstOrThrow({ where })).id;
  }

  execution(id: string) {
    return this.db.stepExecution.findUniqueOrThrow({ where: { id } });
  }

  /** First transaction of a send. */
  async claim(row: Row): Promise<Claimed> {
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    const claim = await claimStep(this.engine, input);
    if (claim.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(claim.directive)}`);
    return claim;
  }

  /** The fence: true when the body may leave. */
  passFence(claim: Claimed): Promise<boolean> {
    const input = { messageId: claim.mail.messageId, token: claim.token, now: this.now };
    return this.db.$transaction((tx) => this.deps.store.stepSends.passFence(tx, input));
  }

  async settle(row: Row, claim: Claimed, result: HandOverResult): Promise<void> {
    const { enrollmentId, executionId: stepExecutionId } = row;
    await settleStep(this.engine, { enrollmentId, stepExecutionId, claim, result });
  }

  /** An email on its way: the hand-over has begun, nobody knows more. */
  async handedOver(row: Row): Promise<Claimed> {
    const claim = await this.claim(row);
    if (!(await this.passFence(claim))) throw new Error('fenced off');
    return claim;
  }

  async sent(row: Row): Promise<Claimed> {
    const claim = await this.handedOver(row);
    await this.settle(row, claim, ACCEPTED);
    return claim;
  }

  async uncertain(row: Row): Promise<Claimed> {
    const claim = await this.handedOver(row);
    await this.settle(row, claim, { kind: 'unknown', phase: 'final_reply', reply: '' });
    return claim;
  }

  /** Hides a customer from everybody but admins. */
  async hide(customerId: string): Promise<void> {
    const id = newId('visibilityGroup');
    const name = `Group ${id.slice(-6)}`;
    await this.db.visibilityGroup.create({
      data: { id, name, nameKey: name.toLowerCase(), createdAt: new Date(this.now) },
    });
    await this.db.visibilityGroupCustomer.create({ data: { groupId: id, customerId } });
  }

  /** Calls an action of a row. */
  act(executionId: string, action: string, body?: object, key?: string | null) {
    return this.call('POST', `/v1/queue/${executionId}/${action}`, {
      body: body ?? {},
      ...(key !== undefined && { key }),
    });
  }
}

/** The server took it. */
export const ACCEPTED: HandOverResult = { kind: 'sent', code: 250, reply: '250 OK' };
