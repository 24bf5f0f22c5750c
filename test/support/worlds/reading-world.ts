import { readMails, type ReadingReport } from '../../../commands/inbox/suggestions/read-mails.ts';
import { READING_SCHEMA } from '../../../domain/inbox/suggestions/request.ts';
import { createChatModel } from '../../../infra/llm/chat-model.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { createMailRow, type ArrivedMail } from '../rows/arrived-mail.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';
import { LlmServer } from '../servers/llm-server.ts';

/** The API with a scripted language model that reads replies, which the organisation wants. */
export class ReadingWorld extends ApiFixture {
  model = new LlmServer();

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
  reply(
    customerIds: readonly string[],
    text: string,
    change: Partial<Pick<ArrivedMail, 'verdict' | 'isHistory' | 'receivedAt' | 'contactId'>> = {},
  ): Promise<string> {
    const mail = { mailboxId: 'mbx_1', from: 'pay@customer.example', receivedAt: this.now, ...change };
    return createMailRow(this.database.db, { ...mail, customerIds, text });
  }

  work(): Promise<ReadingReport> {
    return readMails(this.deps);
  }

  suggestions(filter: string): Promise<Json[]> {
    return this.ok('GET', `/v1/mail-suggestions?${filter}`).then(({ items }) => items);
  }
}
