import { askModels, type AskReport } from '../../../commands/insights/model/ask-models.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { INSIGHT_SCHEMA } from '../../../domain/insights/model/request.ts';
import { createChatModel } from '../../../infra/llm/chat-model.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';
import { answers, dataOf, LlmServer, type LlmReply } from '../servers/llm-server.ts';

export const HOUR_MS = 60 * 60 * 1000;

/** A piece of an answer, without its source and quote. */
export interface Pieces {
  signals?: object[];
  summary?: object[];
  plan?: object[];
}

/** An answer of these pieces. */
export const finds = ({ signals = [], summary = [], plan = [] }: Pieces): LlmReply =>
  answers(JSON.stringify({ signals, summary, plan }));

/** The API with a scripted language model beside it, which the organisation wants. */
export class ModelWorld extends ApiFixture {
  model = new LlmServer();

  override async open(): Promise<void> {
    await super.open();
    await this.model.open();
    this.deps.writer = createContentWriter(this.deps, this.model.config());
    this.deps.askInsights = createChatModel(this.model.config({ retries: 0 }), INSIGHT_SCHEMA);
    await this.mode('model');
  }

  override async close(): Promise<void> {
    await super.close();
    await this.model.close();
  }

  mode(insights: 'rules' | 'model'): Promise<Json> {
    return this.ok('PATCH', '/v1/organisation', { body: { insights } });
  }

  read(customerId: string): Promise<Json> {
    return this.ok('GET', `/v1/customers/${customerId}/insights`);
  }

  refresh(customerId: string): Promise<Json> {
    return this.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
  }

  /** A mail of the customer in its thread; null: a call. */
  async says(customerId: string, content: string, kind: 'email' | 'call' = 'email'): Promise<string> {
    const body = {
      kind,
      direction: 'inbound',
      occurredAt: new Date(this.now).toISOString(),
      subject: 'Re: invoice',
      content,
    };
    return (await this.ok('POST', `/v1/customers/${customerId}/communications`, { body })).id;
  }

  /** What the worker does within a minute: rules first, then the model, then rules again. */
  async work(): Promise<AskReport> {
    await reconcile(this.deps);
    const report = await askModels(this.deps);
    await reconcile(this.deps);
    // What followed from the answer is nothing new.
    await askModels(this.deps);
    return report;
  }

  /** The entries that came with the last request. */
  get entries(): { id: string; what: string; text: string }[] {
    return dataOf(this.model.requests.at(-1)!).entries;
  }

  signals(customerId: string): Promise<Json[]> {
    return this.ok('GET', `/v1/customers/${customerId}/signals?isActive=true`).then(({ items }) => items);
  }
}
