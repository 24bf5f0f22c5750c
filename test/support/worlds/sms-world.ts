import { MockActivityEnvironment } from '@temporalio/testing';
import type { ApiConfig } from '../../../api/deps.ts';
import { StepSource } from '../../../activities/enrollments/step-source.ts';
import { sendOnce } from '../../../activities/sending/send-once.ts';
import type { Directive } from '../../../contracts/enrollments/directive.ts';
import type { SmsGatewayConfig } from '../../../infra/sms/sms-gateway.ts';
import { createTexter } from '../../../infra/sms/texter.ts';
import { onDay, type SequenceFixture, type StepFixture } from '../rows/fixtures.ts';
import type { Json } from '../servers/api-fixture.ts';
import { ScriptedGateway } from '../servers/scripted-gateway.ts';
import { QueueWorld, type Row } from './queue-world.ts';

/** A German mobile, as a person writes it. */
export const PHONE = '0151 1234 5678';
export const E164 = '+4915112345678';

/** A customer who gets an sms. */
export interface SmsRowInput extends Partial<Omit<SequenceFixture, 'steps'>> {
  phone?: string | null;
  zone?: string;
  /** Of the customer; null: it has none. */
  customerZone?: string | null;
  step?: Partial<StepFixture>;
  /** Steps behind it. */
  more?: StepFixture[];
}

/** Sms of sequences through the product's own pipeline, over real HTTP to a gateway that does as it is told. */
export class SmsWorld extends QueueWorld {
  readonly gateway = new ScriptedGateway();
  smsSenderId = '';
  #numbers = 0;

  override async open(config: Partial<ApiConfig> = {}): Promise<void> {
    await super.open(config);
    await this.gateway.start();
    this.useGateway();
    await this.ok('PATCH', '/v1/organisation', { body: { defaultRegion: 'DE', quietHours: null } });
    this.smsSenderId = (await this.sender()).id;
  }

  override async close(): Promise<void> {
    await this.gateway.stop();
    await super.close();
  }

  /** Sends over the gateway, which may be another one. */
  useGateway(change: Partial<SmsGatewayConfig> = {}, kind: SmsGatewayConfig['kind'] = 'json'): void {
    const { transports } = this.engine;
    const sms = createTexter(this.gateway.config(kind, change), this.engine.links);
    this.engine = { ...this.engine, transports: { ...transports, sms } };
  }

  /** Does something at the last moment before the fence of the next send. */
  beforeFence(act: () => Promise<unknown>): void {
    const { sms } = this.engine.transports;
    let isFirst = true;
    const deliver: typeof sms.deliver = (out, copies, on, signal) =>
      sms.deliver(
        out,
        copies,
        {
          ...on,
          fence: async (n) => {
            if (isFirst) await act();
            isFirst = false;
            return on.fence(n);
          },
        },
        signal,
      );
    this.engine = { ...this.engine, transports: { ...this.engine.transports, sms: { ...sms, deliver } } };
  }

  /** A new number to send from. */
  sender(change: object = {}): Promise<Json> {
    this.#numbers += 1;
    const number = `+4915100000${String(this.#numbers).padStart(3, '0')}`;
    const body = { name: `Number ${this.#numbers}`, number, zone: 'UTC', ...change };
    return this.ok('POST', '/v1/sms-senders', { body });
  }

  /** A customer in a sequence whose first step is an sms that is due now. */
  async smsRow({ phone = PHONE, customerZone, step, more = [], ...input }: SmsRowInput = {}): Promise<Row> {
    const steps = [{ type: 'sms' as const, timing: onDay(0, '08:00'), ...step }, ...more];
    const { sequenceId } = await this.sequence({ smsSenderId: this.smsSenderId, ...input, steps });
    const { customerId, contactId, invoiceId } = await this.payer({});
    if (phone !== null) await this.ok('PATCH', `/v1/contacts/${contactId}`, { body: { phone } });
    if (customerZone !== undefined)
      await this.db.customer.update({ where: { id: customerId }, data: { zone: customerZone } });
    const { enrollment } = await this.enroll(sequenceId, customerId);
    await this.look(enrollment.id);
    const executionId = await this.executionOf(enrollment.id);
    return { enrollmentId: enrollment.id, executionId, customerId, contactId, invoiceId, sequenceId };
  }

  /** The whole send of a step, as its activity does it. */
  send({ enrollmentId, executionId }: Row, activity = new MockActivityEnvironment()): Promise<Directive> {
    const input = { enrollmentId, stepExecutionId: executionId };
    return activity.run(() => sendOnce(this.engine, new StepSource(this.engine, input)));
  }

  /** Its row in the ledger. */
  message({ executionId }: Row) {
    return this.db.message.findFirstOrThrow({
      where: { sourceId: executionId },
      include: { recipients: true },
    });
  }

  /** How a row stands: `done`, `error all_suppressed`, `planned quiet_hours 2026-…`. */
  async standing({ executionId }: Row): Promise<string> {
    const { status, errorCode, heldReason, heldUntil } = await this.execution(executionId);
    return [status, errorCode, heldReason, heldUntil?.toISOString()].filter(Boolean).join(' ');
  }
}
