import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { ChatModelConfig } from '../../../infra/llm/chat-model.ts';
import { createContentWriter, type Written } from '../../../infra/llm/content-writer.ts';
import { hashOf } from '../../../infra/hash.ts';
import { newId } from '../../../infra/ids.ts';
import { createTestDatabase, type TestDatabase } from '../servers/database.ts';
import { LlmServer, writes } from '../servers/llm-server.ts';
import { promptInput, type PromptCase } from '../rows/prompt-inputs.ts';

export const SUBJECT = 'Invoice INV-2024-001 is overdue';
export const BODY =
  'Hello Jane,\n\nEUR 1,200.50 is overdue.\nPay here: https://pay.example/inv-1\n\nKind regards\nJane';
/** An answer that may be sent. */
export const good = writes(SUBJECT, BODY);

/** The writer on a server of its own, whose answers are kept under one draft a test. */
export class WriterFixture {
  database!: TestDatabase;
  server = new LlmServer();
  draftId = '';

  async open(): Promise<void> {
    this.database = await createTestDatabase();
    await this.server.open();
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.database.drop();
  }

  writer(config: Partial<ChatModelConfig> = {}) {
    const now = () => Promise.resolve(Date.parse('2026-03-02T08:00:00Z'));
    const deps = { db: this.database.db, newId, hash: hashOf, now };
    return createContentWriter(deps, this.server.config(config));
  }

  write(change: PromptCase = {}, config: Partial<ChatModelConfig> = {}): Promise<Written> {
    const source = { kind: 'draft', id: this.draftId } as const;
    return this.writer(config).write({ ...promptInput(change), source, customerId: newId('customer') });
  }

  kept() {
    const where = { sourceId: this.draftId };
    return this.database.db.promptAnswer.findMany({ where, orderBy: { id: 'asc' } });
  }
}

/** A fixture for the tests of one file. */
export function useWriter(): WriterFixture {
  const fixture = new WriterFixture();
  beforeAll(() => fixture.open());
  afterAll(() => fixture.close());
  beforeEach(() => {
    fixture.draftId = newId('draft');
  });
  return fixture;
}
