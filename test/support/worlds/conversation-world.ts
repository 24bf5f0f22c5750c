import type { ApiConfig } from '../../../api/deps.ts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSendAnswer } from '../../../activities/inbox/send-answer.ts';
import { placeMail } from '../../../commands/inbox/conversations/place-mail.ts';
import type { AnswerDirective } from '../../../contracts/inbox/answer-directive.ts';
import { newId } from '../../../infra/ids.ts';
import type { OutgoingMail } from '../../../infra/mail/mailer.ts';
import { onDay } from '../rows/fixtures.ts';
import { createMailRow, type ArrivedMail } from '../rows/arrived-mail.ts';
import type { Json } from '../servers/api-fixture.ts';
import { CopyWorld } from './copy-world.ts';
import type { Row } from './queue-world.ts';

/** A mail that stands in a conversation. */
export interface Arrived {
  mailId: string;
  conversationId: string;
  customerId: string;
}

type Change = Partial<ArrivedMail> & { customerId: string };

/** Conversations about letters that left, and answers through the product's own pipeline. */
export class ConversationWorld extends CopyWorld {
  /** Mails as they were handed to the mail server, in order. */
  readonly mails: OutgoingMail[] = [];

  override async open(config: Partial<ApiConfig> = {}): Promise<void> {
    await super.open(config);
    const { email } = this.engine.transports;
    const deliver: typeof email.deliver = (out, ...rest) => {
      this.mails.push(out);
      return email.deliver(out, ...rest);
    };
    this.engine = { ...this.engine, transports: { ...this.engine.transports, email: { deliver } } };
  }

  override begin(): void {
    super.begin();
    this.mails.length = 0;
  }

  /** A mail of a customer that came now. */
  async arrived({ customerId, ...change }: Change): Promise<Arrived> {
    const { world, now: receivedAt } = this;
    const mail = {
      mailboxId: world.mailboxId,
      from: 'ann@debtor.example',
      receivedAt,
      customerIds: [customerId],
    };
    const mailId = await createMailRow(this.db, { ...mail, ...change });
    const conversationId = await this.db.$transaction((tx) =>
      placeMail(this.deps, tx, { mailId, customerId, now: this.now }),
    );
    return { mailId, conversationId: conversationId ?? '', customerId };
  }

  /** A letter that left, and what somebody answered to it. */
  async replied(change: Partial<ArrivedMail> = {}): Promise<Arrived & { row: Row; messageId: string }> {
    const row = await this.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }] });
    const { mail } = await this.sent(row);
    const { messageId, headerId } = mail;
    const about = { customerId: row.customerId, messageId, referenceIds: [headerId] };
    return { ...(await this.arrived({ ...about, contactId: row.contactId, ...change })), row, messageId };
  }

  /** A hold as a reply opens it. */
  async held(of: { customerId: string } | { enrollmentId: string }): Promise<string> {
    const id = newId('hold');
    const scope = 'customerId' in of ? 'customer' : 'enrollment';
    const startedAt = new Date(this.now);
    await this.db.hold.create({ data: { id, scope, kind: 'reply', authorId: 'system', startedAt, ...of } });
    return id;
  }

  async isHeld(holdId: string): Promise<boolean> {
    return (await this.db.hold.findUniqueOrThrow({ where: { id: holdId } })).endedAt === null;
  }

  conversation({ conversationId }: Pick<Arrived, 'conversationId'>, key?: string): Promise<Json> {
    return this.ok('GET', `/v1/conversations/${conversationId}`, key === undefined ? {} : { key });
  }

  /** An act of a person on it. */
  does(
    { conversationId }: Pick<Arrived, 'conversationId'>,
    verb: string,
    body: object = {},
    options: object = {},
  ) {
    return this.call('POST', `/v1/conversations/${conversationId}/${verb}`, { body, ...options });
  }

  /** Writes an answer. @returns its id */
  async write(of: Pick<Arrived, 'conversationId'>, body: object = {}): Promise<string> {
    const written = await this.does(of, 'answers', { body: 'Thank you.', ...body });
    if (written.status !== 202) throw new Error(JSON.stringify(written.body));
    return written.body.answer.id;
  }

  /** The whole send of an answer, as its activity does it. */
  sendAnswer(answerId: string): Promise<AnswerDirective> {
    return new MockActivityEnvironment().run(createSendAnswer(this.engine), { answerId });
  }

  answerRow(id: string) {
    return this.db.conversationAnswer.findUniqueOrThrow({ where: { id } });
  }

  message(answerId: string) {
    return this.db.message.findFirst({ where: { sourceKind: 'answer', sourceId: answerId } });
  }

  /** An act of a person on an answer. */
  decides(answerId: string, verb: 'retry' | 'mark-sent' | 'cancel') {
    return this.call('POST', `/v1/conversation-answers/${answerId}/${verb}`);
  }
}
