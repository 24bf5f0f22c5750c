import { MockActivityEnvironment } from '@temporalio/testing';
import { createEnrollRows } from '../../../activities/enrollments/enroll-rows.ts';
import type { Answer, Json } from '../servers/api-fixture.ts';
import { QueueWorld } from './queue-world.ts';

/** A sequence that is to follow a list. */
interface ListDraft {
  listId?: string;
  name?: string;
  beginAt?: string;
  endAt?: string;
  steps: readonly object[];
}

/** An email of some timing. */
export const email = (timing: object, label = 'Mail') => ({
  type: 'email',
  label,
  timing,
  subject: 'Hello',
  body: 'Hello',
});

/** A call of some timing. */
export const call = (timing: object, more: object = {}) => ({ type: 'call', label: 'Call', timing, ...more });

/** The API with sequences that follow lists; what workers would do about them is called by name. */
export class ListWorld extends QueueWorld {
  #made = 0;

  /** Sets the clock by a wall clock in Berlin in summer: `2030-06-03 08:00`. */
  at(local: string): void {
    this.now = Date.parse(`${local.replace(' ', 'T')}:00+02:00`);
  }

  async list(name = `List ${(this.#made += 1)}`): Promise<string> {
    return (await this.ok('POST', '/v1/lists', { body: { name } })).id;
  }

  add(listId: string, customerId: string): Promise<Answer> {
    return this.call('PUT', `/v1/lists/${listId}/members/${customerId}`);
  }

  /** Takes a customer off a list. @returns what could not be called back */
  async drop(listId: string, customerId: string): Promise<Json[]> {
    return (await this.ok('DELETE', `/v1/lists/${listId}/members/${customerId}`)).inFlight;
  }

  /** A draft in Berlin that reaches out. */
  async draft({ steps, name = `Follows ${(this.#made += 1)}`, ...settings }: ListDraft): Promise<string> {
    const { mailboxId, userId: primaryUserId } = this.world;
    const zone = 'Europe/Berlin';
    const body = { name, zone, purpose: 'outreach', mailboxId, primaryUserId, ...settings };
    const { id } = await this.ok('POST', '/v1/sequences', { body });
    for (const step of steps) await this.ok('POST', `/v1/sequences/${id}/steps`, { body: step });
    return id;
  }

  activate(sequenceId: string): Promise<Answer> {
    return this.call('POST', `/v1/sequences/${sequenceId}/activate`, { body: {} });
  }

  /** An activated sequence with whom its list has, taken in. */
  async following(draft: ListDraft): Promise<string> {
    const sequenceId = await this.draft(draft);
    const { status, body } = await this.activate(sequenceId);
    if (status !== 200) throw new Error(JSON.stringify(body));
    await this.takeIn();
    return sequenceId;
  }

  /** What a worker does about the durable operations that were begun. */
  async takeIn(): Promise<void> {
    const running = await this.db.bulkEnrollment.findMany({
      where: { status: 'running' },
      orderBy: { id: 'asc' },
    });
    for (const { id: bulkId } of running)
      await new MockActivityEnvironment().run(createEnrollRows(this.engine), { bulkId });
  }

  /** A list with one member, and the sequence that follows it. */
  async followed(steps: readonly object[]) {
    const listId = await this.list();
    const customerId = await this.member();
    await this.add(listId, customerId);
    const sequenceId = await this.following({ listId, steps });
    const [{ id }] = await this.of(customerId);
    return { listId, customerId, sequenceId, id: id as string };
  }

  /** A customer with a contact; no status: active. */
  async member(change: { name?: string; status?: string } = {}): Promise<string> {
    const { customerId } = await this.payer({ ...(change.name && { name: change.name }) });
    if (change.status) await this.status(customerId, change.status);
    return customerId;
  }

  status(customerId: string, status: string): Promise<Json> {
    return this.ok('PATCH', `/v1/customers/${customerId}`, { body: { status } });
  }

  /** All enrollments of a customer, oldest first, after each has looked at what it does next. */
  async of(customerId: string): Promise<Json[]> {
    const rows = await this.db.enrollment.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    for (const { id } of rows) await this.look(id);
    return Promise.all(rows.map(({ id }) => this.ok('GET', `/v1/enrollments/${id}`)));
  }

  /** When its next message leaves, by the wall clock in Berlin, or null. */
  async leaves(enrollmentId: string): Promise<string | null> {
    await this.look(enrollmentId);
    const { nextSendAt } = await this.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
    if (nextSendAt === null) return null;
    const local = new Date(Date.parse(nextSendAt) + 2 * 3_600_000).toISOString();
    return local.slice(0, 16).replace('T', ' ');
  }

  /** Sends the message that is due. */
  async send(enrollmentId: string, position = 1): Promise<void> {
    await this.look(enrollmentId);
    const { customerId, sequenceId } = await this.db.enrollment.findUniqueOrThrow({
      where: { id: enrollmentId },
    });
    const executionId = await this.executionOf(enrollmentId, position);
    await this.sent({ enrollmentId, customerId, sequenceId, executionId, contactId: '', invoiceId: '' });
    await this.look(enrollmentId);
  }
}
