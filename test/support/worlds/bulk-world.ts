import { randomBytes } from 'node:crypto';
import { createLifecycle } from '../../../infra/temporal/lifecycle.ts';
import { newId } from '../../../infra/ids.ts';
import { WorkerProcess } from '../../../tools/chaos/worker-process.ts';
import type { Json } from '../servers/api-fixture.ts';
import { onDay } from '../rows/fixtures.ts';
import { QueueWorld } from './queue-world.ts';
import { devServerConnection, type DevServer } from '../servers/temporal.ts';

/** Customers of one statement. */
const BATCH = 5_000;

/** The API on a real Temporal server, and a worker that is a process of its own. */
export class BulkWorld extends QueueWorld {
  override now = Date.now();
  temporal!: DevServer;
  worker!: WorkerProcess;

  override async open(): Promise<void> {
    await super.open();
    this.temporal = await devServerConnection();
    this.deps.lifecycle = createLifecycle(this.temporal.client);
    const { NODE_OPTIONS: _ofTests, ...environment } = process.env;
    this.worker = new WorkerProcess(['worker/main.ts'], {
      ...environment,
      DATABASE_URL: this.database.url,
      TEMPORAL_ADDRESS: this.temporal.address,
      TEMPORAL_NAMESPACE: this.temporal.namespace,
      SECRET_KEY: randomBytes(32).toString('base64'),
      WORKER_METRICS_PORT: '0',
      RECONCILE_SECONDS: '3600',
    });
  }

  override async close(): Promise<void> {
    await this.worker.stop();
    await this.temporal.close();
    await super.close();
  }

  /** Customers with the external ids `<prefix>1` … and the same words as names. */
  async customers(
    count: number,
    change: { prefix: string; status?: string; name?: string },
  ): Promise<string[]> {
    const at = new Date(this.now);
    const rows = Array.from({ length: count }, (_, n) => ({
      id: newId('customer'),
      name: change.name ?? `Firm ${change.prefix}${n + 1}`,
      externalId: `${change.prefix}${n + 1}`,
      status: change.status ?? 'active',
      currency: 'USD',
      score: 0,
      properties: {},
      source: 'test',
      arVersion: 1,
      createdAt: at,
      updatedAt: at,
    }));
    for (let start = 0; start < count; start += BATCH) {
      await this.db.customer.createMany({ data: rows.slice(start, start + BATCH) });
    }
    return rows.map(({ id }) => id);
  }

  /** A sequence whose first email is days away: enrollments fall asleep at once. */
  async sleepySequence(): Promise<string> {
    const input = { purpose: 'outreach' as const, steps: [{ timing: onDay(30) }] };
    return (await this.sequence(input)).sequenceId;
  }

  /** Sends the file. */
  bulk(sequenceId: string, csv: string): Promise<Json> {
    const headers = { 'Content-Type': 'text/csv' };
    return this.ok('POST', `/v1/sequences/${sequenceId}/bulk-enrollments`, { raw: csv, headers });
  }

  summary(bulkId: string): Promise<Json> {
    return this.ok('GET', `/v1/bulk-enrollments/${bulkId}`);
  }

  /** What became of every line: `line outcome reason`. */
  async report(bulkId: string): Promise<string[]> {
    const lines: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `limit=200${cursor && `&cursor=${cursor}`}`;
      const page: Json = await this.ok('GET', `/v1/bulk-enrollments/${bulkId}/rows?${query}`);
      lines.push(...page.items.map((row: Json) => `${row.line} ${row.outcome} ${row.reason ?? ''}`.trim()));
      cursor = page.nextCursor;
    }
    return lines;
  }
}
