import { createHmac } from 'node:crypto';
import { StepSource } from '../../../activities/enrollments/step-source.ts';
import { claim } from '../../../activities/sending/claim.ts';
import { settle } from '../../../activities/sending/settle.ts';
import type { Claimed } from '../../../activities/sending/transport.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { PUBLIC_URL, SMS_SECRETS, type Answer } from '../servers/api-fixture.ts';
import { activeBranching, type BranchPlan, type BranchingSequence } from './branching-world.ts';
import { OutcomeWorld } from './outcome-world.ts';
import type { Row } from './queue-world.ts';

/** The number that sms leave from. */
export const OUR_NUMBER = '+4915123456789';

/** Case 30: what becomes of an sms decides where the enrollment goes. */
export const REPORTED: BranchPlan = {
  main: {
    S1: {
      type: 'sms',
      at: 'offset 0',
      body: 'You owe us.',
      when: { delivered: 'ok', failed: 'call' },
      none: '1 days -> next',
    },
    T2: { type: 'task', at: 'delay 0' },
  },
  ok: { T1: { type: 'task', at: 'delay 0' } },
  call: { C1: { type: 'call', at: 'delay 0' } },
};

/** One sms, and another four days later. */
export const TWO_SMS: BranchPlan = {
  main: {
    S1: { type: 'sms', at: 'offset 0', body: 'First.' },
    S2: { type: 'sms', at: 'offset 3', body: 'Second.' },
  },
};

/** What an sms came to when it was claimed. */
export type ClaimedSms = Extract<Claimed, { channel: 'sms' }>;

/** Sms of sequences, and the calls of gateways about them; the engine's own transactions stand in the place of workflows. */
export class SmsInWorld extends OutcomeWorld {
  smsSenderId = '';
  #inbound = 0;

  override async open(): Promise<void> {
    await super.open();
    const sender = await this.ok('POST', '/v1/sms-senders', {
      body: { name: 'Sms', number: OUR_NUMBER, zone: 'UTC', languages: ['en', 'de'] },
    });
    this.smsSenderId = sender.id;
    await this.ok('PATCH', '/v1/organisation', { body: { quietHours: null } });
  }

  /** A sequence that is active, with this sender. */
  cadence(plan: BranchPlan): Promise<BranchingSequence> {
    const { mailboxId } = this.world;
    return activeBranching(this.deps, this.actor, plan, { mailboxId, smsSenderId: this.smsSenderId });
  }

  /** A customer whose only contact has a phone. */
  async withPhone(phone: string): Promise<{ customerId: string; contactId: string }> {
    const { customerId, contactId } = await this.payer();
    await this.ok('PATCH', `/v1/contacts/${contactId}`, { body: { phone } });
    return { customerId, contactId };
  }

  /** A customer in a sequence, at its first step. */
  async inCadence(
    sequenceId: string,
    { customerId, contactId }: { customerId: string; contactId: string },
  ): Promise<Row> {
    const { enrollment } = await this.enroll(sequenceId, customerId);
    await this.look(enrollment.id);
    const executionId = await this.executionOf(enrollment.id, 1);
    return { enrollmentId: enrollment.id, executionId, invoiceId: '', sequenceId, customerId, contactId };
  }

  /** Claims an sms and marks its hand-over: nobody knows more. */
  async leaving(row: Row): Promise<ClaimedSms> {
    const made = await claim(this.engine, this.#source(row));
    if (made.kind !== 'claimed' || made.claimed.channel !== 'sms') throw new Error(JSON.stringify(made));
    const input = { messageId: made.claimed.out.messageId, token: made.claimed.token, now: this.now };
    const isPassed = await this.db.$transaction((tx) => this.deps.store.stepSends.passFence(tx, input));
    if (!isPassed) throw new Error('fenced off');
    return made.claimed;
  }

  async settleSms(row: Row, claimed: ClaimedSms, result: HandOverResult = TAKEN): Promise<void> {
    await settle(this.engine, this.#source(row), claimed, result);
  }

  /** An sms that the gateway took; its message. */
  async texted(row: Row): Promise<string> {
    const claimed = await this.leaving(row);
    await this.settleSms(row, claimed);
    return claimed.out.messageId;
  }

  #source({ enrollmentId, executionId: stepExecutionId }: Row): StepSource {
    return new StepSource(this.engine, { enrollmentId, stepExecutionId });
  }

  /** A call of the JSON form, signed as it should be unless said. */
  gatewayCall(
    path: string,
    body: object,
    { secret = SMS_SECRETS.json[0]!, at = this.now } = {},
  ): Promise<Answer> {
    const raw = JSON.stringify(body);
    const t = Math.floor(at / 1000);
    const v1 = createHmac('sha256', secret).update(`${t}.${raw}`).digest('hex');
    const headers = { 'Followthrough-Signature': `t=${t},v1=${v1}` };
    return this.call('POST', path, { key: null, raw, headers });
  }

  /** A call of Twilio's form. */
  twilioCall(path: string, fields: Record<string, string>, token = SMS_SECRETS.twilio[0]!): Promise<Answer> {
    const said = Object.keys(fields)
      .sort()
      .map((name) => name + fields[name]!)
      .join('');
    const signature = createHmac('sha1', token)
      .update(PUBLIC_URL + path + said)
      .digest('base64');
    return this.call('POST', path, {
      key: null,
      raw: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature },
    });
  }

  /** Where reports on a message are sent, below the public address. */
  reportPath(messageId: string, gateway = 'json'): string {
    return this.deps.links.reportUrl(gateway, messageId).slice(PUBLIC_URL.length);
  }

  report(messageId: string, status: string, change: object = {}): Promise<Answer> {
    const body = { id: `gw-${messageId}`, status, at: new Date(this.now).toISOString(), ...change };
    return this.gatewayCall(this.reportPath(messageId), body);
  }

  /** Somebody sends us an sms. */
  async textUs(from: string, text: string, change: object = {}): Promise<Answer> {
    this.#inbound += 1;
    const at = new Date(this.now).toISOString();
    return this.gatewayCall('/v1/sms/json/inbound', {
      id: `in-${this.#inbound}`,
      from,
      to: OUR_NUMBER,
      text,
      at,
      ...change,
    });
  }

  /** How many rows each table has: what must stay the same where nothing may be stored. */
  async rowCounts(): Promise<Record<string, number>> {
    const tables = await this.db.$queryRaw<{ name: string }[]>`
      SELECT format('%I', c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`;
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const rows = await this.db.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM ${name}`,
      );
      counts[name] = rows[0]!.count;
    }
    return counts;
  }
}

/** A gateway took it. */
const TAKEN: HandOverResult = { kind: 'sent', code: 201, reply: 'HTTP 201', gatewayId: 'gw' };
