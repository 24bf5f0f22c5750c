import type { Contact } from '../../contracts/customers/contacts.ts';
import type { Customer } from '../../contracts/customers/customers.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import type { Page } from '../../contracts/paging.ts';
import type { QueueRow } from '../../contracts/enrollments/queue.ts';
import type { Opening } from './opening.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

const OUTCOMES = ['promised', 'left voicemail', 'no answer'] as const;

/** Somebody in accounts receivable, who works through the API. */
export class Person {
  readonly #stage: Stage;
  readonly #opening: Opening;
  readonly #timeline: Timeline;
  #calls = 0;

  constructor(stage: Stage, opening: Opening, timeline: Timeline) {
    this.#stage = stage;
    this.#opening = opening;
    this.#timeline = timeline;
  }

  /** The customer with an external id of the sample files. */
  customer(externalId: string): Customer {
    const customer = this.#opening.customers.get(externalId);
    if (!customer) throw new Error(`the sample files have no ${externalId}`);
    return customer;
  }

  /** Works through the queue: calls, tasks, mails that wait, mails that came back because a payment moved their facts. */
  async workThroughQueue(): Promise<void> {
    const { items } = await this.#stage.api.get<Page<QueueRow>>('/v1/queue?limit=200');
    for (const row of items) {
      const path = `/v1/queue/${row.id}`;
      if (row.type === 'call') {
        const outcome = OUTCOMES[this.#calls++ % OUTCOMES.length];
        await this.#stage.api.post(`${path}/complete`, { json: { outcome } });
      } else if (row.type === 'task') {
        await this.#stage.api.post(`${path}/complete`, {
          json: { outcome: 'decided', note: 'orders go on' },
        });
      } else if (row.status === 'ready') {
        await this.#stage.api.post(`${path}/send`);
      } else if (row.errorCode === 'facts_moved') {
        await this.note(row, 'a payment came in since the edit: looked at it again, retry');
        await this.#stage.api.post(`${path}/retry`);
      }
    }
  }

  /** Finds the step in error, gives the contact an address, and tries again (Q4). */
  async fixAddress(externalId: string, email: string): Promise<void> {
    const row = await this.#row(externalId, 'due');
    if (row.errorCode !== 'no_recipient')
      throw new Error(`expected a missing address, found ${row.errorCode}`);
    await this.note(row, `in error: ${row.errorDetail} Fixed with ${email}, retry`);
    const contacts = await this.#stage.api.get<Page<Contact>>(`/v1/customers/${row.customer.id}/contacts`);
    await this.#stage.api.patch(`/v1/contacts/${contacts.items[0]!.id}`, { email });
    await this.#stage.api.post(`/v1/queue/${row.id}/retry`);
  }

  /** Sends the next mail before its time (Q2). */
  async sendEarly(externalId: string): Promise<void> {
    const row = await this.#row(externalId, 'upcoming');
    await this.note(row, `sends it now instead of ${row.scheduledAt?.slice(0, 10)}`);
    await this.#stage.api.post(`/v1/queue/${row.id}/send`);
  }

  /** Leaves out the next step; the enrollment goes on. */
  async cancelNext(externalId: string, reason: string): Promise<void> {
    const row = await this.#row(externalId, 'upcoming');
    await this.#stage.api.post(`/v1/queue/${row.id}/cancel`, { json: { scope: 'step', reason } });
  }

  /** Rewrites the next mail by hand. */
  async edit(
    externalId: string,
    include: 'due' | 'upcoming',
    change: { subject?: string; body: string },
  ): Promise<void> {
    const row = await this.#row(externalId, include);
    await this.note(row, 'edits the text');
    await this.#stage.api.patch(`/v1/queue/${row.id}`, change);
  }

  /** Records payments of open invoices: of all, or a part of the first. */
  async recordPayments(externalId: string, { part }: { part?: string } = {}): Promise<void> {
    const { id, name } = this.customer(externalId);
    const { items } = await this.#stage.api.get<Page<Invoice>>(`/v1/invoices?customerId=${id}&limit=100`);
    const open = items.filter(({ status }) => status === 'open');
    for (const invoice of part === undefined ? open : open.slice(0, 1)) {
      const amount = part ?? invoice.balance;
      await this.#stage.api.post(`/v1/invoices/${invoice.id}/payments`, { json: { amount } });
      const what = `payment of ${amount} ${invoice.currency} for ${invoice.number} recorded`;
      this.#timeline.note(await this.#stage.now(), name, '', what);
    }
  }

  /** Takes up what the mail system reports. */
  async report(externalId: string, event: { kind: 'reply' | 'auto_reply'; until?: string }): Promise<void> {
    const { id } = await this.enrollment(externalId);
    await this.#stage.api.post(`/v1/enrollments/${id}/events`, { json: event });
  }

  /** Stops an enrollment for good. */
  async stop(externalId: string, reason: string): Promise<void> {
    const { id } = await this.enrollment(externalId);
    await this.#stage.api.post(`/v1/enrollments/${id}/stop`, { json: { reason } });
  }

  /** The customer presses "unsubscribe": a one-click POST to the link in the last mail (RFC 8058). */
  async unsubscribe(externalId: string): Promise<void> {
    const customerId = this.customer(externalId).id;
    const messages = await this.#stage.db.message.findMany({
      where: { customerId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    const mail = this.#stage.mail.mails.find(({ messageId }) => messageId === messages[0]?.id);
    if (!mail) throw new Error(`${externalId} has no mail to unsubscribe from`);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const answer = await fetch(mail.unsubscribeUrl, { method: 'POST', body });
    if (!answer.ok) throw new Error(`unsubscribing answered ${answer.status}`);
  }

  /** The enrollment of a customer. */
  async enrollment(externalId: string): Promise<Enrollment> {
    const { sequenceId } = this.#opening;
    const path = `/v1/enrollments?sequenceId=${sequenceId}&customerId=${this.customer(externalId).id}`;
    const { items } = await this.#stage.api.get<Page<Enrollment>>(path);
    return items[0]!;
  }

  private async note(row: QueueRow, what: string): Promise<void> {
    this.#timeline.note(await this.#stage.now(), row.customer.name, row.label, what);
  }

  async #row(externalId: string, include: 'due' | 'upcoming'): Promise<QueueRow> {
    const path = `/v1/queue?include=${include}&customerId=${this.customer(externalId).id}`;
    const { items } = await this.#stage.api.get<Page<QueueRow>>(path);
    if (!items[0]) throw new Error(`${externalId} has no ${include} row in the queue`);
    return items[0];
  }
}
