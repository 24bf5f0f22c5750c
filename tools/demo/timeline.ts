import type { Database } from '../../infra/db/client.ts';
import { say } from '../stack/progress.ts';

/** How an entry of the customers' threads is told. */
const WORDS: Record<string, string> = {
  enrolled: 'enrolled',
  finished: 'finished',
  way_decided: 'the way is decided',
  clicked_recorded: 'clicked',
  stopped: 'stopped',
  step_skipped: 'left out',
  step_cancelled: 'left out by hand',
  reply_recorded: 'a reply came in',
  auto_reply_recorded: 'an automatic reply came in',
  unsubscribe_recorded: 'unsubscribed',
  complaint_recorded: 'complained',
  bounce_recorded: 'bounced: goes on with another contact',
  reply_released: 'what the reply held back goes on',
};

/** Outcomes that the words of their entry say. */
const SAID_ALREADY = new Set(['cancelled', 'reply']);

/** Tells what happened, in the order it happened, from the customers' own threads (S21). */
export class Timeline {
  readonly #db: Database;
  readonly #zone: string;
  readonly #told = new Set<string>();

  constructor(db: Database, zone: string) {
    this.#db = db;
    this.#zone = zone;
  }

  /** Prints what is new. */
  async tell(): Promise<void> {
    const rows = await this.#db.communication.findMany({ orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] });
    const fresh = rows.filter((row) => !this.#told.has(row.id));
    const customers = await this.#db.customer.findMany({
      select: { id: true, name: true },
      orderBy: { id: 'asc' },
    });
    const names = new Map(customers.map(({ id, name }) => [id, name]));
    const steps = await this.#stepLabels();
    for (const row of fresh) {
      this.#told.add(row.id);
      const { event } = row.data as { event: string };
      const step = steps.get(row.stepExecutionId ?? '') ?? '';
      const what =
        row.direction === 'inbound' && row.mailId !== null
          ? `comes in: "${(row.content ?? '').split('\n')[0]}"`
          : row.kind === 'email'
            ? `mail to ${await this.#recipientsOf(row.messageId)}: ${row.subject}`
            : row.kind === 'call' || row.kind === 'task'
              ? `${row.kind} done: ${row.outcome}`
              : [
                  WORDS[event] ?? row.subject ?? event,
                  SAID_ALREADY.has(row.outcome ?? '') ? null : row.outcome,
                  row.content,
                ]
                  .filter(Boolean)
                  .join(', ');
      this.#line(row.occurredAt.getTime(), names.get(row.customerId) ?? '', step, what);
    }
  }

  /** Prints what a person does and no thread tells. */
  note(at: number, customer: string, step: string, what: string): void {
    this.#line(at, customer, step, `» ${what}`);
  }

  async #stepLabels(): Promise<Map<string, string>> {
    const steps = await this.#db.step.findMany({ select: { id: true, label: true }, orderBy: { id: 'asc' } });
    const labels = new Map(steps.map(({ id, label }) => [id, label]));
    const executions = await this.#db.stepExecution.findMany({
      select: { id: true, stepId: true },
      orderBy: { id: 'asc' },
    });
    return new Map(executions.map(({ id, stepId }) => [id, labels.get(stepId) ?? '']));
  }

  async #recipientsOf(messageId: string | null): Promise<string> {
    if (messageId === null) return 'nobody';
    const rows = await this.#db.messageRecipient.findMany({
      where: { messageId, status: 'accepted' },
      orderBy: { address: 'asc' },
    });
    return rows.map(({ address }) => address).join(', ');
  }

  #line(at: number, customer: string, step: string, what: string): void {
    say(`${clock(at, this.#zone)}  ${padded(customer, 28)} ${padded(step, 26)} ${what}`);
  }
}

function clock(at: number, zone: string): string {
  const options = {
    timeZone: zone,
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(at).replaceAll(',', '');
}

/** Pads to a width on the terminal, where ideographs take two columns. */
function padded(text: string, width: number): string {
  const wide = text.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0;
  return text.padEnd(width - wide);
}
