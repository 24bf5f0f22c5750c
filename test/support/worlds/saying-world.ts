import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { Json } from '../servers/api-fixture.ts';
import { AutomationMessageWorld, type TestPass } from './automation-message-world.ts';
import { claimAutomation, settleAutomation } from './claims.ts';
import { ACCEPTED, QueueWorld } from './queue-world.ts';

/** A Monday, 10:00 in Berlin. */
export const MONDAY_AT_TEN = Date.parse('2026-03-02T09:00:00Z');

/** A message that an action made. */
export interface Said extends TestPass {
  customerId: string;
  messageId: string;
}

/** The API with messages of automations in every state that their delivery would have brought them to. */
export class SayingWorld extends QueueWorld {
  passes!: AutomationMessageWorld;

  override async open(): Promise<void> {
    await super.open();
    const contactPolicy = { daysBetween: 1, perDay: 2 };
    const body = { defaultMailboxId: this.world.mailboxId, contactPolicy };
    await this.ok('PATCH', '/v1/organisation', { body });
    this.passes = new AutomationMessageWorld(this.engine, this.world, () => Promise.resolve(this.now));
    this.now = MONDAY_AT_TEN;
  }

  /** Applies an action to a customer, in a pass of its own or a given one. */
  async said(action: object, customerId: string, pass?: TestPass): Promise<Said> {
    const at = pass ?? (await this.passes.pass([action]));
    await this.passes.apply(at, customerId);
    const { id: messageId } = (await this.passes.message(at, customerId))!;
    return { ...at, customerId, messageId };
  }

  /** The claim of a message. */
  claimOf = (of: Said) => claimAutomation(this.engine, of);

  /** Claims it, hands it over and settles it; null: it does not leave. */
  async leave(of: Said, result: HandOverResult = ACCEPTED) {
    const claimed = await this.claimOf(of);
    if (claimed.kind !== 'claimed') return null;
    const { out, token, customerId } = claimed.claimed;
    const { passFence, passOwnFence } = this.deps.store.automationMessages;
    const fence = customerId === null ? passOwnFence : passFence;
    const asked = { messageId: out.messageId, token, now: this.now };
    if (!(await this.db.$transaction((tx) => fence(tx, asked)))) throw new Error('the fence did not pass');
    await settleAutomation(this.engine, { ...of, claim: claimed.claimed, result });
    return out;
  }

  /** The message as the API shows it. */
  show = ({ messageId }: Said): Promise<Json> => this.ok('GET', `/v1/automation-messages/${messageId}`);

  /** An answer of a person. */
  answer = ({ messageId }: Said, verb: string, body?: object, key?: string) =>
    this.call('POST', `/v1/automation-messages/${messageId}/${verb}`, { body, ...(key && { key }) });

  /** A customer with an AR owner. */
  async owned(arOwnerId: string): Promise<string> {
    const { customerId } = await this.payer();
    await this.db.customer.update({ where: { id: customerId }, data: { arOwnerId } });
    return customerId;
  }
}
