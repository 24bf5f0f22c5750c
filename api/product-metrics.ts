import { Gauge, type Registry } from 'prom-client';
import type { ApiDeps } from './deps.ts';

/** Gauges of the product itself, read when they are asked for: one statement a scrape. */
export function registerProductMetrics(
  registry: Registry,
  deps: Pick<ApiDeps, 'db' | 'store' | 'now'>,
): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `followthrough_${name}`, help, labelNames, registers: [registry] });
  const enrollments = gauge('enrollments', 'Live enrollments by status.', ['status']);
  const executions = gauge(
    'open_steps',
    'Open step executions by status; error and uncertain need a person.',
    ['status'],
  );
  const messages = gauge('messages', 'Messages by status, ended ones of the last day.', ['status']);
  const oldest = gauge('oldest_due_seconds', 'How long the oldest automatic step is due that has not left.');
  const failing = gauge('failing_mailboxes', 'Mailboxes that cannot send.');
  const unapplied = gauge(
    'unapplied_intents',
    'Enrollments whose workflow does not know their newest intent yet.',
  );
  return async () => {
    const read = await deps.store.gauges.readGauges(deps.db, await deps.now());
    for (const [target, rows] of [
      [enrollments, read.enrollments],
      [executions, read.executions],
      [messages, read.messages],
    ] as const) {
      target.reset();
      for (const { status, count } of rows) target.set({ status }, count);
    }
    oldest.set(read.oldestDueSeconds);
    failing.set(read.failingMailboxes);
    unapplied.set(read.unapplied);
  };
}
