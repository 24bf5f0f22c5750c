import { readMails, type ReadingReport } from '../../../commands/inbox/suggestions/read-mails.ts';
import { READING_SCHEMA } from '../../../domain/inbox/suggestions/request.ts';
import { createChatModel } from '../../../infra/llm/chat-model.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';
import { LlmServer } from '../servers/llm-server.ts';

/** The API with a scripted language model that reads replies, which the organisation wants. */
export class ReadingWorld extends ApiFixture {
  model = new LlmServer();
  #mails = 0;

  override async open(): Promise<void> {
    this.now = Date.parse('2026-12-02T10:00:00Z');
    await super.open();
    await this.model.open();
    this.deps.writer = createContentWriter(this.deps, this.model.config());
    this.deps.askMails = createChatModel(this.model.config({ retries: 0 }), READING_SCHEMA);
    await this.ok('PATCH', '/v1/organisation', { body: { mailReading: 'model' } });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.model.close();
  }

  /** A reply of customers that came in and whose effects are done. */
  async reply(
    customerIds: readonly string[],
    newText: string,
    change: { verdict?: string; isHistory?: boolean; receivedAt?: Date; contactId?: string } = {},
  ): Promise<string> {
    const at = new Date(this.now);
    const { contactId = null, ...more } = change;
    const id = this.deps.newId('mail');
    await this.database.db.mail.create({
      data: {
        id,
        fingerprint: `f${(this.#mails += 1)}`,
        mailboxId: 'mbx_1',
        direction: 'inbound',
        fromAddress: 'pay@customer.example',
        people: [],
        subject: 'Re: overdue',
        text: newText,
        newText,
        rawHeaders: '',
        size: newText.length,
        problems: [],
        referenceIds: [],
        datedAt: at,
        receivedAt: at,
        verdict: 'reply',
        judgedAs: 'reply',
        reasons: [],
        failed: [],
        judgedAt: at,
        isHistory: false,
        processedAt: at,
        createdAt: at,
        ...more,
      },
    });
    const data = customerIds.map((customerId) => ({ mailId: id, customerId, contactId, invoiceIds: [] }));
    await this.database.db.mailCustomer.createMany({ data });
    return id;
  }

  work(): Promise<ReadingReport> {
    return readMails(this.deps);
  }

  suggestions(filter: string): Promise<Json[]> {
    return this.ok('GET', `/v1/mail-suggestions?${filter}`).then(({ items }) => items);
  }
}
